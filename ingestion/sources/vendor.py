"""Vendors' objects as data: what `ingestion/sources/<vendor>.yml` says, read into Connectors.

A connector lists the objects a vendor writes. An object is recognised by `match`, an SQL condition over `object`
(the JSON), `envelope` (the key of the list it came in), `parent` (the JSON around that list) and `filename`; an object
`of:` another is one element of the list at the JSON path `list` of its parent, and also sees `list_index`, from 1.
An object may name a column in `filtered_without`: the vendor leaves it empty by design, and such rows are no fault.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.contracts import Column, RawTable, read_columns, read_contract
from ingestion.errors import UsageError

OBJECT_KEYS = {
    "name",
    "grain",
    "match",
    "of",
    "list",
    "key",
    "version",
    "columns",
    "description",
    "filtered_without",
}

_MATCHED_FIELD = re.compile(r"(?<!coalesce\(object ->> )'\$\.([\w.]+)'")
"""A field that a `match` looks for; one in coalesce() need not be there."""


@dataclass(frozen=True)
class VendorObject:
    """One kind of object of a vendor.

    `expressions` maps each column to SQL over `object`, its surroundings, and `paths_read`, the texts at `paths`.
    `where`, SQL over the same, leaves rows out, which count as filtered; null where none are.
    """

    name: str
    connector: str
    grain: str
    match: str
    of: str | None
    list_path: str | None
    key: tuple[str, ...]
    version: str | None
    columns: tuple[Column, ...]
    expressions: dict[str, str]
    paths: tuple[str, ...]
    where: str | None = None

    @property
    def raw_table(self) -> RawTable:
        """Where objects of this kind are loaded: raw_<connector>.<name>."""
        return RawTable(f"raw_{self.connector}", self.name, self.columns, self.key, self.version)


@dataclass(frozen=True)
class Connector:
    """A vendor: the keys of its list envelopes and its objects, parents before their nested lists."""

    name: str
    envelopes: tuple[str, ...]
    objects: tuple[VendorObject, ...]

    def object(self, name: str) -> VendorObject:
        """The object called `name`; KeyError where there is none."""
        for candidate in self.objects:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def known_objects(self) -> str:
        """The objects that stand for themselves, and the fields each is told by: 'forms (by fields, title)'."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for thing in self.objects:
            if thing.of is None:
                alike.setdefault(tuple(_MATCHED_FIELD.findall(thing.match)), []).append(thing.name)
        return "; ".join(
            f"{', '.join(names)} (by {', '.join(fields) or 'the list they come in'})"
            for fields, names in alike.items()
        )


def read_connector(path: Path) -> Connector:
    """Read one vendor's contract; UsageError where a key, a type or a reference in it is unknown."""
    content = read_contract(path)
    name = content["connector"]
    objects = tuple(_read_object(name, block) for block in content["objects"])
    known = {candidate.name for candidate in objects}
    for candidate in objects:
        if candidate.of is not None and candidate.of not in known:
            raise UsageError(f"{name}.{candidate.name}: `of` names {candidate.of!r}, which is no object.")
    return Connector(name, tuple(content.get("envelopes") or ()), objects)


def _read_object(connector: str, block: dict[str, Any]) -> VendorObject:
    where = f"{connector}.{block.get('name')}"
    if unknown := set(block) - OBJECT_KEYS:
        raise UsageError(f"{where}: unknown key {sorted(unknown)[0]!r} in the contract.")
    if ("of" in block) != ("list" in block) or ("of" in block) == ("match" in block):
        raise UsageError(f"{where}: an object has either `match`, or both `of` and `list`.")
    columns = read_columns(block["columns"], where, frozenset({"from", "sql"}))
    names = {column.name for column in columns}
    for column in [*block["key"], *filter(None, [block.get("version"), block.get("filtered_without")])]:
        if column not in names:
            raise UsageError(f"{where}: key, version or filtered_without {column!r} is no column of it.")
    expressions, paths = _expressions(where, block["columns"])
    return VendorObject(
        name=block["name"],
        connector=connector,
        grain=block["grain"],
        match=block.get("match", "true"),
        of=block.get("of"),
        list_path=block.get("list"),
        key=tuple(block["key"]),
        version=block.get("version"),
        columns=columns,
        expressions=expressions,
        paths=paths,
        where=f"{expressions[needed]} is not null" if (needed := block.get("filtered_without")) else None,
    )


def _expressions(where: str, block: dict[str, dict[str, Any]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """SQL of each column and the JSON paths it reads: all paths of an object are read in one go, as `paths_read`."""
    paths: list[str] = []
    expressions: dict[str, str] = {}
    for column, settings in block.items():
        if ("from" in settings) == ("sql" in settings):
            raise UsageError(f"{where}.{column}: a column has either `from` or `sql`.")
        if "sql" in settings:
            expressions[column] = str(settings["sql"])
            continue
        wanted = settings["from"] if isinstance(settings["from"], list) else [settings["from"]]
        reads = [f"nullif(paths_read[{_place(paths, str(path))}], '')" for path in wanted]
        expressions[column] = reads[0] if len(reads) == 1 else f"coalesce({', '.join(reads)})"
    return expressions, tuple(paths)


def _place(paths: list[str], path: str) -> int:
    """Place of a path in the list, from 1; it is added where it is new."""
    if path not in paths:
        paths.append(path)
    return paths.index(path) + 1

"""Units: what is planned and loaded as one, an entry of a generic source or all objects of a vendor's.

Data flow: Feeds -> Units -> with landing and the registry, the `Delivery`s that should stand in raw.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ingestion.entities import ENTITIES, Entity
from ingestion.feeds import Feeds, FileEntry, Source
from ingestion.file_registry import FileRegistry
from ingestion.landing import Digest, discover
from ingestion.mapping import Target
from ingestion.reading.vendor_objects import SUFFIXES, has_known_suffix
from ingestion.scan import identifier
from ingestion.sources import CONNECTORS, FILES
from ingestion.sources.vendor import VendorObject

LOADER_VERSION = 6
"""Part of every load's identity. Raise it with every change to reading, casting or refusing by which the same file and
mapping give another row or another reason than before: homes then load landing again, else they would keep the old.
2: times end at the year 9999, and what looks beyond its row is refused.
3: currencies are codes in capitals, words of a list are lower case, and numbers beyond their limit are refused.
4: a record_id that is a copy of another column is no longer stored.
5: space-padded columns are cut where their header's names begin; what changes with the hour is refused, as are lists
and objects of JSON in text.
6: the reason of a column that a file lacks names those it has; spreadsheets and JSON Lines without an object say so.
"""

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
"""Suffixes that no CSV file has; tables of older programs often end in .xls and are text."""

OBJECTS_ENTRY = "objects"
"""Entry of what belongs to a vendor's file as a whole: unreadable files, values that are no known object."""


@dataclass(frozen=True, eq=False)
class Unit:
    """An entry of a generic source (`file_entry`), or a vendor source with all its objects."""

    source: str
    entry: str
    connector: str
    pattern: str
    mapping: str
    file_entry: FileEntry | None

    @property
    def name(self) -> str:
        """Key of the unit in the registry."""
        return f"{self.source}/{self.entry}"

    @property
    def without_files(self) -> str:
        """What is said where no file has the name that its path gives."""
        return f"{self.name}: its path {self.pattern} matches no file: correct it in feeds.yml, or put the files there."

    @property
    def entity(self) -> str:
        """What a whole file of the unit is about."""
        return self.file_entry.entity if self.file_entry else OBJECTS_ENTRY

    @property
    def is_snapshot(self) -> bool:
        """Whether each file is the whole table."""
        return self.file_entry is not None and self.file_entry.delivery == "snapshot"


@dataclass(frozen=True)
class Delivery:
    """One content of one unit as it stands in landing: `file` is its first name, `names` all it has now."""

    unit: Unit
    content: str
    file: str
    names: tuple[str, ...]
    path: Path
    digest: Digest

    @property
    def load_key(self) -> int:
        """Identity of the load: source, entry, mapping, content and form, in 60 bits of SHA-256.

        A number, since DuckDB stores one that is the same in all rows at no cost, but searches texts for repetitions.
        """
        identity = [self.unit.source, self.unit.entry, self.unit.mapping, self.content, self._form]
        return int(_hash(identity)[:15], 16)

    @property
    def problem(self) -> str | None:
        """Why the file as a whole cannot be taken, as far as its bytes and its name tell."""
        entry, suffix = self.unit.file_entry, self.path.suffix.lower()
        if not self.digest.problem and entry and entry.format is None and suffix in SPREADSHEETS:
            return f"{suffix[1:]} is not read: save the table as CSV and send that (CSV of that name: `format: csv`)."
        return self.digest.problem

    @property
    def _form(self) -> str:
        """How the present name has the file read: under its right name it is another load than under a wrong one."""
        suffix = Path(self.path.name.removesuffix(".gz")).suffix
        return suffix if suffix in SUFFIXES else ""

    @property
    def carrier(self) -> str:
        """The present name that the load's counts stand under; files of the other names are repeats."""
        return self.file if self.file in self.names else self.names[0]


def units_of(feeds: Feeds, connector: str) -> list[Unit]:
    """The units of all sources of a connector."""
    sources = [source for source in feeds.sources if source.connector == connector]
    if connector != FILES:
        return [_vendor_unit(source) for source in sources]
    return [_file_unit(source, entry) for source in sources for entry in source.files]


def deliveries_of(home: Path, unit: Unit, registry: FileRegistry) -> list[Delivery]:
    """What stands in landing for a unit: each distinct content once, in the order of first names."""
    found: dict[str, list[tuple[str, Path, Digest]]] = {}
    for landed in discover(home, unit.pattern):
        if unit.file_entry is not None or has_known_suffix(landed.name):
            found.setdefault(landed.digest.sha256, []).append((landed.name, landed.path, landed.digest))
    deliveries = [_delivery(unit, content, files, registry) for content, files in found.items()]
    return sorted(deliveries, key=lambda delivery: (delivery.file, delivery.content))


def _delivery(
    unit: Unit, content: str, files: list[tuple[str, Path, Digest]], registry: FileRegistry
) -> Delivery:
    names = tuple(sorted(name for name, _, _ in files))
    first = registry.first_name(unit.name, content, names)
    return Delivery(unit, content, first, names, files[0][1], files[0][2])


def file_target(entry: FileEntry, columns: tuple[str, ...]) -> Target:
    """The Target of a generic entry for a file with these columns, which mappings may name literally."""
    entity = ENTITIES[entry.entity]
    expressions = {
        name: identifier(mapping) if mapping in columns else mapping
        for name, mapping in entry.columns.items()
    }
    if "record_id" not in expressions and not entity.raw_table.copies_id:
        parts = [_key_part(entity, key, expressions[key]) for key in entity.key if key in expressions]
        expressions["record_id"] = f"concat_ws(':', {', '.join(parts)})"
    return Target(entity.raw_table, entry.entry, entry.entity, expressions, entry.where, entry.timezone)


def object_target(thing: VendorObject) -> Target:
    """The Target of a vendor's objects of one kind."""
    return Target(
        thing.raw_table, thing.name, thing.name, thing.expressions, thing.where, has_parents=bool(thing.of)
    )


def file_format(entry: FileEntry, name: str) -> str:
    """Format of a file: as the entry says, else by suffix; what is neither JSON Lines nor Parquet is CSV."""
    if entry.format is not None:
        return entry.format
    suffix = name.removesuffix(".gz").rpartition(".")[2].lower()
    return {"jsonl": "jsonl", "ndjson": "jsonl", "json": "jsonl", "parquet": "parquet"}.get(suffix, "csv")


def _key_part(entity: Entity, key: str, expression: str) -> str:
    """SQL of one part of a record id; times in one form, however the file writes them."""
    column = entity.column(key)
    is_time = column is not None and column.type in ("timestamp", "date")
    value = f"try_cast(({expression}\n) as {column.sql_type})" if column and is_time else f"({expression}\n)"
    return f"nullif(cast({value} as varchar), '')"


def _file_unit(source: Source, entry: FileEntry) -> Unit:
    settings = entry.model_dump(exclude={"name", "path", "delivery"})
    contract = [asdict(column) for column in ENTITIES[entry.entity].columns]
    mapping = _hash([LOADER_VERSION, settings, contract])
    return Unit(source.name, entry.entry, FILES, entry.path, mapping, entry)


def _vendor_unit(source: Source) -> Unit:
    connector = CONNECTORS[source.connector]
    mapping = _hash([LOADER_VERSION, asdict(connector)])
    return Unit(source.name, OBJECTS_ENTRY, source.connector, source.path or "", mapping, None)


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()

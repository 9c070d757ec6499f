"""What a check that failed says: what is wrong, how much of it, where, and what to do, in words of the business.

A sentence holds counts and the names of tables, columns and files, never a value of a row. Data tests of their own
bring their words in dbt (`meta: finding`, where {count} is the number found); generic ones are worded here.

Data flow: dbt's manifest + number found -> sentence -> `CheckOutcome.observed`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

_FAULT_OF_MODELS: Final = (
    "Nothing is published. Where the input is right, a model is at fault: {file} shows the rule, "
    "`kith run --full-refresh` builds anew."
)
_LONGEST_RULE: Final = 160
_SHOWN_PLACES: Final = 5
Arguments = Mapping[str, Any]


def finding(node: Mapping[str, Any], table: str, count: int, named: Sequence[str] = ()) -> str:
    """The sentences on a data test of dbt that found `count`; `table` is the one it guards, `named` the places."""
    generic = node.get("test_metadata") or {}
    words: str | None = node["config"].get("meta", {}).get("finding")
    if words:
        said = str(words).replace("{count}", f"{count:,}")
    elif generic.get("name") in _GENERIC:
        said = _GENERIC[generic["name"]](table, count, generic.get("kwargs", {}))
    else:
        said = f"{count:,} rows of {table} break the rule {node['name']}"
    if named:
        more = f" and {len(named) - _SHOWN_PLACES:,} more" if len(named) > _SHOWN_PLACES else ""
        said = f"{said}: {', '.join(named[:_SHOWN_PLACES])}{more}"
    said = said[0].upper() + said[1:] + ("" if said.endswith(".") else ".")
    if node["config"]["severity"].lower() != "error":
        return said
    return f"{said} {_FAULT_OF_MODELS.format(file=node['original_file_path'])}"


def _key(table: str, count: int, arguments: Arguments) -> str:
    return f"{count:,} keys of {table} ({_listed(arguments['columns'])}) are empty or stand more than once"


def _rule(table: str, count: int, arguments: Arguments) -> str:
    rule = " ".join(str(arguments["expression"]).split())
    shown = rule if len(rule) <= _LONGEST_RULE else f"{rule[:_LONGEST_RULE]} …"
    return f"in {count:,} rows of {table} it does not hold that {shown}"


def _reference(table: str, count: int, arguments: Arguments) -> str:
    target = str(arguments["to"]).removeprefix("ref('").removesuffix("')")
    return f"{count:,} rows of {table} ({_listed(arguments['columns'])}) name what is not in {target}"


def _listed(columns: list[str]) -> str:
    return ", ".join(columns)


_GENERIC: Final[dict[str, Callable[[str, int, Arguments], str]]] = {
    "primary_key": _key,
    "holds_for_every_row": _rule,
    "references": _reference,
}

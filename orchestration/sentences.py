"""What a data test of dbt asserts, and what one that failed says: what is wrong, how much, where, and what to do.

In words of the business: a sentence holds counts and the names of tables, columns and files, never a value of a row.
Data tests of their own bring their words in dbt: the comment that their SQL begins with, and `meta: finding`, where
{count} is the number found. Generic ones are worded here, or described in yml.

Data flow: dbt's manifest -> `asserts` -> the check's description; + number found -> `finding` -> what it observed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

_FAULT_OF_MODELS: Final = (
    "Nothing is published. Where the input is right, a model is at fault: {file} shows the rule, "
    "`kith run --full-refresh` builds anew."
)
_LONGEST_RULE: Final = 160
_SHOWN_PLACES: Final = 5
Arguments = Mapping[str, Any]


def asserts(node: Mapping[str, Any]) -> str:
    """What a data test of dbt asserts, in a sentence; its name, where nobody has worded it."""
    if node.get("description"):
        return " ".join(str(node["description"]).split())
    generic = node.get("test_metadata")
    if generic and generic["name"] in _ASSERTED:
        return _ASSERTED[generic["name"]](generic["kwargs"])
    comment = takewhile(lambda line: line.startswith("--"), node["raw_code"].splitlines())
    return " ".join(line.removeprefix("--").strip() for line in comment) or f"{node['name']}."


def finding(node: Mapping[str, Any], table: str, count: int, named: Sequence[str] = ()) -> str:
    """The sentences on a data test of dbt that found `count`; `table` is the one it guards, `named` the places."""
    generic = node.get("test_metadata") or {}
    words: str | None = node["config"].get("meta", {}).get("finding")
    if words:
        said = str(words).replace("{count}", f"{count:,}")
    elif node.get("description"):
        said = f"in {count:,} rows of {table} this does not hold: {asserts(node)}"
    elif generic.get("name") in _GENERIC:
        said = _GENERIC[generic["name"]](table, count, generic.get("kwargs", {}))
    else:
        said = f"{count:,} rows of {table} break the rule {node['name']}"
    if named:
        more = f" and {len(named) - _SHOWN_PLACES:,} more" if len(named) > _SHOWN_PLACES else ""
        said = f"{said}: {', '.join(named[:_SHOWN_PLACES])}{more}"
    said = begun(said) + ("" if said.endswith(".") else ".")
    if node["config"]["severity"].lower() != "error":
        return said
    return f"{said} {_FAULT_OF_MODELS.format(file=node['original_file_path'])}"


def begun(said: str) -> str:
    """The words as a sentence begins, but for the name of a table, a file or a column, which is written as it is."""
    first_word = said.split(maxsplit=1)[0].rstrip(":;,") if said.strip() else ""
    return said if re.search(r"[/_.]", first_word) else said[:1].upper() + said[1:]


def _key_asserted(arguments: Arguments) -> str:
    *others, last = arguments["columns"]
    if not others:
        return f"Every row has its own {last}."
    return f"No two rows have the same {_listed(others)} and {last}, and none lacks one of them."


def _reference_asserted(arguments: Arguments) -> str:
    return f"Every {_listed(arguments['columns'])} is one of {_target(arguments)}."


def _rule_asserted(arguments: Arguments) -> str:
    return f"In every row it holds that {_shortened(arguments)}."


def _key(table: str, count: int, arguments: Arguments) -> str:
    return f"{count:,} keys of {table} ({_listed(arguments['columns'])}) are empty or stand more than once"


def _rule(table: str, count: int, arguments: Arguments) -> str:
    return f"in {count:,} rows of {table} it does not hold that {_shortened(arguments)}"


def _reference(table: str, count: int, arguments: Arguments) -> str:
    return f"{count:,} rows of {table} ({_listed(arguments['columns'])}) name what is not in {_target(arguments)}"


def _target(arguments: Arguments) -> str:
    return str(arguments["to"]).removeprefix("ref('").removesuffix("')")


def _shortened(arguments: Arguments) -> str:
    rule = " ".join(str(arguments["expression"]).split())
    return rule if len(rule) <= _LONGEST_RULE else f"{rule[:_LONGEST_RULE]} …"


def _listed(columns: list[str]) -> str:
    return ", ".join(columns)


_GENERIC: Final[dict[str, Callable[[str, int, Arguments], str]]] = {
    "primary_key": _key,
    "holds_for_every_row": _rule,
    "references": _reference,
}
_ASSERTED: Final[dict[str, Callable[[Arguments], str]]] = {
    "primary_key": _key_asserted,
    "holds_for_every_row": _rule_asserted,
    "references": _reference_asserted,
}

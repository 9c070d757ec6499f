"""Which of dbt's macros a build of this project can reach.

For every node dbt makes a context in which each macro of the manifest is an object, twice: of 644 macros half are for
snapshots, incremental models and other things that the project does not do.

Data flow: parsed project -> `needed_macros` -> the manifest that the job hands to dbt.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

# dbt's own Python code calls these by name; what they call is found in their text.
_CALLED_BY_DBT: Final = frozenset(
    {
        *("generate_alias_name", "generate_database_name", "generate_latest_version_pointer_alias"),
        *("generate_schema_name", "list_schemas", "create_schema", "drop_schema", "check_schema_exists"),
        *("list_relations_without_caching", "list_function_relations_without_caching"),
        *("get_columns_in_relation", "drop_relation", "rename_relation", "truncate_relation"),
        *("alter_column_type", "persist_docs", "get_test_sql", "get_where_subquery", "should_store_failures"),
        *("should_full_refresh", "statement", "materialization_seed", "materialization_test"),
        *("materialization_unit", "get_fixture_sql", "get_expected_sql"),
    }
)
# default__create_schema and duckdb__create_schema are looked up as create_schema.
_DISPATCHED: Final = re.compile(r"^(?:default|duckdb)__|_(?:default|duckdb)$")
_WORD: Final = re.compile(r"\w+")


def needed_macros(manifest: Any, project: str) -> dict[str, Any]:
    """The macros of `project` and all that it names, directly or not, by unique id; one too many does no harm."""
    by_name = defaultdict(list)
    for macro in manifest.macros.values():
        by_name[_DISPATCHED.sub("", macro.name)].append(macro)
    own = {name: macro for name, macro in manifest.macros.items() if macro.package_name == project}
    needed = dict(own)
    texts = [node.raw_code for node in manifest.nodes.values()] + [macro.macro_sql for macro in own.values()]
    unread = _words(texts) | _CALLED_BY_DBT
    read: set[str] = set()
    while unread:
        found = {macro.unique_id: macro for word in unread for macro in by_name.get(word, ())}
        read |= unread
        unread = _words(macro.macro_sql for macro in found.values()) - read
        needed |= found
    return needed


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}

"""The raw tables of each connector, from the contracts; a new connector or entity needs no line here."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ingestion.entities import ENTITIES
from ingestion.sources import CONNECTORS

FILES: Final = "files"
LOAD_TABLES: Final = {
    "ops/outdated_rows": "Rows that a later version or an exact repeat has replaced; staging leaves them out.",
    "ops/load_reconciliation": "Per file: rows read and what became of each. It adds up, or nothing is published.",
    "ops/quarantined_rows": "Rows that could not be taken in, with file, row and reason, to be mended and sent again.",
    "ops/load_warnings": "What was odd about the deliveries: held-back files, empty files, new columns.",
}


@lru_cache(maxsize=1)
def raw_tables_of() -> Mapping[str, Mapping[str, str]]:
    """Per connector its raw tables, as schema/table, with what one row means; the generic connector first."""
    vendors = {
        name: {f"raw_{name}/{thing.name}": thing.grain for thing in connector.objects}
        for name, connector in CONNECTORS.items()
        if name != FILES
    }
    files = {f"raw_{FILES}/{name}": entity.grain for name, entity in ENTITIES.items()}
    return {FILES: files, **vendors}


def all_raw_tables() -> list[str]:
    """Every raw table of every connector, as schema/table."""
    return [table for tables in raw_tables_of().values() for table in tables]

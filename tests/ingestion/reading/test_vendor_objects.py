"""Vendors' objects are read within memory that grows with the file."""

import json
from pathlib import Path

import duckdb
import pytest

from ingestion.reading.vendor_objects import OBJECTS, read_objects
from ingestion.sources.vendor import read_connector

SOURCES = Path(__file__).parents[3] / "ingestion" / "sources"


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Memory for a file of some megabytes many times over, far less than the largest document, and no disk."""
    return duckdb.connect(config={"memory_limit": "600MB", "max_temp_directory_size": "0B", "threads": 2})


def test_an_envelope_of_many_objects_fits_in_memory_of_its_size(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    tickets = [
        {"id": number, "created_at": "2026-01-01T00:00:00Z", "requester_id": 1, "subject": "x" * 300}
        for number in range(20_000)
    ]
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps({"tickets": tickets, "next_page": None}))
    read_objects(connection, path, read_connector(SOURCES / "zendesk.yml"), "tickets.json", tmp_path)
    found = connection.execute(
        f"select kind, count(*), count(distinct row_number), max(row_number) from {OBJECTS} group by kind"
    )
    assert found.fetchall() == [("tickets", 20_000, 20_000, 20_000)]

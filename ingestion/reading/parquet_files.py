"""Parquet: cells keep their types."""

from pathlib import Path

import duckdb

from ingestion.scan import Scan, UnreadableFileError, identifier, literal, refuse_twins, row_as_json


def scan_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Scan:
    """A Scan over a Parquet file; UnreadableFileError where it is none."""
    source = f"read_parquet({literal(str(path))})"
    try:
        described = connection.execute(f"describe select * from {source}").fetchall()
    except duckdb.Error:
        raise UnreadableFileError("The file is no Parquet file, or a damaged one: send it again.") from None
    columns = tuple(str(row[0]) for row in described)
    refuse_twins(columns)
    cells = ", ".join(identifier(column) for column in columns)
    numbered = f"read_parquet({literal(str(path))}, file_row_number = true)"
    return Scan(
        relation=f"select file_row_number + 1 as row_number, {cells} from {numbered}",
        columns=columns,
        counter=f"select count(*) from {source}",
        payload=row_as_json(columns),
        has_header=False,
    )

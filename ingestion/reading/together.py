"""Many files of one form read in one query each step: every query costs the same for a file as for a hundred.

Data flow: sound files with one signature -> BATCH_FILES -> the same rows that each file would give alone, with its
`filename` and row numbers counted by file. Files with anything to set aside are named in UnsoundFilesError and read
alone, so that the care for bad rows stands in one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.feeds import CsvOptions
from ingestion.load_books import insert_rows
from ingestion.reading.csv_files import csv_source
from ingestion.reading.documents import LARGEST_DOCUMENT
from ingestion.reading.json_lines import lines_source
from ingestion.reading.vendor_objects import IS_UNKNOWN, OBJECTS, unfold
from ingestion.scan import BATCH_FILES, Scan, identifier, literal, row_as_json
from ingestion.sources.vendor import Connector

ROWS = "batch_rows"


class UnsoundFilesError(Exception):
    """Files of a batch with rows to set aside; `files` are their names."""

    def __init__(self, files: set[str]) -> None:
        """Name the files."""
        super().__init__(f"{len(files)} files must be read alone")
        self.files = files


@dataclass(frozen=True)
class BatchFile:
    """One file of a batch: where it lies, the name its rows carry, and its load."""

    path: Path
    file: str
    load_key: int


def open_batch(connection: duckdb.DuckDBPyConnection, files: Sequence[BatchFile]) -> None:
    """Fill BATCH_FILES."""
    connection.execute(
        f"create or replace temp table {BATCH_FILES} (batch_path varchar, batch_file varchar, batch_key bigint)"
    )
    insert_rows(connection, BATCH_FILES, [(str(found.path), found.file, found.load_key) for found in files])


def read_csv_files(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[BatchFile],
    columns: tuple[str, ...],
    delimiter: str,
    options: CsvOptions,
) -> Scan:
    """A Scan over the rows of CSV files with one header; UnsoundFilesError where a row cannot be read."""
    source = csv_source(
        [found.path for found in files], columns, delimiter, options, _reject_options(connection)
    )
    cells = ", ".join(identifier(column) for column in columns)
    _number(connection, f"select row_number() over () as position, file_index, {cells} from {source}", cells)
    _refuse_rejects(connection)
    return Scan(
        relation=f"select * from {ROWS}",
        columns=columns,
        counter=f"select count(*) from {ROWS}",
        payload=row_as_json(columns),
    )


def read_vendor_files(
    connection: duckdb.DuckDBPyConnection, files: Sequence[BatchFile], form: str, connector: Connector
) -> None:
    """Fill OBJECTS from files of one form (parquet, lines, array, unstructured); UnsoundFilesError where any is bad."""
    paths = [found.path for found in files]
    if form == "parquet":
        documents = _documents_of_parquet(connection, paths)
    elif form == "lines":
        documents = _documents_of_lines(connection, paths)
    else:
        documents = _documents_of_json(paths, form)
    unfold(connection, connector, documents)
    _refuse_files(connection, f"select distinct filename from {OBJECTS} where {IS_UNKNOWN}")


def _documents_of_parquet(connection: duckdb.DuckDBPyConnection, paths: list[Path]) -> str:
    """A query of the rows as documents; as JSON they are forty times as large, and kept once: with their kind."""
    source = f"read_parquet({paths_sql(paths)}"
    described = connection.execute(f"describe select * from {source})").fetchall()
    cells = ", ".join(f"{identifier(str(row[0]))} := {identifier(str(row[0]))}" for row in described)
    return (
        "select file_row_number + 1 as document_number, "
        f"to_json(struct_pack({cells})) as document, batch_file as filename "
        f"from {source}, filename = 'batch_name', file_row_number = true) "
        f"inner join {BATCH_FILES} on batch_path = batch_name"
    )


def _documents_of_lines(connection: duckdb.DuckDBPyConnection, paths: list[Path]) -> str:
    """A query of the lines as documents; UnsoundFilesError where a line is none."""
    source = lines_source(paths, _reject_options(connection))
    _number(connection, f"select row_number() over () as position, file_index, line from {source}", "line")
    _refuse_rejects(connection)
    connection.execute(f"delete from {ROWS} where line is null or trim(line) = ''")
    is_sound = "case when json_valid(line) then json_type(line) in ('OBJECT', 'ARRAY') else false end"
    _refuse_files(connection, f"select distinct filename from {ROWS} where not {is_sound}")
    return f"select row_number as document_number, cast(line as json) as document, filename from {ROWS}"


def _documents_of_json(paths: list[Path], form: str) -> str:
    """A query of the values that the files hold, or of the elements of their arrays."""
    source = (
        f"read_json_objects({paths_sql(paths)}, format = {literal(form)}, filename = 'batch_name', "
        f"maximum_object_size = {LARGEST_DOCUMENT})"
    )
    return (
        "with numbered as (select row_number() over () as position, batch_name, json as document "
        f"from {source}) select position - min(position) over (partition by batch_name) + 1 as document_number, "
        f"document, batch_file as filename from numbered inner join {BATCH_FILES} on batch_path = batch_name"
    )


def _number(connection: duckdb.DuckDBPyConnection, positioned: str, cells: str) -> None:
    """Keep rows in ROWS, numbered by file; `positioned` counts through all files in the order of BATCH_FILES."""
    connection.execute(f"create or replace temp table batch_positions as {positioned}")
    connection.execute(f"""
        create or replace temp table {ROWS} as
        with starts as (
            select file_index, min(position) as first_position from batch_positions group by file_index
        )
        select position - first_position + 1 as row_number, {cells}, batch_file as filename
        from batch_positions
        inner join starts using (file_index)
        inner join {BATCH_FILES} on {BATCH_FILES}.rowid = file_index
    """)
    connection.execute("drop table batch_positions")


def _reject_options(connection: duckdb.DuckDBPyConnection) -> str:
    for table in ("csv_rejects", "csv_scans"):
        connection.execute(f"drop table if exists {table}")
    return ", store_rejects = true, rejects_table = 'csv_rejects', rejects_scan = 'csv_scans'"


def _refuse_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    _refuse_files(
        connection,
        "select distinct batch_file from csv_rejects inner join csv_scans using (scan_id, file_id) "
        f"inner join {BATCH_FILES} on batch_path = file_path",
    )


def _refuse_files(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    if found := {str(file) for (file,) in connection.execute(query).fetchall()}:
        raise UnsoundFilesError(found)


def paths_sql(paths: Sequence[Path]) -> str:
    """Paths as an SQL list."""
    return f"[{', '.join(literal(str(path)) for path in paths)}]"

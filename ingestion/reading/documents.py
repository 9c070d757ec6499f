"""The documents of one vendor file: JSON arrays, JSON Lines, single objects, list envelopes, Parquet; .gz or not.

Data flow: file -> DOCUMENTS, one row a top-level value in the order of the file, arrays taken apart. What no parser
takes goes to READ_REJECTS.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from ingestion.reading.csv_files import open_bytes
from ingestion.reading.json_lines import LINES, read_lines, set_invalid_aside
from ingestion.room import refuse_no_room
from ingestion.scan import READ_REJECTS, UnreadableFileError, literal

DOCUMENTS = "vendor_documents"
LARGEST_DOCUMENT = 2 << 30
SMALLEST_BUFFER = 16 << 20
# Deflate packs at most 1,032 bytes into one (https://zlib.net/zlib_tech.html).
LARGEST_INFLATION = 1032


def read_documents(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> None:
    """Fill DOCUMENTS (document_number, document) with the top-level values, arrays taken apart."""
    connection.execute(
        f"create or replace temp table {READ_REJECTS} (row_number bigint, reason varchar, payload varchar)"
    )
    if path.suffix == ".parquet":
        _read_parquet(connection, path)
    elif is_lines(path):
        _read_json_lines(connection, path)
    else:
        _read_json(connection, path, scratch)


def is_lines(path: Path) -> bool:
    """Whether a file holds one document a line, whatever its name says."""
    name = path.name.removesuffix(".gz")
    if not name.endswith(".json"):
        return True
    try:
        with open_bytes(path) as stream:
            first = stream.readline(1 << 20).strip()
            if not first.startswith(b"{") or not stream.readline(1 << 20).strip():
                return False
        return isinstance(json.loads(first), dict)
    except (OSError, EOFError, ValueError):
        return False


def _read_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        connection.execute(
            f"create or replace temp table {DOCUMENTS} as select row_number() over () as document_number, "
            f"to_json(parquet_row) as document from read_parquet({literal(str(path))}) as parquet_row"
        )
    except duckdb.Error as error:
        refuse_no_room(error)
        raise UnreadableFileError("The file is no Parquet file, or a damaged one: send it again.") from None


def _read_json_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    read_lines(connection, path)
    set_invalid_aside(connection, "'OBJECT', 'ARRAY'")
    connection.execute(
        f"create or replace temp table {DOCUMENTS} as select row_number as document_number, "
        f"cast(line as json) as document from {LINES}"
    )


def _read_json(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> None:
    try:
        connection.execute(_load_documents(path, "auto"))
    except duckdb.Error as error:
        refuse_no_room(error)
        mended = scratch / "mended.ndjson"
        try:
            _mend(connection, path, mended)
            connection.execute(_load_documents(mended, "newline_delimited"))
        finally:
            mended.unlink(missing_ok=True)


def _load_documents(path: Path, json_format: str) -> str:
    return (
        f"create or replace temp table {DOCUMENTS} as select row_number() over () as document_number, "
        f"json as document from read_json_objects({literal(str(path))}, format = {literal(json_format)}, "
        f"maximum_object_size = {_largest_object(path)})"
    )


def _largest_object(path: Path) -> int:
    """The bytes that one object of a file can have: DuckDB reserves twice as many before it reads."""
    size = path.stat().st_size * (LARGEST_INFLATION if path.suffix == ".gz" else 1)
    return min(max(size, SMALLEST_BUFFER), LARGEST_DOCUMENT)


def _mend(connection: duckdb.DuckDBPyConnection, path: Path, mended: Path) -> None:
    """Write the objects of a document that DuckDB refuses one a line, without those that no parser should take."""
    try:
        with open_bytes(path) as stream:
            document = json.loads(stream.read())
    except (ValueError, RecursionError):
        raise UnreadableFileError(
            "The file is no valid JSON: it is cut short or damaged; send it again."
        ) from None
    except (OSError, EOFError) as error:
        raise UnreadableFileError(f"The file cannot be read: {error}.") from None
    with mended.open("wb") as lines:
        for number, value in enumerate(_values(document), start=1):
            line = _encoded(value)
            lines.write(line or b"null")
            lines.write(b"\n")
            if line is None:
                reason = (
                    "The object holds a character or a number that is none (a lone surrogate, NaN, infinity)."
                )
                payload = json.dumps(value)
                connection.execute(
                    f"insert into {READ_REJECTS} values ($1, $2, $3)", [number, reason, payload]
                )


def _values(document: Any) -> Iterator[Any]:
    """The objects of a document: its elements, those of its one long list with their surroundings, or itself."""
    if isinstance(document, list):
        yield from document
        return
    lists = (
        [key for key, value in document.items() if isinstance(value, list)]
        if isinstance(document, dict)
        else []
    )
    if len(lists) != 1:
        yield document
        return
    key = lists[0]
    for element in document[key]:
        yield {**document, key: [element]}


def _encoded(value: Any) -> bytes | None:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except ValueError:
        return None

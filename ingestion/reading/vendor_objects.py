"""Files of a vendor's API objects: JSON arrays, JSON Lines, single objects, list envelopes, Parquet; .gz or not.

Data flow: documents of the file -> one row an object, in the order of the file, with the envelope it came in -> the
kind of object it is, by the connector's `match` conditions -> a Scan a kind, and one for each nested list.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from ingestion.reading.csv_files import open_bytes
from ingestion.reading.json_lines import LINES, identifier_in_path, read_lines, set_invalid_aside
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, literal
from ingestion.sources.vendor import Connector, VendorObject

DOCUMENTS = "vendor_documents"
OBJECTS = "vendor_objects"
LARGEST_DOCUMENT = 2 << 30
SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet")


def has_known_suffix(name: str) -> bool:
    """Whether a file's name says that it may hold objects."""
    return name.removesuffix(".gz").endswith(SUFFIXES)


def read_objects(
    connection: duckdb.DuckDBPyConnection, path: Path, connector: Connector, file: str, scratch: Path
) -> None:
    """Fill OBJECTS (row_number, object, envelope, parent, filename, kind) from a file.

    Values that are no objects of a known kind go to READ_REJECTS. UnreadableFileError where the file cannot be read.
    """
    _read_documents(connection, path, scratch)
    _unfold(connection, connector, file)
    _set_unknown_aside(connection, connector)


def scan_object(thing: VendorObject) -> Scan:
    """A Scan over the objects of one kind, or over the elements of its nested list; read_objects must have run."""
    paths = ", ".join(literal(path) for path in thing.paths)
    read = f"json_extract_string(object, [{paths}]) as paths_read" if paths else "null as paths_read"
    rows = _nested_rows(thing) if thing.of else f"select * from {OBJECTS} where kind = {literal(thing.name)}"
    return Scan(
        relation=f"select *, {read} from ({rows})",
        columns=("object", "envelope", "parent", "filename", "list_index"),
        counter=f"select count(*) from ({rows})",
        payload="cast(object as varchar)",
    )


def _nested_rows(thing: VendorObject) -> str:
    elements = literal(f"{thing.list_path}[*]")
    return (
        "select row_number() over (order by parent_row_number, list_index) as row_number, parent_row_number, "
        "elements[list_index] as object, object as parent, cast(null as varchar) as envelope, filename, list_index "
        "from (select row_number as parent_row_number, object, filename, elements, "
        "unnest(generate_series(1, len(elements))) as list_index "
        f"from (select *, json_extract(object, {elements}) as elements "
        f"from {OBJECTS} where kind = {literal(thing.of or '')}))"
    )


def _read_documents(connection: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> None:
    """Fill DOCUMENTS (document_number, document) with the top-level values, arrays taken apart."""
    connection.execute(
        f"create or replace temp table {READ_REJECTS} (row_number bigint, reason varchar, payload varchar)"
    )
    if path.suffix == ".parquet":
        _read_parquet(connection, path)
    elif _is_lines(path):
        _read_json_lines(connection, path)
    else:
        _read_json(connection, path, scratch)


def _is_lines(path: Path) -> bool:
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
    except duckdb.Error:
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
    except duckdb.Error:
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
        f"maximum_object_size = {LARGEST_DOCUMENT})"
    )


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


def _unfold(connection: duckdb.DuckDBPyConnection, connector: Connector, file: str) -> None:
    """Take envelopes apart. A document that is itself a known object is none, whatever keys it has."""
    known = " or ".join(f"coalesce(({thing.match}\n), false)" for thing in connector.objects if not thing.of)
    lists = "".join(
        f"when json_type(document, {_key_path(key)}) = 'ARRAY' then {literal(key)} "
        for key in connector.envelopes
    )
    singles = "".join(
        f"when json_type(document, {_key_path(key)}) = 'OBJECT' then {literal(key)} "
        for key in connector.envelopes
    )
    bare = (
        "select document_number, document as object, cast(null as varchar) as envelope, cast(null as json) as parent, "
        f"{literal(file)} as filename from {DOCUMENTS} where json_type(document) <> 'ARRAY'"
    )
    chosen = f"case {lists}{singles} end" if connector.envelopes else "cast(null as varchar)"
    connection.execute(
        f"create or replace temp table unfolded as select *, coalesce({known}, false) as is_object from ({bare})"
    )
    connection.execute(
        f"create or replace temp table enveloped as select document_number, object as document, filename, "
        f"case when not is_object then {chosen.replace('document', 'object')} end as envelope from unfolded "
        f"union all select document_number, document, {literal(file)}, '' from {DOCUMENTS} "
        "where json_type(document) = 'ARRAY'"
    )
    connection.execute(f"create or replace temp table {OBJECTS} as {_elements(connector)}")


def _key_path(key: str) -> str:
    return literal("$." + identifier_in_path(key))


def _elements(connector: Connector) -> str:
    """SQL that numbers the elements of all documents: the document itself, or what its envelope holds."""
    contents = "".join(
        f"when {literal(key)} then case json_type(document, {_key_path(key)}) when 'ARRAY' then "
        f"json_extract(document, {literal('$.' + identifier_in_path(key) + '[*]')}) "
        f"else [json_extract(document, {_key_path(key)})] end "
        for key in connector.envelopes
    )
    parents = "".join(
        f"when {literal(key)} then json_merge_patch(document, {literal(json.dumps({key: None}))}) "
        for key in connector.envelopes
    )
    held = f"case envelope {contents} when '' then json_extract(document, '$[*]') else [document] end"
    around = f"case envelope {parents} end" if connector.envelopes else "cast(null as json)"
    return (
        "select row_number() over (order by document_number, place) as row_number, elements[place] as object, "
        "nullif(envelope, '') as envelope, parent, filename from ("
        f"select document_number, filename, envelope, {around} as parent, elements, "
        "unnest(generate_series(1, len(elements))) as place from ("
        f"select *, {held} as elements from enveloped))"
    )


def _set_unknown_aside(connection: duckdb.DuckDBPyConnection, connector: Connector) -> None:
    for safely in (False, True):
        cases = " ".join(
            f"when {'try(' if safely else '('}({thing.match}\n)) then {literal(thing.name)}"
            for thing in connector.objects
            if not thing.of
        )
        try:
            connection.execute(
                f"create or replace temp table classified as select *, "
                f"case when json_type(object) = 'OBJECT' then case {cases} end end as kind from {OBJECTS}"
            )
            break
        except duckdb.Error:
            if safely:
                raise
    connection.execute(f"create or replace temp table {OBJECTS} as select * from classified")
    reason = literal(
        f"No known {connector.name} object: no `match` of ingestion/sources/{connector.name}.yml fits it."
    )
    connection.execute(
        f"insert into {READ_REJECTS} select row_number, {reason}, cast(object as varchar) from {OBJECTS} "
        "where kind is null and json_type(object) <> 'NULL'"
    )
    connection.execute(f"delete from {OBJECTS} where kind is null")

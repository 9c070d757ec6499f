"""A vendor's API objects, however they are wrapped.

Data flow: documents of one or more files -> one row an object, in the order of each file, with the envelope it came
in -> the kind of object it is, by the connector's `match` conditions -> a Scan a kind, and one for each nested list.
"""

import json
from pathlib import Path

import duckdb

from ingestion.reading.documents import DOCUMENTS, read_documents
from ingestion.reading.json_lines import identifier_in_path
from ingestion.scan import READ_REJECTS, Scan, literal
from ingestion.sources.vendor import Connector, VendorObject

OBJECTS = "vendor_objects"
IS_UNKNOWN = "kind is null and json_type(object) <> 'NULL'"
"""Condition on OBJECTS: a value that is no object of a known kind."""
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
    read_documents(connection, path, scratch)
    connection.execute(f"alter table {DOCUMENTS} add column filename varchar default {literal(file)}")
    unfold(connection, connector, f"from {DOCUMENTS}")
    _set_unknown_aside(connection, connector)


def scan_object(thing: VendorObject) -> Scan:
    """A Scan over the objects of one kind, or over the elements of its nested list; read_objects must have run."""
    paths = ", ".join(literal(path) for path in thing.paths)
    read = f"json_extract_string(object, [{paths}]) as paths_read" if paths else "null as paths_read"
    rows = _nested_rows(thing) if thing.of else f"select * from {OBJECTS} where kind = {literal(thing.name)}"
    return Scan(
        relation=f"select *, {read} from ({rows})",
        columns=("object", "envelope", "parent", "filename", "list_index"),
        counter=f"select coalesce(sum(rows_read), 0) from ({count_objects(thing)})",
        payload="cast(object as varchar)",
    )


def count_objects(thing: VendorObject) -> str:
    """A SELECT of filename and rows_read of one kind of object, without taking its lists apart."""
    rows = f"len(json_extract(object, {literal(f'{thing.list_path}[*]')}))" if thing.of else "1"
    kind = literal(thing.of or thing.name)
    return f"select filename, sum({rows}) as rows_read from {OBJECTS} where kind = {kind} group by filename"


def _nested_rows(thing: VendorObject) -> str:
    elements = literal(f"{thing.list_path}[*]")
    return (
        "select row_number() over (partition by filename order by parent_row_number, list_index) as row_number, "
        "parent_row_number, "
        "object, parent, cast(null as varchar) as envelope, filename, list_index "
        "from (select row_number as parent_row_number, object as parent, filename, "
        "generate_subscripts(elements, 1) as list_index, unnest(elements) as object "
        f"from (select *, json_extract(object, {elements}) as elements "
        f"from {OBJECTS} where kind = {literal(thing.of or '')}))"
    )


def unfold(connection: duckdb.DuckDBPyConnection, connector: Connector, documents: str) -> None:
    """Make OBJECTS of a query of document_number, document and filename.

    A document that is itself a known object is no envelope, whatever keys it has; the others are taken apart.
    """
    bare = (
        "select document_number, filename, document as object, cast(null as varchar) as envelope, "
        f"cast(null as json) as parent from ({documents})"
    )
    _classify(connection, "bare_objects", bare, connector)
    others = connection.execute("select 1 from bare_objects where kind is null limit 1").fetchall()
    if not others and _is_dense(connection):
        source = "select document_number as row_number, * exclude (document_number) from bare_objects"
        connection.execute(f"create or replace temp view {OBJECTS} as {source}")
        return
    _classify(connection, "held_objects", _elements(connector), connector)
    columns = "filename, object, envelope, parent, kind"
    connection.execute(
        f"create or replace temp view {OBJECTS} as "
        f"select row_number() over (partition by filename order by document_number, place) as row_number, {columns} "
        f"from (select document_number, 1 as place, {columns} from bare_objects where kind is not null "
        f"union all select document_number, place, {columns} from held_objects)"
    )


def _is_dense(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether document numbers count each file's objects without a gap."""
    query = "select 1 from bare_objects group by filename having max(document_number) <> count(*) limit 1"
    return not connection.execute(query).fetchall()


def _classify(connection: duckdb.DuckDBPyConnection, table: str, rows: str, connector: Connector) -> None:
    """Keep rows in a temporary table with the kind of object that each is, null where it is none."""
    for safely in (False, True):
        cases = " ".join(
            f"when {'try(' if safely else '('}({thing.match}\n)) then {literal(thing.name)}"
            for thing in connector.objects
            if not thing.of
        )
        try:
            connection.execute(
                f"create or replace temp table {table} as select *, "
                f"case when json_type(object) = 'OBJECT' then case {cases} end end as kind from ({rows})"
            )
            return
        except duckdb.Error:
            if safely:
                raise


def _key_path(key: str) -> str:
    return literal("$." + identifier_in_path(key))


def _elements(connector: Connector) -> str:
    """SQL of what the documents that are no known object hold: the elements of their envelope, or themselves."""
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
    # The list is taken apart and left behind: carried along, an envelope of n objects would stand in memory n times.
    return (
        "select document_number, filename, nullif(envelope, '') as envelope, parent, "
        "generate_subscripts(elements, 1) as place, unnest(elements) as object "
        f"from (select document_number, filename, envelope, {around} as parent, {held} as elements "
        f"from ({_enveloped(connector)}))"
    )


def _enveloped(connector: Connector) -> str:
    """SQL of the documents that are no known object, each with the key of its envelope, '' for an array."""
    choices = "".join(
        f"when json_type(object, {_key_path(key)}) = '{kind}' then {literal(key)} "
        for kind in ("ARRAY", "OBJECT")
        for key in connector.envelopes
    )
    return (
        "select document_number, object as document, filename, "
        f"case when json_type(object) = 'ARRAY' then '' {choices} end as envelope from bare_objects where kind is null"
    )


def _set_unknown_aside(connection: duckdb.DuckDBPyConnection, connector: Connector) -> None:
    reason = literal(f"No known {connector.name} object: what is looked for is {connector.known_objects}.")
    connection.execute(
        f"insert into {READ_REJECTS} select row_number, {reason}, cast(object as varchar) from {OBJECTS} "
        f"where {IS_UNKNOWN}"
    )

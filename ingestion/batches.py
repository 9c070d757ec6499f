"""Which new files are read together: those of one unit, one form and one header, up to a size that fits in memory.

Data flow: deliveries -> Batches. A batch of one is a file that is read alone: it is large, or like no other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from ingestion.feeds import FileEntry
from ingestion.reading.csv_files import open_bytes, read_header
from ingestion.reading.documents import is_lines
from ingestion.scan import UnreadableFileError, literal
from ingestion.units import Delivery, file_format

BATCH_SIZE = 64 << 20
"""Bytes of files, unpacked, that are read together: their rows stand in memory, three times at worst."""

UNPACKED = {".gz": 10, ".parquet": 20}
"""What a byte of a packed file is reckoned to unpack to; JSON made of Parquet repeats the names of all its columns."""

OWN_NAMES = frozenset(
    [
        "row_number",
        "filename",
        "position",
        "file_index",
        "first_position",
        "batch_path",
        "batch_file",
        "batch_key",
    ]
)
"""Columns that reading together adds: a file that has one of them is read alone."""


@dataclass(frozen=True)
class Batch:
    """Deliveries of one unit that can be read together; `form` is csv, parquet, lines, array or unstructured."""

    deliveries: tuple[Delivery, ...]
    form: str
    columns: tuple[str, ...] = ()
    delimiter: str = ""


def batches_of(connection: duckdb.DuckDBPyConnection, deliveries: list[Delivery]) -> list[Batch]:
    """Group deliveries; in the order of the first of each group."""
    schemas = _parquet_schemas(connection, deliveries)
    groups: dict[tuple[object, ...], list[Delivery]] = {}
    forms: dict[tuple[object, ...], Batch] = {}
    for delivery in deliveries:
        form = _form(delivery, schemas)
        key: tuple[object, ...] = (delivery.load_key,)
        if form is not None:
            batch, signature = form
            key = (delivery.unit.name, delivery.digest.has_nul, batch.form, *signature)
            forms[key] = batch
        groups.setdefault(key, []).append(delivery)
    alone = Batch((), "")
    return [
        Batch(
            part, forms.get(key, alone).form, forms.get(key, alone).columns, forms.get(key, alone).delimiter
        )
        for key, group in groups.items()
        for part in _parts(group)
    ]


def _parts(group: list[Delivery]) -> Iterable[tuple[Delivery, ...]]:
    """Cut a group where it grows too large, or where a name stands in it twice."""
    part: list[Delivery] = []
    size = 0
    for delivery in group:
        weight = _unpacked_size(delivery)
        if part and (size + weight > BATCH_SIZE or delivery.file in {other.file for other in part}):
            yield tuple(part)
            part, size = [], 0
        part.append(delivery)
        size += weight
    yield tuple(part)


def _unpacked_size(delivery: Delivery) -> int:
    return delivery.digest.size * UNPACKED.get(delivery.path.suffix, 1)


def _form(delivery: Delivery, schemas: dict[str, str]) -> tuple[Batch, tuple[object, ...]] | None:
    """Form and signature of a file, None where it must be read alone."""
    if delivery.problem or delivery.digest.is_blank or _unpacked_size(delivery) > BATCH_SIZE:
        return None
    try:
        if (entry := delivery.unit.file_entry) is not None:
            return _csv_form(delivery, entry)
        if delivery.path.suffix == ".parquet":
            schema = schemas.get(str(delivery.path))
            return (Batch((), "parquet"), (schema,)) if schema else None
        if is_lines(delivery.path):
            return Batch((), "lines"), (_line_end(delivery),)
        with open_bytes(delivery.path) as stream:
            first = stream.read(1 << 10).strip()[:1]
    except (UnreadableFileError, OSError, EOFError):
        return None
    forms = {b"[": "array", b"{": "unstructured"}
    return (Batch((), forms[first]), ()) if first in forms else None


def _csv_form(delivery: Delivery, entry: FileEntry) -> tuple[Batch, tuple[object, ...]] | None:
    is_plain = entry.csv.encoding == "utf-8" and not entry.csv.fixed_width
    if not is_plain or file_format(entry, delivery.path.name) != "csv":
        return None
    columns, delimiter = read_header(delivery.path, entry.csv)
    if OWN_NAMES & {column.lower() for column in columns}:
        return None
    return Batch((), "csv", columns, delimiter), (columns, delimiter, _line_end(delivery))


def _line_end(delivery: Delivery) -> bytes:
    """How the first line ends: DuckDB reads no mixture of line ends."""
    with open_bytes(delivery.path) as stream:
        line = stream.readline(1 << 20)
    return line[len(line.rstrip(b"\r\n")) :]


def _parquet_schemas(connection: duckdb.DuckDBPyConnection, deliveries: list[Delivery]) -> dict[str, str]:
    """The schema of each vendor's Parquet file by its path; none where one of them is damaged."""
    paths = [
        str(delivery.path)
        for delivery in deliveries
        if delivery.path.suffix == ".parquet"
        and delivery.unit.file_entry is None
        and not delivery.digest.problem
    ]
    if not paths:
        return {}
    described = "concat_ws(' ', name, type, repetition_type, num_children, converted_type, logical_type)"
    try:
        rows = connection.execute(
            f"with numbered as (select file_name, {described} as described, row_number() over () as place "
            f"from parquet_schema([{', '.join(literal(path) for path in paths)}])) "
            "select file_name, md5(string_agg(described, ',' order by place)) from numbered group by file_name"
        ).fetchall()
    except duckdb.Error:
        sound = [delivery for delivery in deliveries if str(delivery.path) in set(paths)]
        half = len(sound) // 2
        if not half:
            return {}
        return _parquet_schemas(connection, sound[:half]) | _parquet_schemas(connection, sound[half:])
    return {str(path): str(schema) for path, schema in rows}

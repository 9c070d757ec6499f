"""CSV and other delimited text, space-padded columns too, .gz or not: every cell reaches expressions as text.

Data flow: header (read in Python) -> read_csv with all columns as text -> rows numbered in the order of the file.
A large file is streamed and must be clean; else `read_rows` keeps its rows in a temporary table, ragged ones apart.
"""

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import duckdb

from ingestion.feeds import CsvOptions
from ingestion.reading.fixed_width import cut_columns
from ingestion.room import refuse_no_room
from ingestion.scan import (
    READ_REJECTS,
    Scan,
    UnreadableFileError,
    identifier,
    literal,
    refuse_twins,
    row_as_json,
)

DELIMITERS = (",", ";", "\t", "|")
LONGEST_HEADER = 1 << 20
LONGEST_LINE = 64 << 20
ROWS = "csv_rows"
NO_TEXT = "The file is no text in {}: it is binary, damaged or in another encoding."
SPREADSHEET = (
    "The file is a spreadsheet or an archive, which is not read: save its tables as CSV and send those."
)
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a ZIP archive begins, which newer spreadsheets are too, and an older spreadsheet."""
CODECS = {"utf-8": "utf-8-sig", "latin-1": "latin-1", "utf-16": "utf-16"}


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for its bytes, unpacking .gz."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def read_header(path: Path, options: CsvOptions) -> tuple[tuple[str, ...], str]:
    """Columns and delimiter of a CSV file. UnreadableFileError where its first line is no text or no header."""
    _refuse_archive(path)
    with _lines_of(path, options) as lines:
        first = next(lines, "")
        delimiter = options.delim or _best_delimiter(first, options)
        cells = _split(first, lines, delimiter, options)
    if any("\ud800" <= letter <= "\udfff" for cell in cells for letter in cell):
        raise UnreadableFileError(NO_TEXT.format(options.encoding.upper()))
    if any("\0" in cell for cell in cells):
        raise UnreadableFileError("The file is binary, not CSV: its first line holds NUL bytes.")
    if not options.header:
        return tuple(f"column{position}" for position in range(len(cells))), delimiter
    named = tuple(cell if cell.strip() else f"column{position}" for position, cell in enumerate(cells))
    refuse_twins(named)
    return named, delimiter


def _refuse_archive(path: Path) -> None:
    try:
        with open_bytes(path) as stream:
            beginning = stream.read(4)
    except (OSError, EOFError) as error:
        raise UnreadableFileError(f"The file cannot be read: {error}.") from None
    if beginning in ARCHIVES:
        raise UnreadableFileError(SPREADSHEET)


@contextmanager
def _lines_of(path: Path, options: CsvOptions) -> Iterator[Iterator[str]]:
    """The lines of a file after those to skip. UnreadableFileError where what is read of them is no text."""
    try:
        with open_bytes(path) as stream:
            text = io.TextIOWrapper(
                stream, encoding=CODECS[options.encoding], errors="surrogateescape", newline=""
            )
            for _ in range(options.skip):
                text.readline(LONGEST_HEADER)
            yield _header_lines(text)
    except (UnicodeError, csv.Error):
        raise UnreadableFileError(NO_TEXT.format(options.encoding.upper())) from None
    except (OSError, EOFError) as error:
        raise UnreadableFileError(f"The file cannot be read: {error}.") from None


def _header_lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_HEADER):
        yield line


def _split(first: str, rest: Iterator[str], delimiter: str, options: CsvOptions) -> list[str]:
    if options.fixed_width:
        return first.split()
    if not options.quote:
        return first.rstrip("\r\n").split(delimiter)
    lines = iter([first, *rest]) if first.count(options.quote or "\0") % 2 else iter([first])
    return next(csv.reader(lines, delimiter=delimiter, quotechar=options.quote), [])


def _best_delimiter(line: str, options: CsvOptions) -> str:
    def width(delimiter: str) -> int:
        return len(_split(line, iter(()), delimiter, options))

    return max(DELIMITERS, key=lambda delimiter: (width(delimiter), delimiter == ","))


def stream_csv(path: Path, options: CsvOptions) -> Scan:
    """A Scan over the file itself; a query of it fails where a row is ragged or no text."""
    columns, delimiter = read_header(path, options)
    source = csv_source([path], columns, delimiter, options)
    return Scan(
        relation=f"select {_numbered(columns, options)} from {source}",
        columns=columns,
        counter=f"select count(*) from {source}",
        payload=row_as_json(columns),
    )


def read_rows(connection: duckdb.DuckDBPyConnection, path: Path, options: CsvOptions, scratch: Path) -> Scan:
    """A Scan over a temporary table of the file's rows; ragged and unreadable rows go to READ_REJECTS.

    UnreadableFileError where the file as a whole cannot be read.
    """
    columns, delimiter = read_header(path, options)
    try:
        rejects = _fill(connection, path, columns, delimiter, options)
    except duckdb.Error as error:
        refuse_no_room(error)
        rejects = None
    if rejects is None or (rejects and _has_blank_lines(path)):
        rejects = _fill_tidied(connection, path, columns, delimiter, options, scratch)
    if rejects:
        _number_rows(connection, options)
    if options.fixed_width:
        with _lines_of(path, options) as lines:
            cut_columns(connection, ROWS, columns, next(lines, "") if options.header else "")
    return Scan(
        relation=f"select * from {ROWS}",
        columns=columns,
        counter=f"select count(*) from {ROWS}",
        payload=row_as_json(columns),
    )


def _fill(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: tuple[str, ...],
    delimiter: str,
    options: CsvOptions,
) -> int:
    """Fill ROWS and READ_REJECTS from the file; the number of rejected rows."""
    for table in ("csv_rejects", "csv_scans"):
        connection.execute(f"drop table if exists {table}")
    keep = ", store_rejects = true, rejects_table = 'csv_rejects', rejects_scan = 'csv_scans'"
    source = csv_source([path], columns, delimiter, options, keep)
    connection.execute(
        f"create or replace temp table {ROWS} as select {_numbered(columns, options)} from {source}"
    )
    first_line = options.skip + (1 if options.header else 0)
    connection.execute(
        f"create or replace temp table {READ_REJECTS} as "
        f"select line - {first_line} as row_number, {_reason(len(columns))} as reason, "
        "trim(min(csv_line), chr(10) || chr(13)) as payload from csv_rejects group by line"
    )
    return len(connection.execute(f"select 1 from {READ_REJECTS}").fetchall())


def _reason(width: int) -> str:
    return f"""case min(cast(error_type as varchar))
        when 'MISSING COLUMNS' then 'The row has fewer cells than the {width} columns of the header.'
        when 'TOO MANY COLUMNS' then 'The row has more cells than the {width} columns of the header.'
        when 'UNQUOTED VALUE' then 'A quote in the row is not closed, or stands inside a cell.'
        when 'INVALID ENCODING' then 'The row is no text in the encoding of the entry, which is UTF-8 unless feeds.yml '
            || 'names another: files of older programs are often csv: {{encoding: latin-1}}.'
        when 'LINE SIZE OVER MAXIMUM' then 'The row is longer than 64 MB.'
        else 'The row cannot be read as CSV.' end"""


def _number_rows(connection: duckdb.DuckDBPyConnection, options: CsvOptions) -> None:
    """Shift the numbers of good rows by the rejected rows that stand before them."""
    connection.execute(f"""
        create or replace temp table {ROWS} as
        with shifts as (
            select row_number - row_number() over (order by row_number) as last_good,
                row_number() over (order by row_number) as shift
            from {READ_REJECTS}
        ),
        steps as (select last_good, max(shift) as shift from shifts group by last_good)
        select good.row_number + coalesce(steps.shift, 0) as row_number, good.* exclude (row_number)
        from {ROWS} as good
        asof left join steps on good.row_number > steps.last_good
    """)


def _numbered(columns: tuple[str, ...], options: CsvOptions) -> str:
    cells = "line" if options.fixed_width else ", ".join(identifier(column) for column in columns)
    return f"row_number() over () as row_number, {cells}"


def csv_source(
    paths: list[Path],
    columns: tuple[str, ...],
    delimiter: str,
    options: CsvOptions,
    more: str = "",
    longest_line: int = LONGEST_LINE,
) -> str:
    """SQL that reads files of one header with every cell as text, as exactly as this module can say it."""
    names = ("line",) if options.fixed_width else columns
    declared = ", ".join(f"{literal(name)}: 'varchar'" for name in names)
    separator = "chr(1)" if options.fixed_width else literal(delimiter)
    quote = "" if options.fixed_width else options.quote
    escape = "" if options.fixed_width else options.escape or options.quote
    return (
        f"read_csv([{', '.join(literal(str(path)) for path in paths)}], columns = {{{declared}}}, auto_detect = false, "
        f"header = {str(options.header).lower()}, skip = {options.skip}, delim = {separator}, "
        f"quote = {literal(quote)}, escape = {literal(escape)}, nullstr = '', "
        f"encoding = {literal(options.encoding)}, max_line_size = {longest_line}{more})"
    )


def _has_blank_lines(path: Path) -> bool:
    with open_bytes(path) as stream:
        tail = b""
        while chunk := stream.read(LONGEST_HEADER):
            text = (tail + chunk).replace(b"\r\n", b"\n")
            if b"\n\n" in text:
                return True
            tail = chunk[-2:]
    return False


def _fill_tidied(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: tuple[str, ...],
    delimiter: str,
    options: CsvOptions,
    scratch: Path,
) -> int:
    """Fill from a copy without blank lines and with one kind of line end: DuckDB reads no mixture of them."""
    tidied = scratch / "tidied.csv"
    quote = options.quote.encode() if len(options.quote or "") == 1 and not options.fixed_width else b"\0"
    try:
        with open_bytes(path) as stream, tidied.open("wb") as copy:
            copy.writelines(_tidy(stream, quote))
        return _fill(connection, tidied, columns, delimiter, options)
    except duckdb.Error as error:
        refuse_no_room(error)
        raise UnreadableFileError(
            "The file cannot be read as CSV: it is damaged or in another format."
        ) from None
    except (OSError, EOFError) as error:
        refuse_no_room(error)
        raise UnreadableFileError(f"The file cannot be read: {error}.") from None
    finally:
        tidied.unlink(missing_ok=True)


def _tidy(stream: BinaryIO, quote: bytes) -> Iterator[bytes]:
    is_quoted = False
    for line in stream:
        text = line.rstrip(b"\r\n")
        if text.strip(codecs.BOM_UTF8) or is_quoted:
            yield text + b"\n"
        if text.count(quote) % 2:
            is_quoted = not is_quoted

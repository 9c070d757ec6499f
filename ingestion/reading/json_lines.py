"""JSON Lines: one object a line, .gz or not; every value reaches expressions as text, nested JSON as JSON text.

Data flow: lines as text -> the valid objects among them -> one column a key. Row numbers are those of the lines.
"""

from pathlib import Path

import duckdb

from ingestion.room import refuse_no_room
from ingestion.scan import READ_REJECTS, Scan, UnreadableFileError, identifier, literal, refuse_twins

LONGEST_LINE = 256 << 20
LINES = "json_lines"


def read_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill LINES (row_number, line, is_valid) from a file; lines that are no UTF-8 go to READ_REJECTS at once.

    UnreadableFileError where the file as a whole cannot be read.
    """
    for table in ("csv_rejects", "csv_scans"):
        connection.execute(f"drop table if exists {table}")
    keep = ", store_rejects = true, rejects_table = 'csv_rejects', rejects_scan = 'csv_scans'"
    try:
        connection.execute(
            f"create or replace temp table {LINES} as "
            "select row_number() over () as row_number, line, json_valid(line) as is_valid "
            f"from {lines_source([path], keep)}"
        )
    except duckdb.Error as error:
        refuse_no_room(error)
        raise UnreadableFileError(
            "The file cannot be read as lines of JSON: it is damaged or binary."
        ) from None
    connection.execute(
        f"create or replace temp table {READ_REJECTS} as select line as row_number, "
        "'The line is no text in UTF-8.' as reason, min(csv_line) as payload from csv_rejects group by line"
    )
    if connection.execute(f"select 1 from {READ_REJECTS} limit 1").fetchall():
        _number_lines(connection)
    connection.execute(f"delete from {LINES} where line is null or trim(line) = ''")


def lines_source(paths: list[Path], more: str = "") -> str:
    """SQL that reads the lines of files, each as one text `line`."""
    return (
        f"read_csv([{', '.join(literal(str(path)) for path in paths)}], columns = {{'line': 'varchar'}}, "
        "auto_detect = false, header = false, delim = chr(1), quote = '', escape = '', nullstr = '', "
        f"strict_mode = false, max_line_size = {LONGEST_LINE}{more})"
    )


def _number_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Shift the numbers of good lines by the rejected ones that stand before them."""
    connection.execute(f"""
        create or replace temp table {LINES} as
        with shifts as (
            select row_number - row_number() over (order by row_number) as last_good,
                row_number() over (order by row_number) as shift
            from {READ_REJECTS}
        ),
        steps as (select last_good, max(shift) as shift from shifts group by last_good)
        select good.row_number + coalesce(steps.shift, 0) as row_number, good.line, good.is_valid
        from {LINES} as good
        asof left join steps on good.row_number > steps.last_good
    """)


def set_invalid_aside(connection: duckdb.DuckDBPyConnection, expected: str) -> None:
    """Move the lines that are no valid JSON, or not of the `expected` JSON types, to READ_REJECTS."""
    is_bad = f"not is_valid or json_type(case when is_valid then line end) not in ({expected})"
    connection.execute(
        f"insert into {READ_REJECTS} select row_number, case when is_valid then 'The line is no JSON object.' "
        f"else 'The line is no valid JSON.' end, line from {LINES} where {is_bad}"
    )
    connection.execute(f"delete from {LINES} where {is_bad}")


def read_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> Scan:
    """A Scan over the objects of a JSON Lines file; lines that are none go to READ_REJECTS."""
    read_lines(connection, path)
    set_invalid_aside(connection, "'OBJECT'")
    _refuse_no_object(connection)
    keys = connection.execute(
        f"select distinct unnest(json_keys(line)) as name from {LINES} order by name"
    ).fetchall()
    columns = tuple(str(name) for (name,) in keys)
    refuse_twins(columns)
    paths = {column: "$." + identifier_in_path(column) for column in columns}
    cells = "".join(
        f", nullif(json_extract_string(line, {literal(path)}), '') as {identifier(column)}"
        for column, path in paths.items()
    )
    return Scan(
        relation=f"select row_number, line as json_line{cells} from {LINES}",
        columns=columns,
        counter=f"select count(*) from {LINES}",
        payload="json_line",
        json_paths=paths,
        has_header=False,
    )


def _refuse_no_object(connection: duckdb.DuckDBPyConnection) -> None:
    """UnreadableFileError where no line could be taken: there are no keys then that a mapping could name."""
    counts = f"select (select count(*) from {LINES}), (select count(*) from {READ_REJECTS})"
    ((taken, refused),) = connection.execute(counts).fetchall()
    if refused and not taken:
        raise UnreadableFileError(
            "No line of the file is an object of valid JSON, as each has to be: it is cut short, or JSON of another "
            "form. Send it with an object a line."
        )


def identifier_in_path(key: str) -> str:
    """A key as a step of a JSON path."""
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'

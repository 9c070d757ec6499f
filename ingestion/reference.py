"""Exchange rates and this publisher's own cost rates: small CSV files of fixed columns, loaded whole at each run.

Data flow: `rates:` of feeds.yml -> raw_reference.rates; costs/<table>.csv -> raw_reference.<table>, empty where the
home has no such file. Read with DuckDB, checked row by row: a wrong row is wrong use, since a rate cannot be left out.
`kith check` reads them in the same way, into a database of its own.
"""

import csv
import json
from pathlib import Path

import duckdb

from ingestion.errors import UsageError
from ingestion.feeds import Feeds
from ingestion.near_names import nearly

RATES = "rates"
RATE_COLUMNS = {"rate_date": "date", "currency": "varchar", "rate": "decimal(18, 8)"}
_KINDS = {
    "date": "date, such as 2026-01-31",
    "deci": "number",
    "curr": "currency code of three letters, such as GBP",
}
RATE_HEADER = {"date": "rate_date", "rate_date": "rate_date", "currency": "currency", "rate": "rate"}

COST_TABLES: dict[str, dict[str, str]] = {
    "payment_fees": {
        "payment_method": "varchar",
        "sales_channel": "varchar",
        "percentage": "decimal(18, 8)",
        "fixed_amount": "decimal(18, 4)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "fulfilment_costs": {
        "applies_to": "varchar",
        "amount": "decimal(18, 4)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "support_costs": {
        "channel": "varchar",
        "cost_per_minute": "decimal(18, 8)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "send_costs": {
        "channel": "varchar",
        "cost_per_send": "decimal(18, 8)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "serving_costs": {
        "product_id": "varchar",
        "format": "varchar",
        "country_group": "varchar",
        "cost_per_issue_copy": "decimal(18, 8)",
        "cost_per_month": "decimal(18, 8)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "default_margins": {"product_line": "varchar", "margin": "decimal(18, 8)", "valid_from": "date"},
    "channel_commissions": {"sales_channel": "varchar", "rate": "decimal(18, 8)", "valid_from": "date"},
    "ad_revenue": {
        "section": "varchar",
        "revenue_per_thousand_views": "decimal(18, 8)",
        "currency": "varchar",
        "valid_from": "date",
    },
    "country_groups": {"country_code": "varchar", "country_group": "varchar"},
}
"""Columns and types of the cost tables; docs/costs.md says what they mean."""
SHARES = frozenset({"percentage", "margin", "rate"})
"""Columns of cost tables that are fractions of an amount."""


def load_reference(connection: duckdb.DuckDBPyConnection, home: Path, feeds: Feeds) -> None:
    """Replace every table of raw_reference. UsageError names the file, and the row, that cannot be read."""
    connection.execute("create schema if not exists raw_reference")
    _load_table(connection, "rates", RATE_COLUMNS, rates_file(home, feeds), str(feeds.rates), RATE_HEADER)
    for name, columns in COST_TABLES.items():
        path = home / "costs" / f"{name}.csv"
        header = {column: column for column in columns}
        where = f"costs/{path.name}"
        _load_table(connection, name, columns, path if path.is_file() else None, where, header)


def check_reference(home: Path, feeds: Feeds) -> dict[str, set[str]]:
    """Read every table as a run does, and keep its currencies alone: of the rates under RATES, else by file.

    UsageError as of load_reference.
    """
    with duckdb.connect() as connection:
        load_reference(connection, home, feeds)
        return {
            name if name == RATES else f"costs/{name}.csv": {
                str(row[0])
                for row in connection.execute(
                    f"select distinct currency from raw_reference.{name} where currency is not null"
                ).fetchall()
            }
            for name in (RATES, *COST_TABLES)
            if name == RATES or "currency" in COST_TABLES[name]
        }


def stray_costs(home: Path) -> list[str]:
    """Files in costs/ that are no cost table, so that nothing reads them, as after a slip in a name."""
    read = {f"{name}.csv" for name in COST_TABLES}
    found = (path.name for path in (home / "costs").glob("*") if not path.name.startswith("."))
    return sorted(name for name in found if name not in read and not name.lower().startswith("readme"))


def rates_file(home: Path, feeds: Feeds) -> Path | None:
    """The file of exchange rates, None if feeds.yml names none. Raises UsageError where it names one that lacks."""
    if feeds.rates is None:
        return None
    path = home / feeds.rates
    if not path.is_file():
        raise UsageError(f"feeds.yml: rates: there is no file {feeds.rates} in {home}.")
    return path


def _load_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: dict[str, str],
    path: Path | None,
    where: str,
    header: dict[str, str],
) -> None:
    """`where`: the file as errors name it, by its path in the home."""
    declared = ", ".join(f'"{column}" {sql_type}' for column, sql_type in columns.items())
    connection.execute(f"create or replace table raw_reference.{name} ({declared})")
    if path is None:
        return
    rows = _read_rows(path, where, header)
    texts = json.dumps([{column: row.get(column) for column in columns} for row in rows])
    shape = json.dumps([dict.fromkeys(columns, "varchar")])
    connection.execute(
        "create or replace temp table reference_rows as select row_number() over () as row_number, * "
        f"from (select unnest(from_json($1, '{shape}'), recursive := true))",
        [texts],
    )
    for column, sql_type in columns.items():
        wrong = f'"{column}" is not null and {_cast(column, sql_type)} is null'
        kind = _KINDS.get((column if column == "currency" else sql_type)[:4])
        _refuse(connection, where, wrong, f"{column} is no {kind}; correct the row.")
        if name != "rates" and sql_type.startswith("decimal"):
            _refuse_wrong_cost(connection, where, column)
    if name == "rates":
        _refuse_wrong_rates(connection, where)
    else:
        _refuse_two_costs(connection, where, columns)
    casts = ", ".join(_cast(column, sql_type) for column, sql_type in columns.items())
    connection.execute(
        f"insert into raw_reference.{name} select {casts} from reference_rows order by row_number"
    )


def _cast(column: str, sql_type: str) -> str:
    """SQL of a cell as its column's type, null where it is none; currencies in capitals, as the feeds' are."""
    if column == "currency":
        return "nullif(regexp_extract(upper(trim(currency)), '^[A-Z]{3}$'), '')"
    return f'try_cast("{column}" as {sql_type})'


def _refuse(connection: duckdb.DuckDBPyConnection, where: str, wrong: str, sentence: str) -> None:
    """UsageError with the first row on which `wrong` holds; a {column} of the sentence is that row's cell."""
    query = f"select * from reference_rows where {wrong} order by row_number limit 1"
    columns = [column for column, *_ in connection.execute(query).description or ()]
    for row in connection.fetchall():
        cells = dict(zip(columns, row, strict=True))
        raise UsageError(f"{where}, row {cells['row_number']}: {sentence.format(**cells)}")


def _refuse_wrong_rates(connection: duckdb.DuckDBPyConnection, where: str) -> None:
    """A rate that is wrong would make wrong money of every amount of its currency, with nothing to show it."""
    for column in RATE_COLUMNS:
        _refuse(
            connection,
            where,
            f"{column} is null",
            f"{column} is missing; fill the cell, or take the row out.",
        )
    rate, day, currency = (
        _cast(column, RATE_COLUMNS[column]) for column in ("rate", "rate_date", "currency")
    )
    _refuse(
        connection,
        where,
        f"{rate} <= 0",
        "the rate of {currency} must be above 0, with eight decimals at most; correct the row.",
    )
    _refuse_second(
        connection,
        where,
        [day, currency],
        "{currency} has a rate for {rate_date} in row {former_row} already",
    )


def _refuse_second(connection: duckdb.DuckDBPyConnection, where: str, keys: list[str], sentence: str) -> None:
    """UsageError where the keys of a row stand in a row before it; {former_row} of the sentence is that row."""
    former = f"lag(row_number) over (partition by {', '.join(keys)} order by row_number)"
    connection.execute(
        f"create or replace temp table reference_rows as select *, {former} as former_row from reference_rows"
    )
    _refuse(connection, where, "former_row is not null", f"{sentence}; keep one of the two.")


def _refuse_two_costs(connection: duckdb.DuckDBPyConnection, where: str, columns: dict[str, str]) -> None:
    """Of two rows for the same things from the same day on, chance would say which of them counts."""
    keys = [name for name, sql_type in columns.items() if sql_type == "varchar" and name != "currency"]
    if "country_code" in keys:
        keys = ["country_code"]
    compared = [f"coalesce(nullif(lower(\"{key}\"), '*'), '')" for key in keys]
    if "valid_from" in columns:
        missing = "valid_from is missing; write the first day of the row, or 1970-01-01 for always."
        _refuse(connection, where, "valid_from is null", missing)
        keys, compared = [*keys, "valid_from"], [*compared, _cast("valid_from", "date")]
    said = f"{', '.join(keys)} as in row {{former_row}}, so that either could count"
    _refuse_second(connection, where, compared, said)


def _refuse_wrong_cost(connection: duckdb.DuckDBPyConnection, where: str, column: str) -> None:
    """An empty cost would be no cost, one below zero profit of all whom it touches, a share above one more than all."""
    _refuse(connection, where, f'"{column}" is null', f"{column} is missing; fill the cell, with 0 for none.")
    cell = _cast(column, "decimal(18, 8)")
    if column != "margin":  # below 0, it is of goods that cost more than they bring
        _refuse(
            connection,
            where,
            f"{cell} < 0",
            f"{column} is {{{column}}}, below 0; write the cost without a sign, or 0 for none.",
        )
    if column in SHARES:
        _refuse(
            connection,
            where,
            f"{cell} > 1",
            f"{column} is {{{column}}}, more than all of it; it is a fraction: write 0.015 for 1.5 %.",
        )


def _read_rows(path: Path, where: str, header: dict[str, str]) -> list[dict[str, str | None]]:
    """Rows of a small CSV file by table column, None for empty cells. UsageError where the columns are wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            names = [cell.strip() for cell in next(reader, [])]
            if unknown := [name for name in names if name not in header]:
                raise UsageError(
                    f"{where}: unknown column {unknown[0]!r}{nearly(unknown[0], header)}; known are "
                    f"{', '.join(header)}."
                )
            if absent := set(header.values()) - {header[name] for name in names}:
                raise UsageError(f"{where}: the column {sorted(absent)[0]!r} is missing.")
            rows = [row for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{where} is no CSV file in UTF-8: {error}.") from None
    for row_number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise UsageError(
                f"{where}, row {row_number}: {len(row)} cells where the header has {len(names)}."
            )
    return [
        {header[name]: cell.strip() or None for name, cell in zip(names, row, strict=True)} for row in rows
    ]

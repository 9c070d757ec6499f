"""Exchange rates and this publisher's own cost rates: small CSV files of fixed columns, loaded whole at each run.

Data flow: `rates:` of feeds.yml -> raw_reference.rates; costs/<table>.csv -> raw_reference.<table>, empty where the
home has no such file. Read with DuckDB, checked row by row: a wrong row is wrong use, since a rate cannot be left out.
"""

import csv
import json
from pathlib import Path

import duckdb

from ingestion.errors import UsageError
from ingestion.feeds import Feeds

RATE_COLUMNS = {"rate_date": "date", "currency": "varchar", "rate": "decimal(18, 8)"}
_KINDS = {"date": "date, such as 2026-01-31", "deci": "number", "varc": "text"}
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


def load_reference(connection: duckdb.DuckDBPyConnection, home: Path, feeds: Feeds) -> None:
    """Replace every table of raw_reference. UsageError names the file, and the row, that cannot be read."""
    connection.execute("create schema if not exists raw_reference")
    _load_table(connection, "rates", RATE_COLUMNS, rates_file(home, feeds), RATE_HEADER)
    for name, columns in COST_TABLES.items():
        path = home / "costs" / f"{name}.csv"
        header = {column: column for column in columns}
        _load_table(connection, name, columns, path if path.is_file() else None, header)


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
    header: dict[str, str],
) -> None:
    declared = ", ".join(f'"{column}" {sql_type}' for column, sql_type in columns.items())
    connection.execute(f"create or replace table raw_reference.{name} ({declared})")
    if path is None:
        return
    rows = _read_rows(path, header)
    texts = json.dumps([{column: row.get(column) for column in columns} for row in rows])
    shape = json.dumps([dict.fromkeys(columns, "varchar")])
    connection.execute(
        "create or replace temp table reference_rows as select row_number() over () as row_number, * "
        f"from (select unnest(from_json($1, '{shape}'), recursive := true))",
        [texts],
    )
    for column, sql_type in columns.items():
        wrong = connection.execute(
            f'select min(row_number) from reference_rows where "{column}" is not null '
            f'and try_cast("{column}" as {sql_type}) is null'
        ).fetchall()[0][0]
        if wrong is not None:
            raise UsageError(
                f"{path.name}, row {wrong}: {column} is no {_KINDS[sql_type[:4]]}; correct the row."
            )
    casts = ", ".join(f'cast("{column}" as {sql_type})' for column, sql_type in columns.items())
    connection.execute(
        f"insert into raw_reference.{name} select {casts} from reference_rows order by row_number"
    )


def _read_rows(path: Path, header: dict[str, str]) -> list[dict[str, str | None]]:
    """Rows of a small CSV file by table column, None for empty cells. UsageError where the columns are wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            names = [cell.strip() for cell in next(reader, [])]
            if unknown := [name for name in names if name not in header]:
                raise UsageError(
                    f"{path.name}: unknown column {unknown[0]!r}; known are {', '.join(header)}."
                )
            if absent := set(header.values()) - {header[name] for name in names}:
                raise UsageError(f"{path.name}: the column {sorted(absent)[0]!r} is missing.")
            rows = [row for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path.name} is no CSV file in UTF-8: {error}.") from None
    for row_number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise UsageError(
                f"{path.name}, row {row_number}: {len(row)} cells where the header has {len(names)}."
            )
    return [
        {header[name]: cell.strip() or None for name, cell in zip(names, row, strict=True)} for row in rows
    ]

"""Currencies that no exchange rate of the home converts, so that amounts in them would be in no total.

Data flow: the amounts that `kith check` looked at, constants of mappings, cost files and rates -> sentences.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from ingestion.check_report import CheckedFile
from ingestion.feeds import Feeds
from ingestion.reference import RATES
from ingestion.scan import literal

_CONSTANT = re.compile(r"\s*'([A-Za-z]{3})'\s*")
_SHOWN = 3


def currencies_in(connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> dict[int, dict[str, int]]:
    """The currencies of the rows in Parquet files with the first row of each, by load key."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for path in sorted(set(paths)):
        rows = f"read_parquet({literal(str(path))})"
        columns = {row[0] for row in connection.execute(f"describe select * from {rows}").fetchall()}
        if "currency" in columns:
            query = (
                f"select load_key, currency, min(load_row_number) from {rows} "
                "where currency is not null group by all order by all"
            )
            for load_key, currency, row in connection.execute(query).fetchall():
                first = found[load_key].get(currency, row)
                found[load_key][str(currency)] = min(first, row)
    return found


def unrated(feeds: Feeds, files: Sequence[CheckedFile], of_reference: dict[str, set[str]]) -> list[str]:
    """A sentence for each currency without any rate: where it stands, and what to do.

    of_reference: the currencies of the rates, under RATES, and of each cost file, by its path.
    """
    places = _places(feeds, files, of_reference)
    rated = {feeds.reporting_currency, *of_reference[RATES]}
    return [
        _sentence(feeds, currency, places[currency], _first_row(files, currency))
        for currency in sorted(set(places) - rated)
    ]


def _places(
    feeds: Feeds, files: Sequence[CheckedFile], of_reference: dict[str, set[str]]
) -> dict[str, list[str]]:
    """Where each currency stands: entries of feeds.yml, by what they are mapped to or hold, then cost files."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for source in feeds.sources:
        for entry in source.files:
            constant = _CONSTANT.fullmatch(entry.columns.get("currency", ""))
            if constant:
                found[constant[1].upper()][f"{source.name}/{entry.entry}"] = None
    for checked in files:
        for currency in checked.currencies:
            found[currency][f"{checked.source}/{checked.entry}"] = None
    for name, currencies in of_reference.items():
        for currency in currencies if name != RATES else ():
            found[currency][name] = None
    return {currency: list(names) for currency, names in found.items()}


def _first_row(files: Sequence[CheckedFile], currency: str) -> str:
    """Where the first amount in the currency stands, of those that were looked at; nothing where none was."""
    for checked in files:
        if currency in checked.currencies:
            return f"; the first stands in {checked.file}, row {checked.currencies[currency]:,}"
    return ""


def _sentence(feeds: Feeds, currency: str, places: list[str], first_row: str) -> str:
    shown = [*places[:_SHOWN], *([f"{len(places) - _SHOWN} more"] if len(places) > _SHOWN else [])]
    where = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    reporting = feeds.reporting_currency
    remedy = (
        f"add its rates to {feeds.rates}"
        if feeds.rates
        else (
            "write a CSV file with the columns date, currency and rate, say landing/rates.csv, where rate is how many "
            f"{reporting} one {currency} is from that date on, and name it in feeds.yml, `rates: landing/rates.csv`"
        )
    )
    return (
        f"{currency} has no exchange rate, so amounts in it ({where}) are in no total in {reporting}{first_row}: "
        f"{remedy}."
    )

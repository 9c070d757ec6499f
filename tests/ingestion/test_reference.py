"""Rates and costs: small tables loaded whole, in which every row must be right."""

import datetime
from decimal import Decimal

import pytest

from ingestion.errors import UsageError
from tests.ingestion.homes import LoaderHome


def test_rates_are_loaded_as_decimals(home: LoaderHome) -> None:
    home.write_feeds("rates: landing/rates.csv")
    home.land("rates.csv", "date,currency,rate\n2026-01-01,EUR,0.85\n")
    home.load()
    rows = home.query("select * from raw_reference.rates")
    assert rows == [(datetime.date(2026, 1, 1), "EUR", Decimal("0.85000000"))]


def test_home_without_costs_has_empty_tables(home: LoaderHome) -> None:
    home.load()
    assert home.query("select count(*) from raw_reference.payment_fees") == [(0,)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("date,currency,rate\n2026-01-01,EUR,much\n", "rates.csv, row 1: rate is no number"),
        ("date,currency\n2026-01-01,EUR\n", "the column 'rate' is missing"),
        ("date,currency,rate,note\n2026-01-01,EUR,1,x\n", "unknown column 'note'"),
        ("date,currency,rate\n2026-01-01,EUR\n", "row 1: 2 cells"),
    ],
)
def test_wrong_rates_are_wrong_use(home: LoaderHome, content: str, message: str) -> None:
    home.write_feeds("rates: landing/rates.csv")
    home.land("rates.csv", content)
    with pytest.raises(UsageError, match=message):
        home.load()


def test_costs_of_this_home_are_loaded(home: LoaderHome) -> None:
    (home.root / "costs").mkdir()
    (home.root / "costs" / "default_margins.csv").write_text(
        "product_line,margin,valid_from\nmugs,0.4,2026-01-01\n"
    )
    home.load()
    assert home.query("select product_line, margin from raw_reference.default_margins") == [
        ("mugs", Decimal("0.40000000"))
    ]

"""Rates and costs: small tables loaded whole, in which every row must be right."""

import datetime
from decimal import Decimal

import pytest

from ingestion.check import check_feeds
from ingestion.errors import UsageError
from tests.ingestion.homes import LoaderHome

SERVING = "product_id,format,country_group,cost_per_issue_copy,cost_per_month,currency,valid_from\n"
RATES = "date,currency,rate\n2026-01-01,EUR,0.85\n"


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
        ("date,currency,rate\n2026-01-01,EUR,much\n", "landing/rates.csv, row 1: rate is no number"),
        ("date,currency\n2026-01-01,EUR\n", "the column 'rate' is missing"),
        ("date,currency,rate,note\n2026-01-01,EUR,1,x\n", "unknown column 'note'; known are date"),
        (
            "date,curency,rate\n2026-01-01,EUR,1\n",
            "unknown column 'curency', which is nearly 'currency'; known",
        ),
        ("date,currency,rate\n2026-01-01,EUR\n", "row 1: 2 cells"),
        (
            f"{RATES}2026-13-01,EUR,0.85\n",
            "landing/rates.csv, row 2: rate_date is no date, such as 2026-01-31;",
        ),
        (f"{RATES}2026-01-02,EUR,\n", "landing/rates.csv, row 2: rate is missing; fill the cell"),
        (f"{RATES}2026-01-02,,0.8\n", "landing/rates.csv, row 2: currency is missing; fill the cell"),
        (
            f"{RATES}2026-01-02,euro,0.8\n",
            "landing/rates.csv, row 2: currency is no currency code of three letters",
        ),
        (f"{RATES}2026-01-02,USD,-0.8\n", "landing/rates.csv, row 2: the rate of USD must be above 0"),
        (f"{RATES}2026-01-02,USD,0\n", "landing/rates.csv, row 2: the rate of USD must be above 0"),
        (f"{RATES}2026-01-02,IDR,1e-9\n", "landing/rates.csv, row 2: the rate of IDR must be above 0"),
        (
            f"{RATES}2026-01-02,EUR,0.8\n2026-01-01,eur,8.5\n",
            "landing/rates.csv, row 3: eur has a rate for 2026-01-01 in row 1 already; keep one of the two.",
        ),
    ],
)
def test_wrong_rates_are_wrong_use_to_check_and_run_alike(
    home: LoaderHome, content: str, message: str
) -> None:
    home.write_feeds("rates: landing/rates.csv")
    home.land("rates.csv", content)
    with pytest.raises(UsageError, match=message) as checked:
        check_feeds(home.root)
    with pytest.raises(UsageError, match=message) as loaded:
        home.load()
    assert str(checked.value) == str(loaded.value)


def test_currencies_of_rates_and_costs_are_in_capitals_as_those_of_feeds_are(home: LoaderHome) -> None:
    home.write_feeds("rates: landing/rates.csv")
    home.land("rates.csv", "date,currency,rate\n2026-01-01, eur,0.85\n")
    (home.root / "costs").mkdir()
    send_costs = (
        "channel,cost_per_send,currency,valid_from\nemail,0.001,usd,2026-01-01\n*,0.001,,2026-01-01\n"
    )
    (home.root / "costs" / "send_costs.csv").write_text(send_costs)
    home.load()
    assert home.query("select currency from raw_reference.rates") == [("EUR",)]
    assert home.query("select currency from raw_reference.send_costs") == [("USD",), (None,)]


def test_wrong_costs_are_wrong_use_to_check_too(home: LoaderHome) -> None:
    (home.root / "costs").mkdir()
    (home.root / "costs" / "send_costs.csv").write_text(
        "channel,cost_per_send,currency,valid_from\nemail,1,£,2026-01-01\n"
    )
    with pytest.raises(
        UsageError, match=r"costs/send_costs.csv, row 1: currency is no currency code of three letters"
    ):
        check_feeds(home.root)


@pytest.mark.parametrize(
    ("table", "content", "message"),
    [
        (
            "send_costs",
            "channel,cost_per_send,currency,valid_from\nemail,0.1,GBP,2026-01-01\n*,-0.001,GBP,2026-01-01\n",
            "costs/send_costs.csv, row 2: cost_per_send is -0.001, below 0; write the cost without a sign, or 0",
        ),
        (
            "payment_fees",
            "payment_method,sales_channel,percentage,fixed_amount,currency,valid_from\n*,*,1.5,0.2,GBP,2026-01-01\n",
            "costs/payment_fees.csv, row 1: percentage is 1.5, more than all of it; it is a fraction: write 0.015 for",
        ),
        (
            "payment_fees",
            "payment_method,sales_channel,percentage,fixed_amount,currency,valid_from\n*,*,0.01,-0.2,GBP,2026-01-01\n",
            "costs/payment_fees.csv, row 1: fixed_amount is -0.2, below 0",
        ),
        (
            "default_margins",
            "product_line,margin,valid_from\nmugs,-0.4,2026-01-01\nlamps,40,2026-01-01\n",
            "costs/default_margins.csv, row 2: margin is 40, more than all of it",
        ),
        (
            "support_costs",
            "channel,cost_per_minute,currency,valid_from\n*,0.5,GBP,1970-01-01\nphone,,GBP,1970-01-01\n",
            "costs/support_costs.csv, row 2: cost_per_minute is missing; fill the cell, with 0 for none.",
        ),
        (
            "support_costs",
            "channel,cost_per_minute,currency,valid_from\n*,0.5,GBP,\n",
            "costs/support_costs.csv, row 1: valid_from is missing; write the first day of the row, or 1970-01-01",
        ),
        (
            "serving_costs",
            f"{SERVING}*,print,,1.9,0,GBP,2020-01-01\n*,print,*,1.9,0,,2021-01-01\n,Print,*,2,0,EUR,2020-01-01\n",
            "costs/serving_costs.csv, row 3: product_id, format, country_group, valid_from as in row 1, so",
        ),
        (
            "country_groups",
            "country_code,country_group\nGB,domestic\nFR,europe\ngb,island\n",
            "costs/country_groups.csv, row 3: country_code as in row 1, so that either could count; keep one",
        ),
    ],
)  # fmt: skip
def test_costs_that_would_be_wrong_money_are_wrong_use_to_check_and_run_alike(
    home: LoaderHome, table: str, content: str, message: str
) -> None:
    (home.root / "costs").mkdir()
    (home.root / "costs" / f"{table}.csv").write_text(content)
    with pytest.raises(UsageError, match=message):
        check_feeds(home.root)
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

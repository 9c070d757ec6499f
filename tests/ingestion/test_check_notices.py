"""`kith check`: what it says in amber, of feeds and files that fit."""

import pytest

from ingestion.check import check_feeds
from ingestion.check_report import NOTHING_TO_LOAD
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome, orders


def test_entry_without_files_is_said_in_amber(home: LoaderHome) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    report = check_feeds(home.root)
    notice = "shop/lines: its path landing/orders* matches no file: correct it in feeds.yml, or put the files there."
    assert report.is_fine
    assert report.without_files == ["shop/lines"]
    assert report.as_dict()["notices"] == [notice]
    assert report.as_text().splitlines() == [
        f"amber: {notice}",
        "feeds.yml fits, but no file was found for shop/lines.",
    ]


def test_absent_reporting_currency_is_said(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1))
    notice, unrated = check_feeds(home.root).notices
    assert notice.startswith("feeds.yml names no reporting_currency: EUR is taken")
    assert unrated.startswith(
        "GBP has no exchange rate, so amounts in it (shop/lines) are in no total in EUR"
    )
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    report = check_feeds(home.root)
    assert report.notices == []
    assert report.as_text().splitlines()[-1] == "feeds.yml fits."


def test_a_file_in_costs_that_nothing_reads_is_said(home: LoaderHome) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    home.land("orders.csv", orders(1))
    (home.root / "costs").mkdir()
    for name in ("country_groups.csv", "README.md", ".swp", "channel_comissions.csv"):
        (home.root / "costs" / name).write_text("country_code,country_group\n")
    report = check_feeds(home.root)
    assert report.is_fine
    assert [notice.partition(":")[0] for notice in report.notices] == [
        "costs/channel_comissions.csv is no cost table and is not read"
    ]


def test_a_currency_without_any_exchange_rate_is_said_with_where_it_stands(home: LoaderHome) -> None:
    """A constant of feeds.yml counts though no file has come, and cents of vendors as what files and costs hold."""
    constant = ORDERS.replace("currency: \"'GBP'\"", "currency: \"'chf'\"")
    home.write_feeds("\nreporting_currency: GBP\nrates: landing/rates.csv" + constant.replace("\n    ", "\n"))
    with (home.root / "feeds.yml").open("a") as feeds:
        feeds.write("  - {name: pay, feed: subscriptions, connector: stripe, path: landing/pay/}\n")
    home.land("rates.csv", "date,currency,rate\n2026-01-01,EUR,0.85\n")
    charge = '{"object": "charge", "id": "ch_%s", "created": 1767225600, "amount": 5, "currency": "%s"}'
    home.land(
        "pay/charges.jsonl", "\n".join(charge % pair for pair in enumerate(["eur", "usd", "gbp", "usd"]))
    )
    (home.root / "costs").mkdir()
    costs = "channel,cost_per_send,currency,valid_from\nemail,1,USD,2026-01-01\n*,1,EUR,2026-01-01\n"
    (home.root / "costs" / "send_costs.csv").write_text(costs)
    report = check_feeds(home.root)
    assert [notice for notice in report.notices if "exchange rate" in notice] == [
        (
            "CHF has no exchange rate, so amounts in it (shop/lines) are in no total in GBP: add its rates to "
            "landing/rates.csv."
        ),
        (
            "USD has no exchange rate, so amounts in it (pay/objects and costs/send_costs.csv) are in no total in GBP; "
            "the first stands in landing/pay/charges.jsonl, row 2: add its rates to landing/rates.csv."
        ),
    ]
    assert "amber: CHF has no exchange rate" in report.as_text()


def test_a_home_without_rates_is_told_to_name_some(home: LoaderHome) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS.replace("'GBP'", "upper('eur')"))
    home.land("orders.csv", orders(1))
    [notice] = check_feeds(home.root).notices
    assert notice.endswith(
        "(shop/lines) are in no total in GBP; the first stands in landing/orders.csv, row 1: write a CSV file with the "
        "columns date, currency and rate, say landing/rates.csv, where rate is how many GBP one EUR is from that date "
        "on, and name it in feeds.yml, `rates: landing/rates.csv`."
    )


@pytest.mark.parametrize("content", ["", HEADER])
def test_empty_file_is_said_in_amber(home: LoaderHome, content: str) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    home.land("orders.csv", content)
    report = check_feeds(home.root)
    assert report.is_fine
    [notice] = report.notices
    assert notice.startswith("landing/orders.csv is empty: nothing is loaded from it and nothing removed")


def test_as_of_ahead_of_today_is_said(home: LoaderHome) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    home.land("orders.csv", HEADER + "1,a,2026-01-01,5\n")
    feeds = home.root / "feeds.yml"
    feeds.write_text(feeds.read_text().replace("as_of: 2026-01-31", "as_of: 2999-01-01"))
    [notice] = check_feeds(home.root).notices
    assert notice.startswith("as_of 2999-01-01 is ahead of today, ")


def test_feeds_without_a_source_are_said_to_load_nothing(home: LoaderHome) -> None:
    home.write_feeds("sources: []")
    report = check_feeds(home.root)
    assert report.is_fine
    assert report.as_text() == NOTHING_TO_LOAD

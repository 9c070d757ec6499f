"""A customer day's briefing compares with the last customer day, whatever ran in between."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from kith.publishing import Publication, rollback
from kith.publishing.briefing.customer_days import FILE, read_days
from tests.publishing.hand_made import publish_home

JANUARY, APRIL = date(2026, 1, 15), date(2026, 4, 16)


def page(publication: Publication) -> str:
    return (publication.folder / "briefings" / "briefing.html").read_text(encoding="utf-8")


def on_customer_day(home: Path, as_of: date) -> Publication:
    return publish_home(home, as_of=as_of, occasion="customer_day")


def one_more_customer(home: Path, customer_id: str) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        for table in ("dim_customers", "fct_customer_value"):
            connection.execute(
                f"insert into marts.{table} by name (select * replace (? as customer_id) from marts.{table}"
                " where customer_id = 'c_jane')",
                [customer_id],
            )


def test_it_compares_with_the_last_customer_day_and_a_run_with_the_last_run(home: Path) -> None:
    assert "This is the first customer day" in page(on_customer_day(home, JANUARY))
    for number in range(4):  # more runs than versions are kept
        one_more_customer(home, f"c_new{number}")
        daily = publish_home(home, as_of=date(2026, 4, 12 + number))
    assert "Against the briefing of 14 April 2026." in page(daily)
    april = page(on_customer_day(home, APRIL))
    assert "Against the customer day of 15 January 2026." in april
    assert "get to know your customers day" in april
    assert '<b>9</b><span class="up">+4</span>' in april


def test_a_second_run_on_the_day_still_compares_with_the_day_before_it(home: Path) -> None:
    on_customer_day(home, JANUARY)
    on_customer_day(home, APRIL)
    again = on_customer_day(home, APRIL)
    assert "Against the customer day of 15 January 2026." in page(again)
    assert [day.as_of for day in read_days(again.folder / "briefings")] == [JANUARY, APRIL]


def test_a_day_that_was_rolled_back_from_is_forgotten(home: Path) -> None:
    publish_home(home, as_of=date(2026, 1, 14))
    on_customer_day(home, JANUARY)
    rollback(home)
    assert "This is the first customer day" in page(on_customer_day(home, APRIL))


def test_a_damaged_version_does_not_lose_the_days_before(home: Path) -> None:
    on_customer_day(home, JANUARY)
    broken = publish_home(home, as_of=date(2026, 2, 1))
    (broken.folder / "manifest.json").write_text("{")
    (broken.folder / "briefings" / FILE).write_text("[{}]")
    assert "Against the customer day of 15 January 2026." in page(on_customer_day(home, APRIL))


def test_what_is_remembered_names_nobody(home: Path) -> None:
    remembered = (on_customer_day(home, JANUARY).folder / "briefings" / FILE).read_text()
    assert "c_" not in remembered
    assert "rcher" not in remembered

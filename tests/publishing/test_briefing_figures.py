"""The briefing's figures: whom they count, and how they are written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kith.publishing.briefing.reading import read_facts
from kith.publishing.words import count_text, day_text, delta_text, money_text, percent_text, rate_text
from tests.publishing.briefing_words import text_of
from tests.publishing.hand_made import publish_home

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize("tier", ["problem", "dormant", "core"])
def test_who_earns_nothing_has_no_profit_at_risk(home: Path, tier: str) -> None:
    """A problem customer's next term may well earn something; that is no profit that we have and may lose."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        earns = -5 if tier == "core" else 5
        connection.execute(
            "update marts.fct_customer_value set value_at_risk = 126, value_tier = ?, contribution_profit_12m = ?"
            " where customer_id = 'c_omar'",
            [tier, earns],
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert [person.customer_id for person in facts.at_risk] == ["c_mary"]
    totals = facts.totals
    assert (totals.customers_at_risk, totals.value_at_risk) == (1, Decimal("95.0000"))
    assert totals.unprofitable_with_signs == 1
    assert "1 more shows the same signs but has no profit to lose" in text_of(publication)


@pytest.mark.parametrize("value_at_risk", [None, 0])
def test_who_has_no_term_to_lose_is_not_counted_as_at_risk(home: Path, value_at_risk: int | None) -> None:
    """A buyer whose order is overdue shows signs, but no payment of his can fail to come."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_at_risk = ? where customer_id = 'c_john'",
            [value_at_risk],
        )
        connection.execute(
            "update marts.dim_customers set risk_state = 'overdue' where customer_id = 'c_john'"
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert [(line.risk_state, line.customers) for line in facts.risks] == [("disengaged", 1)]
    assert (facts.totals.customers_at_risk, facts.totals.no_term_with_signs) == (1, 1)
    text = text_of(publication)
    assert "1 is at risk, with £95 of profit" in text
    assert "1 more earns something and shows them, but pays for no term that could be lost" in text


def test_every_customer_stands_in_the_table_of_tiers(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_tier = null where customer_id = 'c_void'"
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert sum(line.customers for line in facts.tiers) == facts.totals.customers == 5
    assert facts.tiers[-1].tier == "not yet placed"
    assert "not yet placed Known since the last month-end only" in text_of(publication)


def test_what_rounds_to_nothing_is_no_loss(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_tier = null, contribution_profit_12m = -0.30"
            " where customer_id = 'c_void'"
        )
    folder = publish_home(home).folder
    (row,) = re.findall(
        r"<tr><td><span class=\"tag not-yet-placed.*", (folder / "briefings/briefing.html").read_text()
    )
    assert '<td class="number">£0</td>' in row
    assert "loss" not in row


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (count_text(1234567), "1,234,567"),
        (count_text(-5), f"{MINUS}5"),
        (delta_text(5), "+5"),
        (delta_text(0), "±0"),
        (delta_text(-1200), f"{MINUS}1,200"),
        (percent_text(0.426), "43%"),
        (percent_text(-0.06), f"{MINUS}6%"),
        (percent_text(-0.001), "0%"),
        (rate_text(Decimal("0.0245")), "2.5%"),
        (rate_text(2.0), "200.0%"),
        (money_text(Decimal("1234.5"), "GBP"), "£1,235"),
        (money_text(Decimal("-0.5"), "EUR"), f"{MINUS}€1"),
        (money_text(Decimal("-0.4"), "USD"), "$0"),
        (money_text(Decimal("12"), "SEK"), "SEK 12"),
        (day_text(date(2026, 6, 5)), "5 June 2026"),
    ],
)
def test_numbers_are_written_as_people_do(written: str, expected: str) -> None:
    assert written == expected

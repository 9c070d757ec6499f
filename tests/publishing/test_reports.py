"""What of a report stands on the briefing page: rows by hand, and the words and pictures they become."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from kith.publishing.reports.catalogue import REPORTS
from kith.publishing.reports.reading import read_tables
from tests.publishing.test_pictures import texts

MINUS = "\N{MINUS SIGN}"
MARTS = """
create schema marts; create schema ops;
create table ops.home_settings as select 'GBP' as reporting_currency;
create table marts.rpt_renewals_due as select * from (values
    (30, true, 10.00, 'none'), (30, false, 5.50, 'cancelling'), (90, null, null, 'none')
) as rows(due_bucket, renews_automatically, next_contribution, risk_state);
create table marts.rpt_renewal_rate as select * from (values
    (date '2026-06-01', 4, 3, false), (date '2026-04-01', 4, 3, true), (date '2026-04-01', 6, 6, true)
) as rows(expiry_month, expiring_terms, renewed_terms, is_settled);
create table marts.rpt_churn as select * from (values
    (date '2026-06-01', 'subscriptions', 12, 1, 0, 2, 3, 2, false, null),
    (date '2026-06-01', 'customers', 9, 0, 0, 1, 1, null, false, null),
    (date '2026-04-01', 'subscriptions', 6, 1, 0, 0, 1, 0, true, 0.166667),
    (date '2026-04-01', 'subscriptions', 4, 0, 1, 0, 1, 1, true, 0.25),
    (date '2026-04-01', 'customers', 8, 1, 0, 0, 1, null, true, 0.125)
) as rows(
    churn_month, measure, paid_at_start, voluntary, involuntary, expired, churned, went_on, is_settled, churn_rate
);
create table marts.rpt_tier_migration as select * from (values
    (date '2026-05-01', 'ideal', 'core', true, 9, 90.00), (date '2026-06-01', 'core', 'ideal', true, 2, 40.00),
    (date '2026-06-01', 'ideal', 'ideal', false, 6, 600.00), (date '2026-06-01', 'core', 'core', false, 8, 80.00),
    (date '2026-06-01', 'none', 'new', true, 3, 1.00)
) as rows(tier_date, tier_before, value_tier, is_change, customers, contribution_profit_12m);
create table marts.rpt_offer_profit as select * from (values
    ('source_code', 'SPRING', 12, 0, 100.00, 0.25, 80.00, null), ('discount_code', 'TENOFF', 5, 9, null, null, -3.00, 2)
) as rows(code_kind, code, starts, orders, acquisition_cost, step_up_share, contribution, payback_months);
create table marts.rpt_deferred_revenue as select * from (values
    (date '2026-06-01', 'A', 'GBP', 10.00, 5.00, 4.00, 1.00, 10.00),
    (date '2026-06-01', 'B', 'GBP', 1.00, 1.00, 1.00, 0.00, 1.00),
    (date '2026-06-01', 'A', 'EUR', 2.00, 0.00, 1.00, 0.00, 1.00),
    (date '2026-02-01', 'A', 'EUR', 7.00, 0.00, 5.00, 0.00, 2.00)
) as rows(revenue_month, title, currency, opening, billed, earned, refunded, closing);
create table marts.rpt_service_balance as select * from (values
    ('ideal', 10, 3, 12.00, 0.6, 0.1, 1.2), ('problem', 5, 30, 108.00, 0.4, 0.9, -0.2)
) as rows(value_tier, customers, tickets_12m, support_cost_12m, customer_share, support_cost_share, contribution_share);
create table marts.rpt_cohort_retention as select * from (values
    (date '2026-01-01', 'titles', 1, 10, 8, 5.00), (date '2026-02-01', 'titles', 1, 10, 7, 6.00),
    (date '2026-01-01', 'titles', 3, 10, 5, 9.00)
) as rows(cohort_month, first_product_line, months_since, customers, paying_customers, cumulative_contribution);
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A publication of a few rows."""
    with duckdb.connect() as made:
        made.execute(MARTS)
        yield made


@pytest.fixture(scope="module")
def shown(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, ...]]]:
    """The rows of every report that there is, in words."""
    return {table.report.mart: table.rows for table in read_tables(connection, "GBP")}


def test_only_reports_that_there_are_stand_on_the_page(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert len(shown) == 8
    assert "rpt_funnel" not in shown


def test_a_bucket_says_which_days_it_holds(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert shown["rpt_renewals_due"] == [
        ("1 to 30 days", "2", "1", "£16", "£6"),
        ("61 to 90 days", "1", "0", "", "£0"),
    ]


def test_a_rate_is_shown_once_its_time_is_over(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert shown["rpt_renewal_rate"] == [("June 2026", "4", "3", ""), ("April 2026", "10", "9", "90%")]


def test_churn_of_customers_stands_beside_that_of_subscriptions(
    shown: dict[str, list[tuple[str, ...]]],
) -> None:
    assert shown["rpt_churn"] == [
        ("June 2026", "12", "", "1", "", "1", "0", "2", "2"),
        ("April 2026", "10", "20.0%", "1", "12.5%", "1", "1", "0", "1"),
    ]


def test_moves_are_those_of_the_last_month_end(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert shown["rpt_tier_migration"] == [("1 June 2026", "core", "ideal", "2", "£40")]


def test_what_an_offer_cost_is_left_open_where_nobody_knows(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert shown["rpt_offer_profit"] == [
        ("SPRING", "source code", "12", "0", "£100", "25%", "£80", ""),
        ("TENOFF", "discount code", "5", "9", "", "", f"{MINUS}£3", "2"),
    ]


def test_every_currency_of_a_month_is_shown(shown: dict[str, list[tuple[str, ...]]]) -> None:
    assert shown["rpt_deferred_revenue"] == [
        ("June 2026", "GBP", "11", "6", "5", "1", "11"),
        ("June 2026", "EUR", "2", "0", "1", "0", "1"),
        ("February 2026", "EUR", "7", "0", "5", "0", "2"),
    ]


@pytest.mark.parametrize(
    ("mart", "words"),
    [
        ("rpt_renewals_due", ["1 to 30 days", "£16", "£6", "61 to 90 days", "£0", "£0", "due", "at risk"]),
        (
            "rpt_tier_migration",
            ["from, to", "ideal", "core", "new", "ideal", "6", "core", "2", "8", "none", "3"],
        ),
        ("rpt_cohort_retention", ["pay after", "1 month", "3 months", "75%"]),
        ("rpt_service_balance", ["ideal", "60%", "10%", "120%", "problem", "40%", "90%", f"{MINUS}20%"]),
    ],
)
def test_a_picture_says_what_its_report_says(
    connection: duckdb.DuckDBPyConnection, mart: str, words: list[str]
) -> None:
    (picture,) = [report.picture for report in REPORTS if report.mart == mart]
    assert picture
    found = texts(picture(connection))
    assert [word for word in found if word in words] == words


def test_a_quarter_stands_in_the_picture_of_cohorts_once_all_its_months_are_as_old(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    (picture,) = [report.picture for report in REPORTS if report.mart == "rpt_cohort_retention"]
    assert picture
    assert "50%" not in texts(picture(connection))

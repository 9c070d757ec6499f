"""Pictures of reports, each drawn from its mart as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import duckdb

from kith.publishing.pictures.bars import bars_svg
from kith.publishing.pictures.matrix import matrix_svg
from kith.publishing.pictures.waterfall import waterfall_svg
from kith.publishing.words import count_text, money_text, percent_text

Connection = duckdb.DuckDBPyConnection
MOVEMENTS = (
    ("New", "new"), ("Converted", "converted"), ("Won back", "won_back"), ("Resumed", "resumed"),
    ("Cancelled", "-voluntary"), ("Payment lost", "-involuntary"), ("Expired", "-expired"), ("Paused", "-paused"),
    ("Switched", "switched"),
)  # fmt: skip
REASONS = ("volume", "price", "discount", "refund")
COHORT_MONTHS = [1, 3, 6, 12, 18, 24, 30]
COHORTS_DRAWN = 12
TIERS = ("ideal", "core", "potential", "new", "problem", "dormant", "beneficiary", "prospect", "none")


def movement_picture(connection: Connection) -> str:
    """The last month's subscriptions from opening to closing."""
    sums = ", ".join(f"coalesce(sum({column}), 0)" for _, column in MOVEMENTS)
    month, opening, *changes = _row(
        connection,
        f"select max(movement_month), coalesce(sum(opening), 0), {sums} from marts.rpt_subscriber_movement"
        " where measure = 'subscriptions'"
        " and movement_month = (select max(movement_month) from marts.rpt_subscriber_movement)",
    )
    said = f"Subscriptions in {month:%B %Y}" if month else "No subscriptions have been fed yet"
    return _waterfall(
        said, opening, [label for label, _ in MOVEMENTS], changes, lambda number: count_text(int(number))
    )


def bridge_picture(connection: Connection) -> str:
    """Net revenue of the year before and of this one, and what lies between them."""
    sums = ", ".join(f"coalesce(sum({reason}), 0)" for reason in REASONS)
    opening, *changes = _row(
        connection, f"select coalesce(sum(net_revenue_before), 0), {sums} from marts.rpt_year_on_year_bridge"
    )
    worded = partial(_money, currency=_currency(connection))
    said = "Earned revenue of the twelve months before and of the last twelve"
    return _waterfall(said, opening, [reason.capitalize() for reason in REASONS], changes, worded)


def migration_picture(connection: Connection) -> str:
    """Who stood in which tier before the last month-end, and stands in which since."""
    moves = connection.execute(
        "select tier_before, value_tier, sum(customers) from marts.rpt_tier_migration"
        " where tier_date = (select max(tier_date) from marts.rpt_tier_migration) group by all"
    ).fetchall()
    before = [tier for tier in TIERS if any(tier == row[0] for row in moves)]
    now = [tier for tier in TIERS if any(tier == row[1] for row in moves)]
    totals = {tier: sum(number for was, _, number in moves if was == tier) for tier in before}
    cells = {
        (was, stands): (float(number) / float(totals[was]), count_text(int(number)))
        for was, stands, number in moves
    }
    said = "Tier before the last month-end, and tier since" if moves else "No two month-ends have come yet"
    return matrix_svg(said, before, now, cells, "from, to")


def cohorts_picture(connection: Connection) -> str:
    """Of the customers who first paid in a quarter, how many pay so many months later; only where all came so far."""
    found = connection.execute(
        """
        with cohorts as (
            select
                cohort_month, months_since, year(cohort_month) || ' Q' || quarter(cohort_month) as cohort,
                sum(customers) as customers, sum(paying_customers) as paying
            from marts.rpt_cohort_retention group by cohort_month, months_since
        )
        select cohort, months_since, sum(paying) / sum(customers)
        from cohorts
        inner join (select cohort, count(distinct cohort_month) as months from cohorts group by cohort) using (cohort)
        where months_since in (select unnest($1))
        group by cohort, months_since, months
        having count(*) = months
        order by cohort desc, months_since
        """,
        [COHORT_MONTHS],
    ).fetchall()
    cohorts = list(dict.fromkeys(cohort for cohort, _, _ in found))[:COHORTS_DRAWN]
    cells = {
        (cohort, _months(months)): (float(share), percent_text(float(share)))
        for cohort, months, share in found
        if cohort in cohorts
    }
    said = "Customers who still pay, by quarter of their first payment" if cells else "Nobody has paid yet"
    return matrix_svg(said, cohorts, [_months(months) for months in COHORT_MONTHS], cells, "pay after")


def _months(number: int) -> str:
    return f"{number} month" if number == 1 else f"{number} months"


def balance_picture(connection: Connection) -> str:
    """Of each tier its share of the customers, of our support and of the contribution."""
    rows = connection.execute(
        "select value_tier, coalesce(customer_share, 0), coalesce(support_cost_share, 0),"
        " coalesce(contribution_share, 0) from marts.rpt_service_balance"
    ).fetchall()
    found = {tier: [(float(share), percent_text(float(share))) for share in shares] for tier, *shares in rows}
    lines = {tier: found[tier] for tier in (*TIERS, "unattributed") if tier in found}
    return bars_svg("Attention against worth, by tier", ("customers", "support", "contribution"), lines)


def renewals_picture(connection: Connection) -> str:
    """What the renewals of the next thirty days, of the thirty after and the last thirty are worth, and at risk."""
    rows = connection.execute(
        "select due_bucket, sum(coalesce(next_contribution, 0)),"
        " sum(case when risk_state <> 'none' then coalesce(next_contribution, 0) else 0 end)"
        " from marts.rpt_renewals_due group by due_bucket order by due_bucket"
    ).fetchall()
    worded = partial(_money, currency=_currency(connection))
    lines = {
        f"{days - 29} to {days} days": [(float(amount), worded(float(amount))) for amount in amounts]
        for days, *amounts in rows
    }
    said = "Contribution of the renewals that are due" if rows else "No paid term ends within 90 days"
    return bars_svg(said, ("due", "at risk"), lines)


def _waterfall(
    said: str, opening: Any, labels: Sequence[str], changes: Sequence[Any], worded: Callable[[float], str]
) -> str:
    steps = [(label, float(change)) for label, change in zip(labels, changes, strict=True)]
    return waterfall_svg(said, float(opening), steps, worded)


def _row(connection: Connection, query: str) -> tuple[Any, ...]:
    (row,) = connection.execute(query).fetchall()
    return tuple(row)


def _currency(connection: Connection) -> str:
    rows = connection.execute("select reporting_currency from ops.home_settings").fetchall()
    return str(rows[0][0]) if rows else ""


def _money(number: float, currency: str) -> str:
    return money_text(number, currency)

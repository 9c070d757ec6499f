"""Reading the facts of a briefing out of a publication's own files.

Data flow: kith_pii.duckdb of this version and of the one before -> `BriefingFacts`. Every number is the
marts' own; nothing is computed here but sums, shares and differences.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from kith.publishing.briefing.facts import (
    PEOPLE_SHOWN,
    TIERS,
    BriefingFacts,
    MovementLine,
    PersonLine,
    RiskLine,
    TierLine,
    Totals,
)
from kith.publishing.databases import PII_FILE
from kith.publishing.versions import Publication

_GAINS = ("new", "converted", "won_back", "resumed")
_LOSSES = ("voluntary", "involuntary", "expired", "paused")

_TOTALS = """
    select
        count(*),
        coalesce(sum(customer_value.contribution_profit_12m), 0),
        coalesce(sum(customer_value.deferred_balance), 0),
        count(*) filter (where customers.risk_state <> 'none'),
        coalesce(sum(customer_value.value_at_risk) filter (where customers.risk_state <> 'none'), 0)
    from marts.dim_customers as customers
    left join marts.fct_customer_value as customer_value on customer_value.customer_id = customers.customer_id
"""
_TIERS = """
    select value_tier, count(*), coalesce(sum(contribution_profit_12m), 0)
    from marts.fct_customer_value where value_tier is not null group by value_tier
"""
_PERSON = """
    select
        customers.customer_id,
        coalesce(customers.full_name, customers.organisation_name),
        customers.city,
        customer_value.value_tier,
        spells.tier_before,
        spells.valid_from,
        coalesce(customer_value.contribution_profit_12m, 0),
        coalesce(customers.risk_state, 'none'),
        coalesce(customer_value.value_at_risk, 0),
        customer_value.value_tier_reason
    from marts.dim_customers as customers
    join marts.fct_customer_value as customer_value on customer_value.customer_id = customers.customer_id
    left join (
        select
            customer_id, valid_from, valid_to, value_tier,
            lag(value_tier) over (partition by customer_id order by valid_from) as tier_before
        from marts.dim_customer_tier_history
    ) as spells on spells.customer_id = customers.customer_id and spells.valid_to is null
"""
# How far up a tier stands; between tiers that are not ranked and `potential` nobody rises or falls.
_HEIGHT = (
    "case {0} when 'ideal' then 3 when 'core' then 2 when 'problem' then 0 when 'dormant' then 0 else 1 end"
)
_NOW, _BEFORE = _HEIGHT.format("spells.value_tier"), _HEIGHT.format("spells.tier_before")


def read_facts(publication: Publication, previous: Publication | None) -> BriefingFacts:
    """Facts of `publication`, compared with `previous` where there is one.

    Reads kith_pii.duckdb of both. A version that an older Kith wrote with other columns counts as none.
    """
    before = _summary_before(previous)
    with duckdb.connect(str(publication.folder / PII_FILE), read_only=True) as connection:
        totals, counts, contributions = _summary(connection)
        # Tiers change on the first of a month: look back to the last one, or to the briefing before.
        since = publication.as_of.replace(day=1)
        if previous is not None and previous.as_of < since:
            since = previous.as_of
        moved = f"where spells.valid_from >= date '{since}'"
        rising, falling = f"{moved} and {_NOW} > {_BEFORE}", f"{moved} and {_NOW} < {_BEFORE}"
        month, movement = _movement(connection, publication.as_of)
        return BriefingFacts(
            as_of=publication.as_of,
            published_at=publication.published_at,
            as_of_before=previous.as_of if previous and before else None,
            currency=_currency(connection),
            totals=totals,
            totals_before=before[0] if before else None,
            tiers=_tier_lines(counts, contributions, before[1] if before else None),
            movement_month=month,
            movement=movement,
            whale_curve=_whale_curve(connection),
            risen=_people(connection, f"{rising} order by customer_value.contribution_profit_12m desc"),
            risen_count=_count(connection, rising),
            fallen_count=_count(connection, falling),
            at_risk=_people(
                connection,
                "where customers.risk_state <> 'none' and customer_value.value_at_risk > 0"
                " order by customer_value.value_at_risk desc",
            ),
            risks=_risks(connection),
        )


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(statement, list(values)).fetchall()


def _summary(connection: duckdb.DuckDBPyConnection) -> tuple[Totals, dict[str, int], dict[str, Decimal]]:
    customers, contribution, deferred, at_risk, value_at_risk = _rows(connection, _TOTALS)[0]
    subscriptions = _rows(
        connection,
        "select count(*) from marts.fct_subscriptions where status in ('active', 'grace')",
    )[0][0]
    tiers = _rows(connection, _TIERS)
    return (
        Totals(customers, subscriptions, contribution, deferred, at_risk, value_at_risk),
        {tier: count for tier, count, _ in tiers},
        {tier: contribution for tier, _, contribution in tiers},
    )


def _summary_before(previous: Publication | None) -> tuple[Totals, dict[str, int]] | None:
    path = previous.folder / PII_FILE if previous else Path()
    if not path.is_file():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            totals, counts, _ = _summary(connection)
            return totals, counts
    except duckdb.Error:
        return None


def _currency(connection: duckdb.DuckDBPyConnection) -> str:
    rows = _rows(connection, "select reporting_currency from ops.home_settings")
    return str(rows[0][0]) if rows else ""


def _tier_lines(
    counts: dict[str, int], contributions: dict[str, Decimal], before: dict[str, int] | None
) -> list[TierLine]:
    total = sum(contributions.values(), Decimal(0))
    return [
        TierLine(
            tier=tier,
            customers=counts.get(tier, 0),
            customers_before=before.get(tier, 0) if before is not None else None,
            contribution=contributions.get(tier, Decimal(0)),
            share=float(contributions.get(tier, Decimal(0)) / total) if total > 0 else None,
        )
        for tier in TIERS
        if tier in counts or (before and tier in before)
    ]


def _movement(connection: duckdb.DuckDBPyConnection, as_of: date) -> tuple[date | None, list[MovementLine]]:
    """The last month that has begun by `as_of`, by title, the biggest first."""
    month = _rows(
        connection,
        "select max(movement_month) from marts.rpt_subscriber_movement"
        " where measure = 'subscriptions' and movement_month <= ?",
        as_of,
    )[0][0]
    names = ("opening", *_GAINS, *_LOSSES, "switched", "closing")
    sums = ", ".join(f"sum({name})::bigint" for name in names)
    lines = []
    for title, *values in _rows(
        connection,
        f"select title, {sums} from marts.rpt_subscriber_movement"
        " where measure = 'subscriptions' and movement_month = ?"
        " group by title order by sum(closing) desc, title",
        month,
    ):
        found = dict(zip(names, values, strict=True))
        gains = {name: found[name] for name in _GAINS} | {"switched": found["switched"]}
        losses = {name: found[name] for name in _LOSSES}
        lines.append(MovementLine(title or "no title", found["opening"], gains, losses, found["closing"]))
    return month, lines


def _whale_curve(connection: duckdb.DuckDBPyConnection) -> list[tuple[float, float]]:
    return [
        (float(customers), float(contribution))
        for customers, contribution in _rows(
            connection,
            "select customer_share, cumulative_contribution_share from marts.rpt_whale_curve"
            " where cumulative_contribution_share is not null order by customer_share",
        )
    ]


def _people(connection: duckdb.DuckDBPyConnection, condition: str) -> list[PersonLine]:
    rows = _rows(connection, f"{_PERSON} {condition}, customers.customer_id limit {PEOPLE_SHOWN}")
    return [PersonLine(*row) for row in rows]


def _count(connection: duckdb.DuckDBPyConnection, condition: str) -> int:
    return int(_rows(connection, f"select count(*) from ({_PERSON} {condition})")[0][0])


def _risks(connection: duckdb.DuckDBPyConnection) -> list[RiskLine]:
    rows = _rows(
        connection,
        "select customers.risk_state, count(*), coalesce(sum(customer_value.value_at_risk), 0)"
        " from marts.dim_customers as customers join marts.fct_customer_value as customer_value"
        " on customer_value.customer_id = customers.customer_id where customers.risk_state <> 'none'"
        " group by customers.risk_state order by 3 desc, 1",
    )
    return [RiskLine(*row) for row in rows]

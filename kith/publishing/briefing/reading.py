"""Reading the facts of a briefing out of a publication's own files.

Data flow: kith_pii.duckdb of this version, and the snapshot of an earlier briefing -> `BriefingFacts`. Every number
is the marts' own; nothing is computed here but sums, shares and differences.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from kith.publishing.briefing.facts import (
    PEOPLE_SHOWN,
    TIERS,
    UNPLACED,
    BriefingFacts,
    MovementLine,
    PersonLine,
    RiskLine,
    Snapshot,
    TierLine,
    Totals,
)
from kith.publishing.briefing.recognition import read_recognition_days, read_recognition_lines
from kith.publishing.databases import PII_FILE
from kith.publishing.reports.reading import read_tables
from kith.publishing.versions import Publication

_GAINS = ("new", "converted", "won_back", "resumed")
_LOSSES = ("voluntary", "involuntary", "expired", "paused")

_HAS_SIGNS = "customers.risk_state <> 'none'"
_EARNS = (
    "(customer_value.contribution_profit_12m > 0"
    " and coalesce(customer_value.value_tier, '') not in ('problem', 'dormant'))"
)
_VALUE_AT_RISK = "greatest(coalesce(customer_value.value_at_risk, 0), 0)"
# Who has no term to come, such as a buyer whose order is overdue, has nothing that could be lost.
_AT_RISK = f"{_HAS_SIGNS} and {_EARNS} and {_VALUE_AT_RISK} > 0"
_TOTALS = f"""
    select
        count(*),
        coalesce(sum(customer_value.contribution_profit_12m), 0),
        coalesce(sum(customer_value.deferred_balance), 0),
        count(*) filter (where {_AT_RISK}),
        coalesce(sum({_VALUE_AT_RISK}) filter (where {_AT_RISK}), 0),
        count(*) filter (where {_HAS_SIGNS} and {_EARNS} is not true),
        count(*) filter (where {_HAS_SIGNS} and {_EARNS} and {_VALUE_AT_RISK} = 0)
    from marts.dim_customers as customers
    left join marts.fct_customer_value as customer_value on customer_value.customer_id = customers.customer_id
"""
_TIERS = f"""
    select coalesce(value_tier, '{UNPLACED}') as tier, count(*), coalesce(sum(contribution_profit_12m), 0)
    from marts.fct_customer_value group by tier
"""
_PERSON = f"""
    select
        customers.customer_id,
        coalesce(customers.full_name, customers.organisation_name),
        customers.city,
        customer_value.value_tier,
        spells.tier_before,
        spells.valid_from,
        coalesce(customer_value.contribution_profit_12m, 0),
        coalesce(customers.risk_state, 'none'),
        {_VALUE_AT_RISK},
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


def read_facts(
    publication: Publication, before: Snapshot | None, occasion: str | None = None
) -> BriefingFacts:
    """Facts of `publication`, compared with an earlier briefing's where there is one."""
    with duckdb.connect(str(publication.folder / PII_FILE), read_only=True) as connection:
        totals, counts, contributions = _summary(connection)
        # Tiers change on the first of a month: look back to the last one, or to the briefing before.
        since = publication.as_of.replace(day=1)
        if before is not None and before.as_of < since:
            since = before.as_of
        moved = f"where spells.valid_from >= date '{since}'"
        rising, falling = f"{moved} and {_NOW} > {_BEFORE}", f"{moved} and {_NOW} < {_BEFORE}"
        month, movement = _movement(connection, publication.as_of)
        curve, curve_customers = _whale_curve(connection)
        recognition_measure, recognition_days = read_recognition_days(connection, publication.as_of)
        return BriefingFacts(
            as_of=publication.as_of,
            published_at=publication.published_at,
            as_of_before=before.as_of if before else None,
            occasion=occasion,
            currency=_currency(connection),
            totals=totals,
            totals_before=before.totals if before else None,
            tiers=_tier_lines(counts, contributions, before.tiers if before else None),
            movement_month=month,
            movement=movement,
            whale_curve=curve,
            whale_customers=curve_customers,
            recognition_measure=recognition_measure,
            recognition_days=recognition_days,
            recognition=read_recognition_lines(connection, publication.as_of),
            risen=_people(connection, f"{rising} order by customer_value.contribution_profit_12m desc"),
            risen_count=_count(connection, rising),
            fallen_count=_count(connection, falling),
            at_risk=_people(
                connection,
                f"where {_AT_RISK} order by customer_value.value_at_risk desc",
            ),
            risks=_risks(connection),
            reports=list(read_tables(connection, _currency(connection))),
        )


def read_snapshot(publication: Publication) -> Snapshot | None:
    """What the briefing of a version showed; None if its file is gone or has an older Kith's columns."""
    path = publication.folder / PII_FILE
    if not path.is_file():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            totals, counts, _ = _summary(connection)
            return Snapshot(publication.as_of, totals, counts)
    except duckdb.Error:
        return None


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(statement, list(values)).fetchall()


def _summary(connection: duckdb.DuckDBPyConnection) -> tuple[Totals, dict[str, int], dict[str, Decimal]]:
    customers, contribution, deferred, *risk = _rows(connection, _TOTALS)[0]
    subscriptions = _rows(
        connection,
        "select count(*) from marts.fct_subscriptions where status in ('active', 'grace')",
    )[0][0]
    tiers = _rows(connection, _TIERS)
    return (
        Totals(customers, subscriptions, contribution, deferred, *risk),
        {tier: count for tier, count, _ in tiers},
        {tier: contribution for tier, _, contribution in tiers},
    )


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


def _whale_curve(connection: duckdb.DuckDBPyConnection) -> tuple[list[tuple[float, float]], int]:
    """The mart's own points, and how many customers stand in the row."""
    rows = _rows(
        connection,
        "select customer_share, cumulative_contribution_share, customer_count from marts.rpt_whale_curve"
        " where cumulative_contribution_share is not null order by customer_share",
    )
    points = [(float(customers), float(contribution)) for customers, contribution, _ in rows]
    return points, max((count for _, _, count in rows), default=0)


def _people(connection: duckdb.DuckDBPyConnection, condition: str) -> list[PersonLine]:
    rows = _rows(connection, f"{_PERSON} {condition}, customers.customer_id limit {PEOPLE_SHOWN}")
    return [PersonLine(*row) for row in rows]


def _count(connection: duckdb.DuckDBPyConnection, condition: str) -> int:
    return int(_rows(connection, f"select count(*) from ({_PERSON} {condition})")[0][0])


def _risks(connection: duckdb.DuckDBPyConnection) -> list[RiskLine]:
    rows = _rows(
        connection,
        f"select customers.risk_state, count(*), sum({_VALUE_AT_RISK})"
        " from marts.dim_customers as customers join marts.fct_customer_value as customer_value"
        f" on customer_value.customer_id = customers.customer_id where {_AT_RISK}"
        " group by customers.risk_state order by 3 desc, 1",
    )
    return [RiskLine(*row) for row in rows]

"""The facts of a briefing, as data.

Data flow: reading.py -> `BriefingFacts` -> page.py. Money is in the reporting currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kith.publishing.reports.reading import Table

PEOPLE_SHOWN = 12
UNPLACED = "not yet placed"  # no month-end has come since they were first seen
TIERS = ("ideal", "core", "potential", "new", "problem", "dormant", "beneficiary", "prospect", UNPLACED)
NOBODY = "nobody"  # how rpt_recognition_rate calls what belongs to no customer
CUSTOMER_DAY = "customer_day"  # the occasion of a run, as its tag kith/occasion says it


@dataclass(frozen=True)
class Totals:
    """Sums over all customers; money in reporting currency.

    At risk are those who earn something and pay for a term that may not come. Others show the same signs: some have
    no profit to lose (unprofitable_with_signs), some no term (no_term_with_signs).
    """

    customers: int
    subscriptions: int
    contribution: Decimal
    deferred: Decimal
    customers_at_risk: int
    value_at_risk: Decimal
    unprofitable_with_signs: int
    no_term_with_signs: int = 0  # not in the customer days that an older Kith wrote down


@dataclass(frozen=True)
class Snapshot:
    """What a briefing showed, for a later one to compare with. It holds sums only, nobody's own figures."""

    as_of: date
    totals: Totals
    tiers: dict[str, int]


@dataclass(frozen=True)
class TierLine:
    """One tier: customers now and before (None for the first briefing), contribution and share of all."""

    tier: str
    customers: int
    customers_before: int | None
    contribution: Decimal
    share: float | None


@dataclass(frozen=True)
class MovementLine:
    """Subscriptions of a title in a month, from opening to closing; losses are positive numbers."""

    title: str
    opening: int
    gains: dict[str, int]
    losses: dict[str, int]
    closing: int


@dataclass(frozen=True)
class PersonLine:
    """A customer in a list. `name` is for the variant with names only; None where no record gives one."""

    customer_id: str
    name: str | None
    city: str | None
    tier: str | None
    tier_before: str | None
    since: date | None
    contribution: Decimal
    risk_state: str
    value_at_risk: Decimal
    reason: str | None


@dataclass(frozen=True)
class RiskLine:
    """Customers in one risk state and the contribution of their next term."""

    risk_state: str
    customers: int
    value_at_risk: Decimal


@dataclass(frozen=True)
class RecognitionDay:
    """How much of a measure happened on a day and was recognised in one way; NOBODY: was not."""

    day: date
    recognised_by: str
    quantity: float


@dataclass(frozen=True)
class RecognitionLine:
    """A measure (visits, page_views, orders, revenue) of the last days: all of it, and the shares of it by way.

    `known` is the share that belongs to people we know, `ways` the parts of it by how we know them, largest first.
    """

    measure: str
    quantity: Decimal
    known: float
    ways: dict[str, float]


@dataclass(frozen=True)
class BriefingFacts:
    """All that a briefing says. `occasion` is CUSTOMER_DAY, or None for any other run."""

    as_of: date
    published_at: datetime
    as_of_before: date | None
    occasion: str | None
    currency: str
    totals: Totals
    totals_before: Totals | None
    tiers: Sequence[TierLine]
    movement_month: date | None
    movement: Sequence[MovementLine]
    whale_curve: Sequence[tuple[float, float]]
    whale_customers: int
    recognition_measure: str
    recognition_days: Sequence[RecognitionDay]
    recognition: Sequence[RecognitionLine]
    risen: Sequence[PersonLine]
    risen_count: int
    fallen_count: int
    at_risk: Sequence[PersonLine]
    risks: Sequence[RiskLine]
    reports: Sequence[Table]

"""Which reports stand on the briefing page, and in which order.

The whole mart of each is in the publication, as CSV too.
"""

from __future__ import annotations

from kith.publishing.reports.customers import (
    COHORT_RETENTION,
    FUNNEL,
    REACHABLE,
    SERVICE_BALANCE,
    SLEEPERS,
    TIER_MIGRATION,
)
from kith.publishing.reports.report import Report
from kith.publishing.reports.revenue import DEFERRED_REVENUE, OFFER_PROFIT, YEAR_ON_YEAR_BRIDGE
from kith.publishing.reports.subscriptions import (
    CHURN,
    GIFTS_DUE,
    PAYMENT_RECOVERY,
    RENEWAL_RATE,
    RENEWALS_DUE,
    SUBSCRIBER_MOVEMENT,
)

REPORTS: tuple[Report, ...] = (
    SUBSCRIBER_MOVEMENT,
    RENEWAL_RATE,
    CHURN,
    PAYMENT_RECOVERY,
    RENEWALS_DUE,
    YEAR_ON_YEAR_BRIDGE,
    TIER_MIGRATION,
    SERVICE_BALANCE,
    SLEEPERS,
    REACHABLE,
    GIFTS_DUE,
    COHORT_RETENTION,
    OFFER_PROFIT,
    FUNNEL,
    DEFERRED_REVENUE,
)
"""Monday's first."""

WRITTEN_AS_CSV = frozenset({report.mart for report in REPORTS} | {"rpt_recognition_rate", "rpt_whale_curve"})
"""Those two have sections of their own on the page."""

"""The facts of one customer, as data: what the page prints and the JSON form holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kith.customer_view.rows import Row

LEFT_NEWSLETTER: Final = ("unsubscribed", "cleaned", "archived")
"""Statuses of a newsletter that comes no more; one that is still to be confirmed does not come yet."""


@dataclass(frozen=True)
class Worth:
    """What a customer earns and why; money in `currency`, the reporting currency.

    arithmetic_12m and arithmetic_lifetime are one line each: '4.00 list price + 2.00 shipping = 6.00 GBP'.
    unconverted_entries: ledger entries in a currency without a rate, which are in none of the amounts, with
    what they cost and gave back; unconverted_sales: the orders and payments they are of, in unconverted_currencies.
    acquisition_cost: of the campaigns that won the customer, in none of the other amounts; None: none is known.
    `default_costs` names the costs in them that are rated with Kith's own rates, since the home gives none.
    """

    currency: str
    contribution_12m: Decimal
    contribution_lifetime: Decimal
    arithmetic_12m: str
    arithmetic_lifetime: str
    deferred_balance: Decimal
    value_tier: str | None
    value_tier_since: str | None
    value_tier_reason: str | None
    value_tier_preview: str | None
    value_at_risk: Decimal | None
    acquisition_cost: Decimal | None
    unconverted_entries: int
    unconverted_sales: int
    unconverted_currencies: list[str]
    order_count: int
    tenure_days: int
    full_price_share: float | None
    default_costs: list[str]


@dataclass(frozen=True)
class CustomerFacts:
    """One customer: lists hold one dictionary a line, the most recent or strongest first; times are in
    reporting_timezone and say so. subscriptions and newsletters: ended ones too; white_space: never had at all.
    """

    customer_id: str
    redirected_from: str | None
    person: Row
    records: list[Row]
    household: list[Row]
    subscriptions: list[Row]
    newsletters: list[Row]
    orders: list[Row]
    interests: list[Row]
    visits: Row
    white_space: list[Row]
    worth: Worth | None
    consents: list[Row]

    def held(self) -> tuple[list[Row], list[Row]]:
        """Subscriptions and newsletters that run."""
        return (
            [line for line in self.subscriptions if line["status"] != "ended"],
            [line for line in self.newsletters if line["status"] not in LEFT_NEWSLETTER],
        )

    def held_before(self) -> tuple[list[Row], list[Row]]:
        """Subscriptions and newsletters that have ended."""
        return (
            [line for line in self.subscriptions if line["status"] == "ended"],
            [line for line in self.newsletters if line["status"] in LEFT_NEWSLETTER],
        )

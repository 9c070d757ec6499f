"""Reports on money earned: against the year before, by the offers that brought it, and what is still to be earned."""

from __future__ import annotations

from kith.publishing.reports.pictures import bridge_picture
from kith.publishing.reports.report import LINES_SHOWN, Column, Report

MONTHS_SHOWN = 3

YEAR_ON_YEAR_BRIDGE = Report(
    "rpt_year_on_year_bridge",
    "This year against the last",
    "Earned revenue of the last twelve months against the twelve before, and what it changed by.",
    (
        Column("Whose"),
        Column("Before", "money"),
        Column("Volume", "money"),
        Column("Price", "money"),
        Column("Discount", "money"),
        Column("Refunds", "money"),
        Column("Now", "money"),
    ),
    """
    select
        movement, sum(net_revenue_before), sum(volume), sum(price), sum(discount), sum(refund), sum(net_revenue)
    from marts.rpt_year_on_year_bridge
    group by movement
    order by array_position(['new', 'expansion', 'contraction', 'lapsed', 'unattributed'], movement)
    """,
    bridge_picture,
)

OFFER_PROFIT = Report(
    "rpt_offer_profit",
    "What offers earn",
    "Codes of which a cost is known, then those with the most starts and orders; a blank cost is not known. A"
    " start may have a source code and a discount code: never add the two.",
    (
        Column("Code"),
        Column("Kind"),
        Column("Starts", "number"),
        Column("Orders", "number"),
        Column("Cost", "money"),
        Column("Renewed at full price", "share"),
        Column("Earned", "money"),
        Column("Paid back in months", "number"),
    ),
    f"""
    select
        code, replace(code_kind, '_', ' '), starts, orders, acquisition_cost, step_up_share, contribution,
        payback_months
    from marts.rpt_offer_profit
    order by acquisition_cost is null, starts + orders desc, code, code_kind limit {LINES_SHOWN}
    """,
)

DEFERRED_REVENUE = Report(
    "rpt_deferred_revenue",
    "Deferred revenue",
    "What is paid and still to be served: opening, billed, earned, refunded, closing. Nothing is converted.",
    (
        Column("Month", "month"),
        Column("Currency"),
        Column("Opening", "number"),
        Column("Billed", "number"),
        Column("Earned", "number"),
        Column("Refunded", "number"),
        Column("Closing", "number"),
    ),
    f"""
    select revenue_month, currency, sum(opening), sum(billed), sum(earned), sum(refunded), sum(closing)
    from marts.rpt_deferred_revenue
    where revenue_month in (
        select distinct revenue_month from marts.rpt_deferred_revenue
        order by revenue_month desc limit {MONTHS_SHOWN}
    )
    group by revenue_month, currency order by revenue_month desc, sum(billed) desc, currency
    """,
)

"""Which reports stand on the briefing page, in which order, and what of each is shown there.

Pure data: a query over the mart and the words around its rows. The whole mart is in the publication, as CSV too.
"""

from __future__ import annotations

from kith.publishing.reports.pictures import (
    balance_picture,
    bridge_picture,
    cohorts_picture,
    migration_picture,
    movement_picture,
    renewals_picture,
)
from kith.publishing.reports.report import Column, Report

LINES_SHOWN = 8
MONTHS_SHOWN = 3
DUE_WITHIN = (
    "case due_bucket when 30 then '1 to 30 days' when 60 then '31 to 60 days' else '61 to 90 days' end"
)
"""A bucket holds what is not in the one before."""


REPORTS: tuple[Report, ...] = (
    Report(
        "rpt_subscriber_movement",
        "Subscriptions, month by month",
        "How many there were, came and went, and what a year of them is worth, by month.",
        (
            Column("Month", "month"),
            Column("Opening", "number"),
            Column("Gained", "number"),
            Column("Lost", "number"),
            Column("Closing", "number"),
            Column("Annual value", "money"),
        ),
        f"""
        select
            movement_month,
            sum(opening) filter (measure = 'subscriptions'),
            sum(new + converted + won_back + resumed) filter (measure = 'subscriptions'),
            sum(voluntary + involuntary + expired + paused) filter (measure = 'subscriptions'),
            sum(closing) filter (measure = 'subscriptions'),
            sum(closing) filter (measure = 'annual_value')
        from marts.rpt_subscriber_movement
        group by movement_month order by movement_month desc limit {LINES_SHOWN}
        """,
        movement_picture,
    ),
    Report(
        "rpt_renewal_rate",
        "Renewal rate",
        "Of the terms that ran out in a month, how many went on; shown once nobody's grace runs any more.",
        (
            Column("Month", "month"),
            Column("Ran out", "number"),
            Column("Went on", "number"),
            Column("Rate", "share"),
        ),
        f"""
        select
            expiry_month, sum(expiring_terms), sum(renewed_terms),
            case when bool_and(is_settled) then sum(renewed_terms) / sum(expiring_terms) end
        from marts.rpt_renewal_rate
        group by expiry_month order by expiry_month desc limit {LINES_SHOWN}
        """,
    ),
    Report(
        "rpt_churn",
        "Churn",
        "Paid subscriptions at the start of a month, paused ones too (the movement opens without them), those that"
        " ended in it, and customers whose last one did; rates once nobody's grace runs any more. What was switched or"
        " went on within its grace is no churn, nor is a pause: the movement has them all.",
        (
            Column("Month", "month"),
            Column("Paid at start", "number"),
            Column("Churn", "rate"),
            Column("Customers lost", "number"),
            Column("Customer churn", "rate"),
            Column("Cancelled", "number"),
            Column("Payment lost", "number"),
            Column("Expired", "number"),
            Column("Went on", "number"),
        ),
        f"""
        select
            churn_month,
            sum(paid_at_start) filter (measure = 'subscriptions'),
            case when bool_and(is_settled) then
                sum(churned) filter (measure = 'subscriptions')
                / nullif(sum(paid_at_start) filter (measure = 'subscriptions'), 0)
            end,
            sum(churned) filter (measure = 'customers'),
            max(churn_rate) filter (measure = 'customers'),
            sum(voluntary) filter (measure = 'subscriptions'),
            sum(involuntary) filter (measure = 'subscriptions'),
            sum(expired) filter (measure = 'subscriptions'),
            sum(went_on)
        from marts.rpt_churn
        group by churn_month order by churn_month desc limit {LINES_SHOWN}
        """,
    ),
    Report(
        "rpt_payment_recovery",
        "Payments recovered",
        "Payments that failed at first, and what became of them within thirty days.",
        (
            Column("Month", "month"),
            Column("Failed", "number"),
            Column("Recovered", "number"),
            Column("Lost", "number"),
            Column("Open", "number"),
            Column("Money lost", "money"),
            Column("Rate", "share"),
        ),
        f"""
        select
            failure_month, sum(failed_count), sum(recovered_count), sum(lost_count), sum(open_count), sum(lost_amount),
            case when bool_and(is_settled) then sum(recovered_count) / sum(failed_count) end
        from marts.rpt_payment_recovery
        group by failure_month order by failure_month desc limit {LINES_SHOWN}
        """,
    ),
    Report(
        "rpt_renewals_due",
        "Renewals due",
        "Paid terms that end within 90 days, what their renewal is worth, and how much of it is at risk.",
        (
            Column("Ends in"),
            Column("Terms", "number"),
            Column("Automatic", "number"),
            Column("Worth", "money"),
            Column("At risk", "money"),
        ),
        f"""
        select
            {DUE_WITHIN}, count(*), count(*) filter (renews_automatically), sum(next_contribution),
            sum(case when risk_state <> 'none' then next_contribution else 0 end)
        from marts.rpt_renewals_due
        group by due_bucket order by due_bucket
        """,
        renewals_picture,
    ),
    Report(
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
    ),
    Report(
        "rpt_tier_migration",
        "Who moved between tiers",
        "Customers whose tier changed at the last month-end, and their profit of the twelve months before it.",
        (
            Column("Since", "day"),
            Column("From"),
            Column("To"),
            Column("Customers", "number"),
            Column("Profit, 12 months", "money"),
        ),
        """
        select tier_date, tier_before, value_tier, customers, contribution_profit_12m
        from marts.rpt_tier_migration
        where is_change and tier_before <> 'none' and tier_date = (select max(tier_date) from marts.rpt_tier_migration)
        order by customers desc, tier_before, value_tier
        """,
        migration_picture,
    ),
    Report(
        "rpt_service_balance",
        "Attention against worth",
        "Who takes our time, and who earns the money.",
        (
            Column("Tier"),
            Column("Customers", "number"),
            Column("Tickets", "number"),
            Column("Support cost", "money"),
            Column("Share of support", "share"),
            Column("Share of profit", "share"),
        ),
        """
        select value_tier, customers, tickets_12m, support_cost_12m, support_cost_share, contribution_share
        from marts.rpt_service_balance
        order by contribution_share desc nulls last, value_tier
        """,
        balance_picture,
    ),
    Report(
        "rpt_sleepers",
        "Who pays and does not read",
        "Paying readers by what they did in the last thirty days; who cannot be seen on any device stands apart.",
        (
            Column("Engagement"),
            Column("Customers", "number"),
            Column("Subscriptions", "number"),
            Column("A month of them", "money"),
            Column("Profit, 12 months", "money"),
        ),
        """
        select
            replace(engagement, '_', ' '), sum(customer_count), sum(subscription_count), sum(monthly_value),
            sum(contribution_profit_12m)
        from marts.rpt_sleepers
        group by engagement
        order by array_position(['none', 'light', 'regular', 'habit', 'not_observed'], engagement)
        """,
    ),
    Report(
        "rpt_reachable",
        "Whom we may write to",
        "Customers by channel: who has agreed and has a usable address, and what stands in the way of the others.",
        (
            Column("Channel"),
            Column("Customers", "number"),
            Column("Reachable", "number"),
            Column("Share", "share"),
            Column("Refused", "number"),
            Column("No answer known", "number"),
            Column("No address", "number"),
        ),
        """
        select
            channel, sum(customer_count), sum(reachable_count), sum(reachable_count) / sum(customer_count),
            sum(refused_count), sum(silent_count), sum(unaddressed_count)
        from marts.rpt_reachable
        group by channel order by sum(reachable_count) desc, channel
        """,
    ),
    Report(
        "rpt_gifts_due",
        "Gifts due",
        "Gifts that end within 90 days: whom to ask to give again.",
        (
            Column("Ends in"),
            Column("Gifts", "number"),
            Column("Automatic", "number"),
            Column("Paid this time", "money"),
        ),
        f"""
        select {DUE_WITHIN}, count(*), count(*) filter (renews_automatically), sum(paid_amount)
        from marts.rpt_gifts_due
        group by due_bucket order by due_bucket
        """,
    ),
    Report(
        "rpt_cohort_retention",
        "Who stays",
        "Of the customers who first paid in a quarter, how many pay now and what they have brought together. A"
        " share may rise: who buys by the piece pays in the months in which he does.",
        (
            Column("First paid"),
            Column("Customers", "number"),
            Column("Still paying", "share"),
            Column("Profit so far", "money"),
        ),
        f"""
        with latest as (
            select * from marts.rpt_cohort_retention
            where (cohort_month, first_product_line, months_since) in (
                select (cohort_month, first_product_line, max(months_since))
                from marts.rpt_cohort_retention group by cohort_month, first_product_line
            )
        )
        select
            year(cohort_month) || ' Q' || quarter(cohort_month) as cohort, sum(customers),
            sum(paying_customers) / sum(customers), sum(cumulative_contribution)
        from latest group by cohort order by cohort desc limit {LINES_SHOWN}
        """,
        cohorts_picture,
    ),
    Report(
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
    ),
    Report(
        "rpt_funnel",
        "From visitor to payer",
        "Who took each step in a month, whenever they took the one before. To pay begin subscriptions, those of former"
        " customers too; first payers have never paid for anything before.",
        (
            Column("Month", "month"),
            Column("Visitors", "number"),
            Column("Met the paywall", "number"),
            Column("Registered", "number"),
            Column("Trials", "number"),
            Column("Began to pay", "number"),
            Column("First payers", "number"),
        ),
        f"""
        select funnel_month, visitors, paywall_visitors, registered, trials, paid_starts, first_payers
        from marts.rpt_funnel order by funnel_month desc limit {LINES_SHOWN}
        """,
    ),
    Report(
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
    ),
)
"""Monday's first."""

WRITTEN_AS_CSV = frozenset({report.mart for report in REPORTS} | {"rpt_recognition_rate", "rpt_whale_curve"})
"""Those two have sections of their own on the page."""

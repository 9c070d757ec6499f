"""Reports on customers: what they are worth to us and we to them, who stays, who comes, and whom we may write to."""

from __future__ import annotations

from kith.publishing.reports.pictures import balance_picture, cohorts_picture, migration_picture
from kith.publishing.reports.report import LINES_SHOWN, Column, Report

TIER_MIGRATION = Report(
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
)

SERVICE_BALANCE = Report(
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
)

SLEEPERS = Report(
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
)

REACHABLE = Report(
    "rpt_reachable",
    "Whom we may write to",
    "Customers by channel: who has agreed and has a usable address, and what stands in the way of the others."
    " A channel that is not listed, telephone perhaps, is one for which no feed knows a consent or a refusal.",
    (
        Column("Channel"),
        Column("Customers", "number"),
        Column("Reachable", "number"),
        Column("Share", "share"),
        Column("Refused", "number"),
        Column("No answer known", "number"),
        Column("Agreed, no address", "number"),
    ),
    """
    select
        channel, sum(customer_count), sum(reachable_count), sum(reachable_count) / sum(customer_count),
        sum(refused_count), sum(silent_count), sum(unaddressed_count)
    from marts.rpt_reachable
    group by channel order by sum(reachable_count) desc, channel
    """,
)

COHORT_RETENTION = Report(
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
)

FUNNEL = Report(
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
)

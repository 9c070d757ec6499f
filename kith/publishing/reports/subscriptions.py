"""Reports on subscriptions: how many come, go on and go, and which of them end next."""

from __future__ import annotations

from kith.publishing.reports.pictures import movement_picture, renewals_picture
from kith.publishing.reports.report import LINES_SHOWN, Column, Report

DUE_WITHIN = (
    "case due_bucket when 30 then '1 to 30 days' when 60 then '31 to 60 days' else '61 to 90 days' end"
)
"""A bucket holds what is not in the one before."""

SUBSCRIBER_MOVEMENT = Report(
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
)

RENEWAL_RATE = Report(
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
)

CHURN = Report(
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
)

PAYMENT_RECOVERY = Report(
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
)

RENEWALS_DUE = Report(
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
)

GIFTS_DUE = Report(
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
)

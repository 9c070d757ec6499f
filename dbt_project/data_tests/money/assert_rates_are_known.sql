-- Every amount has an exchange rate for its day, and all that a cost table rates has a cost. An amount without one
-- stays in its own currency, and out of every total; so do the costs and refunds of a sale without one, in whatever
-- currency. What no row of a cost table fits costs nothing. Of commissions and advertising nothing is asked: few
-- channels keep a part, and few pages bring one.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(uses), 0)',
    meta={
        'finding': "{count} amounts lack the rate of their day. Entries in a currency without one are in no total, with what those sales cost or gave back: add the days to the rates file, which feeds.yml names under rates. What no row of a cost table fits costs nothing: add a row to that file in costs/, of 0 for none. Lacking",
        'named': ['lacking']
    }
) }}
with

order_lines as (
    select * from {{ ref('int_order_lines_costed') }}
    where not is_return and quantity > 0
),

charges as (
    select payment_method, sales_channel, {{ local_date('paid_at') }} as used_on, count(*) as uses
    from {{ ref('int_paid_payments') }}
    where fee_amount is null and paid_amount > 0
    group by payment_method, sales_channel, {{ local_date('paid_at') }}
    union all
    select null, sales_channel, ordered_date, count(distinct order_id)
    from order_lines
    where line_amount > 0
    group by sales_channel, ordered_date
),

kinds as (
    select 'order' as applies_to
    union all
    select 'line'
),

parcels as (
    select kinds.applies_to, order_lines.ordered_date as used_on, count(*) as uses
    from order_lines
    cross join kinds
    where order_lines.product_kind = 'merchandise'
    group by kinds.applies_to, order_lines.ordered_date
),

tickets as (
    select channel, {{ local_date('opened_at') }} as used_on, count(*) as uses
    from {{ ref('int_support_tickets_unioned') }}
    where minutes_spent > 0 and not coalesce(is_deleted, false) and opened_at < {{ as_of_instant() }}
    group by channel, {{ local_date('opened_at') }}
),

sends as (
    select 'email' as channel, {{ local_date('occurred_at') }} as used_on, count(*) as uses
    from {{ ref('int_newsletter_events_unioned') }}
    where event_type = 'send' and occurred_at < {{ as_of_instant() }}
    group by {{ local_date('occurred_at') }}
),

-- In which countries is left open: a row for any of them is enough here.
months as (
    select terms.format, terms.product_id, months.from_day as used_on, count(*) as uses
    from {{ ref('int_subscription_months') }} as months
    inner join {{ ref('int_subscriptions_described') }} as terms
        on months.source = terms.source
        and months.subscription_id = terms.subscription_id
    group by terms.format, terms.product_id, months.from_day
),

unrated as (
    {{ without_rates('charges', 'payment_fees', ['payment_method', 'sales_channel']) }}
    union all
    {{ without_rates('parcels', 'fulfilment_costs', ['applies_to']) }}
    union all
    {{ without_rates('tickets', 'support_costs', ['channel']) }}
    union all
    {{ without_rates('sends', 'send_costs', ['channel']) }}
    union all
    {{ without_rates('months', 'serving_costs', ['format', 'product_id']) }}
    union all
    select 'costs/default_margins.csv' as lacking, count(*) as uses from order_lines
    where unit_cost is null and margin is null and product_kind <> 'donation'
    union all
    select
        case when currency <> '{{ var("reporting_currency") }}' then currency else 'their costs and refunds' end
            as lacking,
        count(*) as uses
    from {{ ref('fct_ledger_entries') }}
    where reporting_amount is null
    group by currency
)

select
    lacking,
    uses
from unrated
where uses > 0

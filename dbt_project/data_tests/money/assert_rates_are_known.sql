-- Every amount has an exchange rate for its day, and all that a cost table rates has a cost. An amount without one
-- stays in its own currency, and out of every total; so do the costs and refunds of a sale without one, in whatever
-- currency. What no row of a cost table fits costs nothing. Few channels keep a part, and few pages bring one: of
-- commissions and advertising only what some row of their table names is asked for its day.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(uses), 0)',
    meta={
        'finding': "{count} amounts lack the rate of their day. In a currency without one they are in no total: add its days to the rates file, which feeds.yml names under rates. What no row in costs/ fits costs nothing: add a row, of 0 for none. Lacking",
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

sold as (
    select sales_channel, {{ local_date('paid_at') }} as used_on
    from {{ ref('int_payment_lines_split') }}
    where net_amount <> 0
    union all
    select sales_channel, ordered_date
    from order_lines
    where line_amount <> 0
),

-- A row that holds on the last day of the table holds on every later one: only views up to it can lack theirs.
views as (
    select content_section as section, {{ local_date('occurred_at') }} as used_on
    from {{ ref('int_web_events_unioned') }}
    where
        event_name = 'page_view'
        and not coalesce(is_bot, false)
        and {{ is_plausible('occurred_at') }}
        and cast(occurred_at as date) <= (select max(valid_from) from {{ ref('stg_reference__ad_revenue') }})
),

commissions as (
    {{ uses_of_listed('sold', 'channel_commissions', 'sales_channel') }}
),

advertising as (
    {{ uses_of_listed('views', 'ad_revenue', 'section') }}
),

entries_without_rate as (
    select
        currency = '{{ var("reporting_currency") }}' as is_rated,
        currency,
        case when currency <> '{{ var("reporting_currency") }}' then source end as source,
        {{ local_date('occurred_at') }} as booked_on
    from {{ ref('fct_ledger_entries') }}
    where reporting_amount is null
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
    {{ without_rates('commissions', 'channel_commissions', ['sales_channel']) }}
    union all
    {{ without_rates('advertising', 'ad_revenue', ['section']) }}
    union all
    select 'costs/default_margins.csv' as lacking, count(*) as uses from order_lines
    where unit_cost is null and margin is null and product_kind <> 'donation'
    union all
    select
        case
            when is_rated then 'their costs and refunds'
            else currency || ' in ' || source || ' from ' || cast(min(booked_on) as varchar(10)) || ' on'
        end as lacking,
        count(*) as uses
    from entries_without_rate
    group by is_rated, currency, source
)

select
    lacking,
    uses
from unrated
where uses > 0

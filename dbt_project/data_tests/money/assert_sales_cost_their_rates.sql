-- Every rated fee, commission and parcel is its quantity times the rate of its day. Worked out again from the feeds,
-- past every model of the ledger: per payment and order, and for commissions per sold line of an order.
{{ config(meta={
    'finding': "{count} rated fees, commissions and parcels are not what their quantity and the rate of their day make",
    'named': ['source', 'entry_type', 'currency']
}) }}
with

rates as (
    select
        'fee' as cost, payment_method as first_key, sales_channel as second_key,
        cast(null as varchar(100)) as third_key, valid_from, percentage as rate, cast(null as varchar(3)) as currency
    from {{ ref('stg_reference__payment_fees') }}
    union all
    select 'fixed_fee', payment_method, sales_channel, null, valid_from, fixed_amount, currency
    from {{ ref('stg_reference__payment_fees') }}
    union all
    select 'commission', sales_channel, null, null, valid_from, rate, null
    from {{ ref('stg_reference__channel_commissions') }}
    union all
    select 'parcel', applies_to, null, null, valid_from, amount, currency
    from {{ ref('stg_reference__fulfilment_costs') }}
),

payment_lines as (
    {{ payment_line_totals() }}
),

payments as (
    select
        payments.*,
        payments.paid_amount
        + coalesce(payments.tax_amount, payment_lines.tax_amount, 0)
        + coalesce(payments.shipping_amount, payment_lines.shipping_amount, 0) as charged_amount,
        coalesce(payments.sales_channel, subscriptions.sales_channel, 'direct') as channel,
        {{ local_date('payments.paid_at') }} as rate_day
    from {{ ref('int_payments_unioned') }} as payments
    left join payment_lines
        on payments.source = payment_lines.source
        and payments.payment_id = payment_lines.payment_id
        and payments.currency = payment_lines.currency
    left join {{ ref('int_subscriptions_unioned') }} as subscriptions
        on payments.source = subscriptions.source
        and payments.subscription_id = subscriptions.subscription_id
    where payments.status = 'paid' and payments.paid_at < {{ as_of_instant() }}
),

lines as (
    select
        lines.*,
        coalesce(lines.sales_channel, 'direct') as channel,
        coalesce(products.product_kind, 'merchandise') = 'merchandise' as is_posted,
        {{ local_date('lines.ordered_at') }} as rate_day
    from {{ ref('int_order_lines_unioned') }} as lines
    left join {{ ref('int_products_unioned') }} as products
        on lines.source = products.source
        and lines.product_id = products.product_id
    where not coalesce(lines.is_test, false) and lines.ordered_at < {{ as_of_instant() }} and lines.quantity >= 0
),

-- What is charged at once costs one fee: a payment that brings none of its own, or an order in one currency.
charged as (
    select source, payment_id as thing, currency, payment_method, channel, rate_day, charged_amount
    from payments
    where fee_amount is null
    union all
    select
        source, order_id, currency, null, min(channel), min(rate_day),
        sum(line_amount + coalesce(tax_amount, 0) + coalesce(shipping_amount, 0))
    from lines
    where quantity > 0
    group by source, order_id, currency
),

charges as (
    select
        'fee' as cost, 'payment_fee' as entry_type, source, thing, currency, payment_method as first_key,
        channel as second_key, null as third_key, rate_day, charged_amount as quantity, -charged_amount as units
    from charged
    where charged_amount > 0
    union all
    select 'fixed_fee', 'payment_fee', source, thing, null, payment_method, channel, null, rate_day, 1, -1
    from charged
    where charged_amount > 0
    union all
    select
        'commission', 'channel_commission', source, payment_id, currency, channel, null, null, rate_day,
        paid_amount, -paid_amount
    from payments
    union all
    select
        'commission', 'channel_commission', source, record_id, currency, channel, null, null, rate_day,
        line_amount, -line_amount
    from lines
    union all
    select 'parcel', 'fulfilment', source, order_id, null, 'order', null, null, min(rate_day), 1, -1
    from lines
    where is_posted and quantity > 0
    group by source, order_id
    union all
    select 'parcel', 'fulfilment', source, order_id, null, 'line', null, null, rate_day, 1, -1
    from lines
    where is_posted and quantity > 0
),

booked as (
    select
        source,
        entry_type,
        coalesce(payment_id, case when entry_type = 'channel_commission' then record_id else order_id end) as thing,
        currency,
        quantity,
        amount
    from {{ ref('fct_ledger_entries') }}
    where basis = 'rated' and entry_type in ('payment_fee', 'channel_commission', 'fulfilment')
),

{{ differing_from_rates() }}

-- A refund of Shopify whose order no file has, and which names no currency itself, cannot be booked: nobody knows
-- how much money it is. It is left out, and counted.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(refunds), 0)',
    meta={
        'finding': "{count} refunds are in no total: they name no currency, and no file has the order that would tell it; add the file with the order, or export refunds with their transactions",
        'named': ['source']
    }
) }}
with

orders as (
    {{ current_rows(source('raw_shopify', 'orders')) }}
),

given as (
    select source, order_id, created_at
    from ({{ current_rows(source('raw_shopify', 'refunds')) }}) as current_refunds
    where currency is null and coalesce(transactions_amount, 1) <> 0
)

select
    given.source,
    count(*) as refunds
from given
left join orders
    on given.source = orders.source and given.order_id = orders.id
left join {{ ref('fct_refunds') }} as fct_refunds
    on given.source = fct_refunds.source
    and given.order_id = fct_refunds.order_id
    and given.created_at = fct_refunds.refunded_at
where orders.id is null and fct_refunds.refund_id is null and given.created_at < {{ as_of_instant() }}
group by given.source

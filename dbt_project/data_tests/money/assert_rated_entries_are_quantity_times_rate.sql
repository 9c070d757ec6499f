-- Every rated cost is its quantity times one rate: summed per source, currency and entry type, and no rate below zero.
{{ config(meta={
    'finding': "rated costs are not quantity times rate, in {count} sums of a source, currency and entry type"
}) }}
with

goods as (
    select
        lines.source,
        coalesce(products.currency, lines.currency) as currency,
        lines.quantity * products.unit_cost as amount
    from {{ ref('int_order_lines_unioned') }} as lines
    inner join {{ ref('int_products_unioned') }} as products
        on lines.source = products.source
        and lines.product_id = products.product_id
    where
        products.unit_cost is not null
        and not coalesce(lines.is_test, false)
        and lines.ordered_at < {{ as_of_instant() }}
),

priced_products as (
    select source, product_id from {{ ref('int_products_unioned') }}
    where unit_cost is not null
),

booked as (
    select
        entries.source,
        entries.currency,
        entries.amount
    from {{ ref('fct_ledger_entries') }} as entries
    inner join priced_products
        on entries.source = priced_products.source
        and entries.product_id = priced_products.product_id
    where entries.entry_type = 'cost_of_goods' and entries.refund_id is null
),

compared as (
    select source, currency, amount from goods
    union all
    select source, currency, amount from booked
)

select
    source,
    currency,
    sum(amount) as difference
from compared
group by source, currency
having sum(amount) <> 0
union all
select
    source,
    entry_type,
    amount
from {{ ref('fct_ledger_entries') }}
where
    basis = 'rated'
    and refund_id is null
    and entry_type <> 'ad_revenue'
    and (quantity is null or sign(quantity) = sign(amount) and amount <> 0)

with

sales as (
    select
        *,
        {{ local_midnight('period_end') }} as booked_at,
        coalesce(commission_amount, gross_amount - net_amount, 0) as kept_amount
    from {{ ref('int_aggregate_sales_unioned') }}
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

-- Sold without names: nobody's for ever, but in the total. List less commission is always the net that was reported.
amounts as (
    select *, 'list_price' as entry_type, net_amount + kept_amount as amount from sales
    union all
    select *, 'channel_commission' as entry_type, -kept_amount as amount from sales where kept_amount <> 0
    union all
    select *, 'tax' as entry_type, tax_amount as amount from sales where tax_amount <> 0
),

final as (
    select {{ ledger_entry(
        entry_id="amounts.source || ':sale:' || amounts.record_id || ':' || amounts.entry_type",
        source='amounts.source',
        record_id='amounts.record_id',
        entry_type='amounts.entry_type',
        basis="'fed'",
        product_id='amounts.product_id',
        product_line='products.product_line',
        title='products.brand',
        sales_channel='amounts.sales_channel',
        occurred_at='amounts.booked_at',
        quantity='amounts.quantity',
        currency='amounts.currency',
        amount='amounts.amount',
        net_line_amount="case when amounts.entry_type = 'list_price' then amounts.amount end",
    ) }}
    from amounts
    left join products
        on amounts.source = products.source
        and amounts.product_id = products.product_id
)

select * from final

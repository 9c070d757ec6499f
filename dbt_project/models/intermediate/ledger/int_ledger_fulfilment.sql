with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where not is_return and quantity > 0 and product_kind = 'merchandise'
),

parcels as (
    select
        source,
        order_id,
        null as record_id,
        null as product_id,
        null as product_line,
        'order' as applies_to,
        min(profile_record_id) as profile_record_id,
        min(sales_channel) as sales_channel,
        min(ordered_at) as ordered_at,
        min(ordered_date) as ordered_date
    from lines
    group by source, order_id
    union all
    select
        source, order_id, record_id, product_id, product_line, 'line' as applies_to,
        profile_record_id, sales_channel, ordered_at, ordered_date
    from lines
),

rated as (
    {{ at_rates(
        'parcels', ref('stg_reference__fulfilment_costs'), 'ordered_date', ['applies_to'], ['amount', 'currency']
    ) }}
),

final as (
    select {{ ledger_entry(
        ['source', 'record_id', 'profile_record_id', 'product_id', 'product_line', 'order_id', 'sales_channel'],
        entry_id="source || ':order:' || order_id || ':' || coalesce(record_id, 'order') || ':fulfilment'",
        entry_type="'fulfilment'",
        basis="'rated'",
        occurred_at='ordered_at',
        quantity='1',
        currency='rate_currency',
        amount='-amount',
    ) }}
    from rated
    where amount <> 0
)

select * from final

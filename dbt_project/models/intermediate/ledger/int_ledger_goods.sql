with

lines as (
    select * from {{ ref('int_order_lines_costed') }}
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'product_id', 'product_line', 'title', 'order_id',
            'sales_channel'
        ],
        entry_id="source || ':order:' || line_key || ':cost_of_goods'",
        entry_type="'cost_of_goods'",
        basis="'rated'",
        occurred_at='ordered_at',
        quantity='cost_quantity',
        currency='cost_currency',
        amount='-cost_amount',
    ) }}
    from lines
    where cost_amount <> 0
)

select * from final

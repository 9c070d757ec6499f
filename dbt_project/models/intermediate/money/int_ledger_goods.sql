{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_order_lines_costed') }}
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':order:' || line_key || ':cost_of_goods'",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='profile_record_id',
        entry_type="'cost_of_goods'",
        basis="'rated'",
        product_id='product_id',
        product_line='product_line',
        title='title',
        order_id='order_id',
        sales_channel='sales_channel',
        occurred_at='ordered_at',
        quantity='cost_quantity',
        currency='cost_currency',
        amount='-cost_amount',
    ) }}
    from lines
    where cost_amount <> 0
)

select * from final

{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
),

-- A free line stays, as a list price of nothing: it is an order.
amounts as (
    select *, 'list_price' as entry_type, list_amount as amount from lines where not is_return
    union all
    select *, 'discount', -discount_amount from lines where not is_return and discount_amount <> 0
    union all
    select *, 'refund', line_amount from lines where is_return and line_amount <> 0
    union all
    select *, 'shipping', shipping_amount from lines where shipping_amount <> 0
    union all
    select *, 'tax', tax_amount from lines where tax_amount <> 0
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':order:' || line_key || ':' || entry_type",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='profile_record_id',
        entry_type='entry_type',
        basis="'fed'",
        product_id='product_id',
        product_line='product_line',
        title='title',
        order_id='order_id',
        discount_code='discount_code',
        sales_channel='sales_channel',
        is_donation="product_kind = 'donation'",
        occurred_at='ordered_at',
        quantity="case when entry_type in ('list_price', 'refund') then quantity end",
        currency='currency',
        amount='amount',
        net_line_amount="case when entry_type = 'list_price' then line_amount end",
    ) }}
    from amounts
)

select * from final

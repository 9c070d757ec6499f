with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
),

amounts as (
    {{ sale_amounts('lines', listed='not is_return') }}
    union all
    select *, 'refund', line_amount from lines where is_return and line_amount <> 0
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'entry_type', 'product_id', 'product_line', 'title',
            'order_id', 'discount_code', 'sales_channel', 'currency', 'amount'
        ],
        entry_id="source || ':order:' || line_key || ':' || entry_type",
        basis="'fed'",
        is_donation="product_kind = 'donation'",
        occurred_at='ordered_at',
        quantity="case when entry_type in ('list_price', 'refund') then quantity end",
        net_line_amount="case when entry_type = 'list_price' then line_amount end",
    ) }}
    from amounts
)

select * from final

{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_payment_lines_split') }}
),

-- A free line stays, as a list price of nothing: it is an order.
amounts as (
    select *, 'list_price' as entry_type, list_amount as amount from lines where line_kind <> 'shipping'
    union all
    select *, 'discount', -discount_amount from lines where discount_amount <> 0
    union all
    select *, 'shipping', shipping_amount from lines where shipping_amount <> 0
    union all
    select *, 'tax', tax_amount from lines where tax_amount <> 0
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':payment:' || line_key || ':' || entry_type",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='beneficiary_record_id',
        entry_type='entry_type',
        basis="'fed'",
        product_id='product_id',
        product_line='product_line',
        title='title',
        subscription_id='subscription_id',
        payment_id='payment_id',
        discount_code='discount_code',
        sales_channel='sales_channel',
        is_donation='is_donation',
        occurred_at='paid_at',
        service_start_at="case when entry_type <> 'tax' then service_start_at end",
        service_end_at="case when entry_type <> 'tax' then service_end_at end",
        pause_start_at="case when entry_type <> 'tax' then pause_start_at end",
        pause_end_at="case when entry_type <> 'tax' then pause_end_at end",
        issue_count="case when entry_type <> 'tax' then issue_count end",
        currency='currency',
        amount='amount',
        net_line_amount="case when entry_type = 'list_price' then net_amount end",
    ) }}
    from amounts
)

select * from final

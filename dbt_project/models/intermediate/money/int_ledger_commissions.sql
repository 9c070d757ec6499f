{{ config(materialized='view') }}

with

payment_lines as (
    select * from {{ ref('int_payment_lines_split') }}
),

order_lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where not is_return
),

sold as (
    select
        source, record_id, source || ':payment:' || line_key as line_key, subscription_id, null as order_id,
        payment_id, profile_record_id, beneficiary_record_id, product_id, product_line, title, sales_channel,
        paid_at as occurred_at, service_start_at, service_end_at, pause_start_at, pause_end_at,
        issue_count, currency, net_amount
    from payment_lines
    union all
    select
        source, record_id, source || ':order:' || line_key, null, order_id,
        null, profile_record_id, profile_record_id as beneficiary_record_id, product_id, product_line, title,
        sales_channel, ordered_at, null, null, null, null, null, currency, line_amount
    from order_lines
),

keyed as (
    select
        *,
        lower(sales_channel) as channel_key,
        {{ local_date('occurred_at') }} as rate_day
    from sold
    where net_amount <> 0
),

channel_keys as (
    select channel_key as sales_channel, rate_day from keyed
),

commissions as (
    {{ matching_rates('channel_keys', ref('stg_reference__channel_commissions'), ['sales_channel'], ['rate']) }}
),

rated as (
    select keyed.*, -({{ times('keyed.net_amount', 'commissions.rate') }}) as amount
    from keyed
    inner join commissions
        on keyed.channel_key = commissions.sales_channel
        and keyed.rate_day = commissions.rate_day
    where commissions.rate <> 0
),

final as (
    select {{ ledger_entry(
        entry_id="line_key || ':channel_commission'",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='beneficiary_record_id',
        entry_type="'channel_commission'",
        basis="'rated'",
        product_id='product_id',
        product_line='product_line',
        title='title',
        subscription_id='subscription_id',
        order_id='order_id',
        payment_id='payment_id',
        sales_channel='sales_channel',
        occurred_at='occurred_at',
        service_start_at='service_start_at',
        service_end_at='service_end_at',
        pause_start_at='pause_start_at',
        pause_end_at='pause_end_at',
        issue_count='issue_count',
        quantity='net_amount',
        currency='currency',
        amount='amount',
    ) }}
    from rated
)

select * from final

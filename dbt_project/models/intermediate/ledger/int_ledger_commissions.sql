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

rated as (
    {{ at_rates(
        'sold', ref('stg_reference__channel_commissions'), local_date('occurred_at'), ['sales_channel'], ['rate']
    ) }}
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'product_id', 'product_line',
            'title', 'subscription_id', 'order_id', 'payment_id', 'sales_channel', 'occurred_at',
            'service_start_at', 'service_end_at', 'pause_start_at', 'pause_end_at', 'issue_count', 'currency'
        ],
        entry_id="line_key || ':channel_commission'",
        entry_type="'channel_commission'",
        basis="'rated'",
        quantity='net_amount',
        amount="-(" ~ times('net_amount', 'rate') ~ ")",
    ) }}
    from rated
    where rate <> 0 and net_amount <> 0
)

select * from final

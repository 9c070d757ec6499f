with

amounts as (
    {{ sale_amounts(ref('int_payment_lines_split'), listed="line_kind <> 'shipping'") }}
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'entry_type', 'product_id',
            'product_line', 'title', 'subscription_id', 'payment_id', 'discount_code', 'sales_channel',
            'is_donation', 'currency', 'amount'
        ],
        entry_id="source || ':payment:' || line_key || ':' || entry_type",
        basis="'fed'",
        occurred_at='paid_at',
        service_start_at="case when entry_type <> 'tax' then service_start_at end",
        service_end_at="case when entry_type <> 'tax' then service_end_at end",
        pause_start_at="case when entry_type <> 'tax' then pause_start_at end",
        pause_end_at="case when entry_type <> 'tax' then pause_end_at end",
        issue_count="case when entry_type <> 'tax' then issue_count end",
        net_line_amount="case when entry_type = 'list_price' then net_amount end",
    ) }}
    from amounts
)

select * from final

with

refunds as (
    select
        *,
        left_amount + left_shipping as left_to_earn,
        unearned_amount + unearned_shipping as taken_back
    from {{ ref('int_refunds_allocated') }}
    where unearned_amount + unearned_shipping > 0
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

costs as (
    select source, payment_id, entry_type, basis, occurred_at, service_end_at, currency, amount
    from {{ ref('int_ledger_payment_costs') }}
    union all
    select source, payment_id, entry_type, basis, occurred_at, service_end_at, currency, amount
    from {{ ref('int_ledger_commissions') }}
),

spread_costs as (
    select
        costs.source,
        costs.payment_id,
        costs.entry_type as cost_type,
        costs.basis,
        costs.currency as cost_currency,
        sum(costs.amount) as spread_cost,
        sum({{ in_reporting_currency('costs.amount', 'costs.currency', 'rates.rate') }}) as spread_reporting_cost
    from costs
    left join rates
        on costs.currency = rates.currency
        and {{ local_date('costs.occurred_at') }} = rates.rate_date
    where costs.service_end_at is not null
    group by costs.source, costs.payment_id, costs.entry_type, costs.basis, costs.currency
),

-- As much of what is left of a cost as of the price.
released as (
    select
        refunds.source,
        refunds.record_id,
        refunds.profile_record_id,
        refunds.beneficiary_record_id,
        refunds.product_id,
        refunds.product_line,
        refunds.title,
        refunds.subscription_id,
        refunds.payment_id,
        refunds.refund_id,
        refunds.sales_channel,
        refunds.refunded_at,
        refunds.left_from_at,
        refunds.service_end_at,
        refunds.pause_start_at,
        refunds.pause_end_at,
        refunds.issue_count,
        refunds.units_left,
        spread_costs.cost_type,
        spread_costs.basis,
        spread_costs.cost_currency,
        {{ part_of_what_is_left('spread_cost', 'taken_back', 'left_to_earn') }} as cost_left,
        {{ part_of_what_is_left('spread_reporting_cost', 'taken_back', 'left_to_earn') }} as reporting_cost_left
    from refunds
    inner join spread_costs
        on refunds.source = spread_costs.source
        and refunds.payment_id = spread_costs.payment_id
),

-- Nothing more is booked: what the cost's own entry would earn until the end of the term is earned at once instead.
final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'basis', 'product_id', 'product_line',
            'title', 'subscription_id', 'payment_id', 'refund_id', 'sales_channel', 'service_end_at', 'pause_start_at',
            'pause_end_at'
        ],
        entry_id="source || ':refund:' || refund_id || ':' || cost_type || ':released:' || cost_currency",
        entry_type='cost_type',
        occurred_at='refunded_at',
        service_start_at='left_from_at',
        issue_count='case when issue_count is not null then units_left end',
        currency='cost_currency',
        amount='0',
        unearned_amount='-cost_left',
        unearned_reporting_amount='-reporting_cost_left',
    ) }}
    from released
)

select * from final

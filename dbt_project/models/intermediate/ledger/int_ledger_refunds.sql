with

refunds as (
    select * from {{ ref('int_refunds_allocated') }}
),

order_costs as (
    select
        source,
        order_id,
        cost_currency,
        sum(case when not is_return then cost_amount else 0 end) as cost_amount,
        sum(cost_amount) as cost_kept
    from {{ ref('int_order_lines_costed') }}
    group by source, order_id, cost_currency
),

-- Goods that came back cost nothing: as much of their cost as of their price was paid back, all of it where that was in
-- another currency.
goods as (
    select
        refunds.*,
        order_costs.cost_kept,
        coalesce(refunds.cost_currency, order_costs.cost_currency) as goods_currency,
        coalesce(refunds.cost_amount, order_costs.cost_amount) as goods_cost,
        {{ money('coalesce(refunds.cost_amount, order_costs.cost_amount)
            * coalesce(least(refunds.net_amount / nullif(refunds.line_amount, 0), 1), 1)') }} as goods_asked
    from refunds
    left join order_costs
        on refunds.source = order_costs.source
        and refunds.order_id = order_costs.order_id
        and coalesce(refunds.cost_currency, order_costs.cost_currency) = order_costs.cost_currency
    where refunds.is_restocked
),

-- Never more than the line cost, over all of its refunds,
goods_of_lines as (
    select
        *,
        {{ given_back(
            'goods_asked', 'goods_cost', ['source', 'order_id', 'order_line_record_id', 'goods_currency']
        ) }} as line_goods
    from goods
),

-- nor more than the order still has, without what its return lines brought back.
goods_back as (
    select
        *,
        {{ given_back(
            'line_goods', 'coalesce(cost_kept, goods_cost)', ['source', 'order_id', 'goods_currency']
        ) }} as goods_amount
    from goods_of_lines
),

amounts as (
    select
        *, entry_type as booked_type, 'fed' as basis, currency as booked_currency, -net_amount as booked_amount,
        unearned_amount as unearned,
        {{ part_of_what_is_left('spread_reporting_amount', 'unearned_amount', 'left_amount') }} as reporting_unearned
    from refunds
    union all
    select
        *, 'shipping', 'fed', currency, -shipping_amount, unearned_shipping,
        {{ part_of_what_is_left('spread_reporting_shipping', 'unearned_shipping', 'left_shipping') }}
    from refunds
    union all
    select *, 'tax', 'fed', currency, -tax_amount, null, null from refunds
    union all
    select *, 'payment_fee', 'fed', currency, -fee_amount, null, null from refunds
    union all
    select refunds.*, 'cost_of_goods', 'rated', goods_back.goods_currency, goods_back.goods_amount, null, null
    from refunds
    inner join goods_back
        on refunds.source = goods_back.source
        and refunds.refund_id = goods_back.refund_id
),

final as (
    select {{ ledger_entry(
        [
            'source', 'record_id', 'profile_record_id', 'beneficiary_record_id', 'basis', 'product_id', 'product_line',
            'title', 'subscription_id', 'order_id', 'payment_id', 'refund_id', 'sales_channel'
        ],
        entry_id="source || ':refund:' || refund_id || ':' || booked_type"
            ~ " || case when basis = 'rated' and cost_currency is null then ':' || booked_currency else '' end",
        entry_type='booked_type',
        occurred_at='refunded_at',
        service_start_at='case when unearned > 0 then left_from_at end',
        service_end_at='case when unearned > 0 then service_end_at end',
        pause_start_at='case when unearned > 0 then pause_start_at end',
        pause_end_at='case when unearned > 0 then pause_end_at end',
        issue_count='case when unearned > 0 and issue_count is not null then units_left end',
        currency='booked_currency',
        amount='booked_amount',
        unearned_amount='case when unearned > 0 then -unearned end',
        unearned_reporting_amount='case when unearned > 0 then -reporting_unearned end',
    ) }}
    from amounts
    where booked_amount <> 0
)

select * from final

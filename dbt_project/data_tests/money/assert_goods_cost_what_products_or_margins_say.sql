-- Goods cost quantity times unit cost, else what the margin of the day leaves; of goods that came back, the part that
-- was paid back. Worked out again from the feeds, past every model of the ledger, per order line and refund. Amounts
-- differ by no more than what rounding each entry to four decimals can do.
{{ config(meta={
    'finding': "{count} costs of goods are not what unit cost or margin make, of returned goods what was paid back",
    'named': ['source', 'currency']
}) }}
with

lines as (
    select
        lines.source,
        lines.record_id,
        lines.order_id,
        lines.currency as line_currency,
        case when lines.quantity < 0 then -abs(lines.line_amount) else lines.line_amount end as line_amount,
        lines.quantity,
        products.unit_cost,
        case when products.unit_cost is null then lines.currency else coalesce(products.currency, lines.currency) end
            as cost_currency,
        lower(coalesce(lines.product_line, products.product_line, '')) as product_line,
        coalesce(products.product_kind, 'merchandise') as product_kind,
        {{ local_date('lines.ordered_at') }} as rate_day
    from {{ ref('int_order_lines_unioned') }} as lines
    left join {{ ref('int_products_unioned') }} as products
        on lines.source = products.source
        and lines.product_id = products.product_id
    where not coalesce(lines.is_test, false) and lines.ordered_at < {{ as_of_instant() }}
),

margins as (
    select
        asked.product_line,
        asked.rate_day,
        max_by(
            margins.margin,
            1000000 * case when lower(margins.product_line) = asked.product_line then 1 else 0 end
            + {{ days_between("cast('1970-01-01' as date)", 'margins.valid_from') }}
        ) as margin
    from (select distinct product_line, rate_day from lines) as asked
    inner join {{ ref('stg_reference__default_margins') }} as margins
        on asked.rate_day >= margins.valid_from
        and (lower(margins.product_line) = asked.product_line or coalesce(margins.product_line, '') in ('', '*'))
    group by asked.product_line, asked.rate_day
),

costed as (
    select
        lines.*,
        {{ money('case
            when lines.unit_cost is not null then lines.quantity * lines.unit_cost
            when lines.product_kind <> \'donation\' then ' ~ times('lines.line_amount', '(1 - margins.margin)') ~ '
        end') }} as cost_amount
    from lines
    left join margins
        on lines.product_line = margins.product_line
        and lines.rate_day = margins.rate_day
),

orders as (
    select
        source,
        order_id,
        {{ only_value('line_currency') }} as line_currency,
        {{ sum_in_one_currency('line_amount', 'line_currency') }} as line_amount
    from costed
    where quantity >= 0
    group by source, order_id
),

order_costs as (
    select
        source,
        order_id,
        cost_currency,
        sum(cost_amount) as cost_amount
    from costed
    where quantity >= 0
    group by source, order_id, cost_currency
),

-- A refund gives back the line that it names, else all that was sold on its order, in each currency of its costs.
undone as (
    select
        refunds.source,
        refunds.refund_id,
        refunds.amount - coalesce(refunds.tax_amount, 0) - coalesce(refunds.shipping_amount, 0) as net_amount,
        coalesce(costed.line_currency, orders.line_currency) = refunds.currency as is_one_currency,
        coalesce(costed.line_amount, orders.line_amount) as line_amount,
        coalesce(costed.cost_currency, order_costs.cost_currency) as cost_currency,
        coalesce(costed.cost_amount, order_costs.cost_amount) as cost_amount
    from {{ ref('int_refunds_unioned') }} as refunds
    left join costed
        on refunds.source = costed.source
        and refunds.order_line_record_id = costed.record_id
        and costed.quantity >= 0
    left join orders
        on refunds.source = orders.source
        and refunds.order_id = orders.order_id
    left join order_costs
        on orders.source = order_costs.source
        and orders.order_id = order_costs.order_id
        and costed.record_id is null
    where refunds.is_restocked and refunds.refunded_at < {{ as_of_instant() }}
),

-- A quotient is a float; what it makes is a decimal again, else a tie of the fourth decimal is more than half of it.
returned as (
    select
        *,
        cast(cost_amount * case
            when is_one_currency and line_amount <> 0 then least(net_amount / line_amount, 1) else 1
        end as decimal(38, 6)) as amount
    from undone
),

compared as (
    select source, record_id as thing, cost_currency as currency, -cost_amount as amount, 0 as entries from costed
    union all
    select source, refund_id, cost_currency, amount, 0 from returned
    union all
    select source, coalesce(refund_id, record_id), currency, -amount, 1
    from {{ ref('fct_ledger_entries') }}
    where entry_type = 'cost_of_goods' and basis = 'rated'
)

select
    source,
    thing,
    currency,
    sum(amount) as difference
from compared
group by source, thing, currency
having abs(sum(amount)) > greatest(0.00005 * sum(entries), 0.00005)

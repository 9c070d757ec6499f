-- Goods cost quantity times unit cost, else what the margin of the day leaves; of goods that came back, the part that
-- was paid back, in all no more than was sold and not brought back by a return line. Worked out again from the feeds,
-- past every model of the ledger, per order line and refund, and per order. Amounts differ by no more than what
-- rounding each entry to four decimals can do.
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
            when lines.quantity >= 0 and lines.line_amount < 0 then 0
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
        sum(case when quantity >= 0 then cost_amount end) as cost_amount,
        greatest(coalesce(sum(cost_amount), 0), 0) as cost_kept
    from costed
    group by source, order_id, cost_currency
),

-- A refund gives back the line that it names, else all that was sold on its order, in each currency of its costs.
undone as (
    select
        refunds.source,
        refunds.refund_id,
        refunds.refunded_at,
        costed.record_id as line,
        coalesce(refunds.order_id, costed.order_id) as order_id,
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
asked as (
    select
        *,
        cast(coalesce(cost_amount, 0) * case
            when is_one_currency and line_amount <> 0 then least(net_amount / line_amount, 1) else 1
        end as decimal(28, 6)) as asked_amount
    from undone
),

of_lines as (
    select
        *,
        {{ given_back('asked_amount', 'coalesce(cost_amount, 0)', ['source', 'order_id', 'line', 'cost_currency']) }}
            as line_amount_back
    from asked
),

-- What is cut off at a sum bears the rounding of every refund before it.
returned as (
    select
        of_lines.source,
        of_lines.refund_id,
        of_lines.cost_currency,
        {{ given_back(
            'of_lines.line_amount_back', 'coalesce(order_costs.cost_kept, of_lines.cost_amount, 0)',
            ['of_lines.source', 'of_lines.order_id', 'of_lines.cost_currency']
        ) }} as amount,
        count(*) over (partition by of_lines.source, of_lines.order_id, of_lines.cost_currency) - 1 as others
    from of_lines
    left join order_costs
        on of_lines.source = order_costs.source
        and of_lines.order_id = order_costs.order_id
        and of_lines.cost_currency = order_costs.cost_currency
),

-- However the refunds of an order share it, together they bring back no more than was left of its goods.
orders_back as (
    select ledger.source, ledger.order_id, ledger.currency, sum(ledger.amount) as amount, count(*) as entries
    from {{ ref('fct_ledger_entries') }} as ledger
    where ledger.entry_type = 'cost_of_goods' and ledger.basis = 'rated' and ledger.refund_id is not null
    group by ledger.source, ledger.order_id, ledger.currency
),

compared as (
    select source, record_id as thing, cost_currency as currency, -cost_amount as amount, 0 as entries from costed
    union all
    select source, refund_id, cost_currency, amount, others from returned
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
union all
select
    orders_back.source,
    orders_back.order_id as thing,
    orders_back.currency,
    orders_back.amount - order_costs.cost_kept as difference
from orders_back
inner join order_costs
    on orders_back.source = order_costs.source
    and orders_back.order_id = order_costs.order_id
    and orders_back.currency = order_costs.cost_currency
where orders_back.amount - order_costs.cost_kept > 0.00005 * (1 + orders_back.entries)

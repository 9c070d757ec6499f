-- The discount that a feed states is what lies between its list price and its amount, and no more than the price.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(unexplained_lines), 0)',
    meta={
        'finding': "{count} lines of orders and payments state a discount that is not what lies between their list price and their amount, or above the price; the amount counts. Look at what is mapped to discount_amount",
        'named': ['fault', 'source']
    }
) }}
with

payments as (
    select source, list_amount, discount_amount, paid_amount from {{ ref('int_paid_payments') }}
    union all
    select source, list_amount, discount_amount, line_amount from {{ ref('int_payment_lines_unioned') }}
),

lines as (
    select
        source,
        coalesce(list_amount, paid_amount + discount_amount) as list_amount,
        paid_amount as line_amount,
        discount_amount
    from payments
    union all
    select source, list_amount, line_amount, stated_discount_amount from {{ ref('int_order_lines_booked') }}
    where not is_return
),

judged as (
    select
        source,
        case
            when discount_amount <> list_amount - line_amount then 'discounts that do not fit'
            when list_amount >= 0 and line_amount < 0 then 'discounts above the price'
        end as fault
    from lines
)

select
    source,
    fault,
    count(*) as unexplained_lines
from judged
where fault is not null
group by source, fault

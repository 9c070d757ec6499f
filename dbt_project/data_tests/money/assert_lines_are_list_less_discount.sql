-- The discount that a feed states is what lies between its list price and its line amount.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(unexplained_lines), 0)',
    meta={'finding': "{count} order lines state a discount that is not what lies between their list price and their amount; the amount counts. Look at what the feed maps to discount_amount"}
) }}

select
    source,
    count(*) as unexplained_lines
from {{ ref('int_order_lines_booked') }}
where not is_return and stated_discount_amount <> discount_amount
group by source

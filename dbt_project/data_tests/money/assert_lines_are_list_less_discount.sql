-- Amber: the discount that a feed states is not what lies between its list price and its line amount.
{{ config(severity='warn') }}

select
    source,
    count(*) as unexplained_lines
from {{ ref('int_order_lines_booked') }}
where not is_return and stated_discount_amount <> discount_amount
group by source

-- Over all ways and days the report is the facts: all of them, and those with a customer.
{{ config(meta={
    'finding': "{count} sums of the recognition report differ from the facts",
    'named': ['source', 'measure']
}) }}
with

facts as (
    select source, 'visits' as measure, customer_id, 1 as quantity from {{ ref('fct_web_sessions') }}
    union all
    select source, 'page_views' as measure, customer_id, page_views from {{ ref('fct_web_sessions') }}
    union all
    select source, 'orders' as measure, customer_id, 1 from {{ ref('fct_orders') }}
    where not is_test and not is_return
    union all
    select source, 'revenue' as measure, customer_id, coalesce(reporting_amount, 0) from {{ ref('fct_ledger_entries') }}
    where entry_type in ('list_price', 'discount')
),

sides as (
    select source, measure, quantity, case when customer_id is not null then quantity else 0 end as recognised
    from facts
    union all
    select source, measure, -quantity, case when is_recognised then -quantity else 0 end as recognised
    from {{ ref('rpt_recognition_rate') }}
)

select
    source,
    measure,
    sum(quantity) as difference,
    sum(recognised) as recognised_difference
from sides
group by source, measure
having sum(quantity) <> 0 or sum(recognised) <> 0

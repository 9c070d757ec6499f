-- A title in print and on screen is one brand of one kind. What was given away (a line of 0) was not paid for.
with

earned as (
    select * from {{ ref('int_earned_to_date') }}
    where entry_type = 'list_price' and earned_reporting_amount > earned_before_12m
),

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and net_line_amount > 0
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

final as (
    select
        customer_records.customer_id,
        count(distinct concat(
            coalesce(products.brand, entries.title, entries.product_line, 'unknown'), '|',
            coalesce(products.product_kind, entries.product_line, 'unknown')
        )) as breadth
    from earned
    inner join entries on earned.entry_id = entries.entry_id
    left join products
        on entries.source = products.source
        and entries.product_id = products.product_id
    {{ inner_join_customers('earned') }}
    group by customer_records.customer_id
)

select * from final

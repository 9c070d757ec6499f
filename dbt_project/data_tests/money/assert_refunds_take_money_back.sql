-- A refund gives money back, and all refunds of a sale give back no more than it brought; one that a feed writes below
-- zero would add money. A sale brings money: one below zero is a refund that nobody calls so, but of Stripe, whose
-- negative invoices make a credit balance. All of them count as they stand.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(sales), 0)',
    meta={
        'finding': "{count} payments, orders and refunds take or give money that can hardly be; they count as they stand. Refunds below zero: map refunds.amount with the other sign. Sales below zero: map them as refunds. Sales that gave back more than they brought: look for one refund that stands twice",
        'named': ['fault', 'source']
    }
) }}
with

entries as (
    select
        *,
        case when payment_id is not null then 'payment:' || payment_id else 'order:' || order_id end as sale_key
    from {{ ref('fct_ledger_entries') }}
    where entry_type in ('list_price', 'discount', 'shipping', 'tax', 'refund', 'chargeback')
),

refunds as (
    select source, 'refunds below zero' as fault, count(*) as sales
    from entries
    where entry_type in ('refund', 'chargeback') and amount > 0
    group by source
),

-- A return that stands in an order of its own has no sale to compare with.
sales as (
    select
        source,
        sale_key,
        currency,
        sum(case when entry_type not in ('refund', 'chargeback') and refund_id is null then amount else 0 end)
            as brought,
        sum(amount) as kept,
        max(case when entry_type = 'list_price' then 1 else 0 end) = 1 as is_sale
    from entries
    where sale_key is not null
    group by source, sale_key, currency
),

judged as (
    select
        sales.source,
        case
            when sales.brought >= 0 then 'sales that gave back more than they brought'
            else 'sales below zero'
        end as fault
    from sales
    inner join {{ source('ops', 'sources') }} as sources
        on sales.source = sources.source
    where
        sales.is_sale
        and sales.kept < 0
        and (sales.brought >= 0 or sources.connector <> 'stripe')
)

select source, fault, sales from refunds
union all
select source, fault, count(*) as sales from judged
group by source, fault

-- A refund gives money back, of a sale before it, and all refunds of a sale give back no more than it brought; one
-- that a feed writes below zero would add money, unless it takes back an earlier one of its kind and payment or
-- order, as a chargeback that was won does. A sale brings money: one below zero is a refund that nobody calls so,
-- but of Stripe, whose negative invoices make a credit balance. All of them count as they stand. What a vendor dates
-- ahead of the day after it was loaded is in no total until its day (of files the loader says so, with the file).
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(sales), 0)',
    meta={
        'finding': "{count} sales and refunds can hardly be; they count, if ahead on their day. Below zero, with none before to take back: map refunds with the other sign; sales: as refunds. Too much: one may stand twice. Too early: correct it",
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

sold as (
    select source, sale_key, min({{ local_date('occurred_at') }}) as sold_on
    from entries
    where entry_type = 'list_price' and sale_key is not null
    group by source, sale_key
),

given_back as (
    select
        *,
        min(amount) over (
            partition by source, sale_key, currency, entry_type
            order by occurred_at asc nulls last, amount asc nulls last
            rows between unbounded preceding and current row
        ) as most_given_back
    from entries
    where entry_type in ('refund', 'chargeback')
),

refunds as (
    select source, 'refunds below zero' as fault, count(*) as sales
    from given_back
    where amount > 0 and (sale_key is null or most_given_back > 0)
    group by source
    union all
    select entries.source, 'refunds dated before their sale' as fault, count(*) as sales
    from entries
    inner join sold
        on entries.source = sold.source
        and entries.sale_key = sold.sale_key
    where entries.entry_type in ('refund', 'chargeback') and {{ local_date('entries.occurred_at') }} < sold.sold_on
    group by entries.source
),

dated as (
    select source, 'payment:' || payment_id as dated_key, paid_at as dated_at
    from {{ ref('int_payments_unioned') }}
    where status = 'paid'
    union all
    select source, 'order:' || order_id, ordered_at
    from {{ ref('int_order_lines_unioned') }}
    where not coalesce(is_test, false)
    union all
    select source, 'refund:' || refund_id, refunded_at
    from {{ ref('int_refunds_unioned') }}
),

loads as (
    select source, max(loaded_at) as loaded_at
    from {{ source('ops', 'loads') }}
    where connector <> 'files'
    group by source
),

ahead as (
    select dated.source, 'sales and refunds dated ahead' as fault, count(distinct dated.dated_key) as sales
    from dated
    inner join loads
        on dated.source = loads.source
    where dated.dated_at >= {{ as_of_instant() }} and dated.dated_at >= {{ add_days('loads.loaded_at', '1') }}
    group by dated.source
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
select source, fault, sales from ahead
union all
select source, fault, count(*) as sales from judged
group by source, fault

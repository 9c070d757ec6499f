with

-- What is given back names the payment, not which of its titles: all of a payment stands where it was sold.
payments as (
    select * from {{ ref('int_payment_titles') }}
),

entries as (
    select
        ledger.entry_id,
        ledger.entry_type,
        coalesce(payments.title, ledger.title, 'unknown') as title,
        coalesce(payments.product_line, ledger.product_line, 'unknown') as product_line,
        ledger.currency,
        ledger.amount,
        {{ month_number(local_date('ledger.occurred_at')) }} as booked_month
    from {{ ref('fct_ledger_entries') }} as ledger
    left join payments
        on ledger.source = payments.source and ledger.payment_id = payments.payment_id
    where ledger.entry_type in ('list_price', 'discount', 'refund', 'chargeback')
),

earned_entries as (
    select entry_id, earned_amount, {{ month_number('earned_month') }} as earned_month
    from {{ ref('fct_earned_entries') }}
    where earned_amount <> 0
),

-- What was served before it was billed was never owed: it is earned when billed.
moved as (
    select
        title, product_line, currency, booked_month as month_number, 0 as earned,
        case when entry_type in ('list_price', 'discount') then amount else 0 end as billed,
        case when entry_type in ('refund', 'chargeback') then -amount else 0 end as refunded
    from entries
    union all
    select
        entries.title, entries.product_line, entries.currency,
        greatest(earned_entries.earned_month, entries.booked_month) as month_number,
        earned_entries.earned_amount as earned, 0 as billed, 0 as refunded
    from earned_entries
    inner join entries on earned_entries.entry_id = entries.entry_id
),

first_months as (
    select title, product_line, currency, min(month_number) as first_month
    from moved
    group by title, product_line, currency
),

-- Every month from the first on, also those in which nothing moved.
months as (
    select
        title, product_line, currency, 0 as billed, 0 as earned, 0 as refunded,
        first_month + {{ each_below(month_number(as_of_date()) ~ ' - first_month + 1') }} as month_number
    from first_months
    union all
    select title, product_line, currency, billed, earned, refunded, month_number
    from moved
),

sums as (
    select
        title, product_line, currency, month_number,
        sum(billed) as billed, sum(earned) as earned, sum(refunded) as refunded
    from months
    group by title, product_line, currency, month_number
),

final as (
    select
        {{ month_of_number('month_number') }} as revenue_month,
        title,
        product_line,
        currency,
        {{ money('sum(billed - earned - refunded) over so_far - billed + earned + refunded') }} as opening,
        {{ money('billed') }} as billed,
        {{ money('earned') }} as earned,
        {{ money('refunded') }} as refunded,
        {{ money('sum(billed - earned - refunded) over so_far') }} as closing
    from sums
    window so_far as (
        partition by title, product_line, currency
        order by month_number asc nulls last
        rows between unbounded preceding and current row
    )
)

select * from final

with

-- Held is a customer from his first paid subscription to the end of his last, over switches and gaps within the grace.
steps as (
    select {{ month_number(local_date('paid_from')) }} as month_number, 1 as held, null as lost_by
    from {{ ref('int_subscriptions_paid') }}
    where
        customer_id is not null
        and (earlier_grace_date is null or earlier_grace_date < {{ local_date('paid_from') }})
    union all
    select month_number, -1, left_kind from {{ ref('int_subscription_ends') }}
    where is_customer_lost
),

first_month as (
    select min(month_number) as first_month from steps
),

-- Every month from the first on, also those in which nothing changed.
months as (
    select
        first_month + {{ each_below(month_number(as_of_date()) ~ ' - first_month + 1') }} as month_number,
        0 as held,
        null as lost_by
    from first_month
    union all
    select month_number, held, lost_by from steps
),

sums as (
    select
        month_number,
        sum(held) as held,
        count(case lost_by when 'voluntary' then 1 end) as voluntary,
        count(case lost_by when 'involuntary' then 1 end) as involuntary,
        count(case lost_by when 'expired' then 1 end) as expired
    from months
    group by month_number
),

final as (
    select
        month_number,
        coalesce(
            sum(held) over (order by month_number asc nulls last rows between unbounded preceding and 1 preceding), 0
        ) as paid_at_start,
        voluntary,
        involuntary,
        expired
    from sums
)

select * from final

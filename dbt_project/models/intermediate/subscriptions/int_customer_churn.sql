with

subscriptions as (
    select
        customer_id,
        source,
        subscription_id,
        {{ month_number(local_date('paid_from')) }} as from_month,
        coalesce({{ month_number(local_date('left_at')) }}, 999999) as left_month
    from {{ ref('int_subscriptions_paid') }}
    where customer_id is not null
),

ordered as (
    select
        *,
        max(left_month) over (
            partition by customer_id
            order by from_month asc nulls last, source asc nulls last, subscription_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as held_until_month
    from subscriptions
),

-- Of each subscription the months that no earlier one holds: so a customer counts once.
stays as (
    select
        greatest(from_month, coalesce(held_until_month, from_month)) as from_month,
        left_month
    from ordered
    where left_month > coalesce(held_until_month, from_month)
),

steps as (
    select from_month as month_number, 1 as held, null as lost_by from stays
    union all
    select left_month, -1, null from stays
    where left_month <= {{ month_number(as_of_date()) }}
    union all
    select month_number, 0, left_kind from {{ ref('int_subscription_ends') }}
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

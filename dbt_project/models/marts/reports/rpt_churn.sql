with

movement as (
    select * from {{ ref('rpt_subscriber_movement') }}
    where measure = 'subscriptions'
),

ends as (
    select
        {{ month_of_number('month_number') }} as churn_month,
        title,
        format,
        sales_channel,
        count(case churn_kind when 'voluntary' then 1 end) as voluntary,
        count(case churn_kind when 'involuntary' then 1 end) as involuntary,
        count(case churn_kind when 'expired' then 1 end) as expired,
        count(case when churn_kind is null and left_kind <> 'switched' then 1 end) as went_on,
        count(case when is_out_of_pause then 1 end) as left_pause
    from {{ ref('int_subscription_ends') }}
    group by month_number, title, format, sales_channel
),

months as (
    select
        movement.*,
        coalesce(ends.voluntary, 0) as lost_voluntary,
        coalesce(ends.involuntary, 0) as lost_involuntary,
        coalesce(ends.expired, 0) as lost_expired,
        coalesce(ends.went_on, 0) as went_on,
        coalesce(sum(movement.paused - movement.resumed - coalesce(ends.left_pause, 0)) over so_far, 0) as in_pause
    from movement
    left join ends
        on movement.movement_month = ends.churn_month
        and movement.title = ends.title
        and movement.format = ends.format
        and movement.sales_channel = ends.sales_channel
    window so_far as (
        partition by movement.title, movement.format, movement.sales_channel
        order by movement.movement_month asc nulls last
        rows between unbounded preceding and 1 preceding
    )
),

-- A customer of two titles is one: customers stand apart, each once in a month.
measured as (
    select
        movement_month as churn_month, 'subscriptions' as measure, title, format, sales_channel,
        opening + in_pause as paid_at_start, in_pause as paused_at_start,
        lost_voluntary as voluntary, lost_involuntary as involuntary, lost_expired as expired, went_on,
        {{ grace_days('format') }} as grace_days
    from months
    union all
    select
        {{ month_of_number('month_number') }}, 'customers', 'all', 'all', 'all', paid_at_start, null,
        voluntary, involuntary, expired, null,
        greatest({{ grace_days("'digital'") }}, {{ grace_days("'print'") }})
    from {{ ref('int_customer_churn') }}
),

settled as (
    select
        *,
        voluntary + involuntary + expired as churned,
        {{ add_days(add_months('churn_month', 1), 'grace_days') }} <= {{ add_days(as_of_date(), 1) }} as is_settled
    from measured
),

final as (
    select
        churn_month,
        measure,
        title,
        format,
        sales_channel,
        cast(paid_at_start as integer) as paid_at_start,
        cast(paused_at_start as integer) as paused_at_start,
        cast(voluntary as integer) as voluntary,
        cast(involuntary as integer) as involuntary,
        cast(expired as integer) as expired,
        cast(churned as integer) as churned,
        cast(went_on as integer) as went_on,
        is_settled,
        {{ churn_share('voluntary') }} as voluntary_rate,
        {{ churn_share('involuntary') }} as involuntary_rate,
        {{ churn_share('expired') }} as expired_rate,
        {{ churn_share('churned') }} as churn_rate
    from settled
)

select * from final

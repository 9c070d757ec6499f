with

payments as (
    select * from {{ ref('int_paid_payments') }}
),

placed as (
    select
        *,
        row_number() over (
            partition by source, subscription_id
            order by paid_at desc nulls last, payment_id desc nulls last
        ) as payments_since,
        row_number() over (
            partition by
                source, subscription_id, coalesce(paid_at < started_at, false)
            order by paid_at desc nulls last, payment_id desc nulls last
        ) as payments_since_or_before_start
    from payments
),

-- What is paid ahead is for the start: all of it while the subscription is still to begin, later the last payment of
-- the year before it. An earlier one is of an earlier life of the same subscription.
started as (
    select
        *,
        coalesce(
            paid_at < started_at
            and {{ local_days_between('paid_at', 'started_at') }} < 366
            and (not has_begun or payments_since_or_before_start = 1),
            false
        ) as is_ahead
    from placed
),

-- The last payment is for the current period; an earlier one, or one far from it, is for a term from its own day on.
timed as (
    select
        *,
        payments_since = 1
        and current_period_end_at > paid_at
        and (
            {{ local_days_between('paid_at', 'current_period_start_at') }} <= {{ var('term_ahead_days', 60) }}
            or is_ahead
        )
            as is_for_current_period
    from started
),

begun as (
    select
        *,
        case
            when is_for_current_period then coalesce(current_period_start_at, started_at)
            when is_ahead then started_at
            else paid_at
        end as term_start_at
    from timed
),

ended as (
    select
        *,
        case
            when term_months > 0 then {{ add_local_months('term_start_at', 'term_months') }}
            when term_issues > 0 and issues_per_year > 0
                then {{ add_local_days('term_start_at', 'ceil(term_issues * 365.0 / issues_per_year)') }}
        end as full_term_end_at
    from begun
),

-- The feed's end of a paused period has moved already where it lies beyond the term's own length.
final as (
    select
        *,
        case
            when not is_for_current_period then {{ after_pause('term_start_at', 'full_term_end_at') }}
            when current_period_end_at < full_term_end_at
                then {{ after_pause('term_start_at', 'current_period_end_at') }}
            else greatest(current_period_end_at, {{ after_pause('term_start_at', 'full_term_end_at') }})
        end as term_end_at
    from ended
)

select * from final

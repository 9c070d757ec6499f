with

failures as (
    select
        *,
        {{ month_number(local_date('failed_at')) }} as month_number
    from {{ ref('int_payment_failures') }}
),

months as (
    select
        month_number,
        {{ month_of_number('month_number') }} as failure_month,
        {{ add_days(month_of_number('month_number + 1'), var('payment_recovery_days', 30)) }}
        <= {{ add_days(as_of_date(), 1) }} as is_settled,
        source,
        title,
        count(*) as failed_count,
        count(case outcome when 'recovered' then 1 end) as recovered_count,
        count(case outcome when 'lost' then 1 end) as lost_count,
        count(case outcome when 'open' then 1 end) as open_count,
        coalesce(sum(due_amount), 0) as failed_amount,
        coalesce(sum(case outcome when 'recovered' then due_amount end), 0) as recovered_amount,
        coalesce(sum(case outcome when 'lost' then due_amount end), 0) as lost_amount,
        coalesce(sum(case outcome when 'open' then due_amount end), 0) as open_amount
    from failures
    group by month_number, source, title
),

final as (
    select
        failure_month,
        source,
        title,
        cast(failed_count as integer) as failed_count,
        cast(recovered_count as integer) as recovered_count,
        cast(lost_count as integer) as lost_count,
        cast(open_count as integer) as open_count,
        {{ money('failed_amount') }} as failed_amount,
        {{ money('recovered_amount') }} as recovered_amount,
        {{ money('lost_amount') }} as lost_amount,
        {{ money('open_amount') }} as open_amount,
        is_settled,
        cast(
            case when is_settled then {{ exact_share('recovered_count', 'failed_count') }} end as decimal(9, 6)
        ) as recovery_rate
    from months
)

select * from final

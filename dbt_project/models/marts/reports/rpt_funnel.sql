with

steps as (
    select * from {{ ref('int_funnel_steps') }}
),

-- Before the first visit, or the first paywall, that a feed tells of, nothing is known; from it on no row is 0.
first_months as (
    select
        min(month_number) as first_month,
        min(case when step = 'visitors' then month_number end) as first_visit_month,
        min(case when step = 'paywall_hits' then month_number end) as first_paywall_month
    from steps
),

months as (
    select
        *,
        first_month + {{ each_below(month_number(as_of_date()) ~ ' - first_month + 1') }} as month_number
    from first_months
),

sums as (
    select
        months.month_number,
        case when months.month_number >= months.first_visit_month then 0 end as unvisited,
        case when months.month_number >= months.first_paywall_month then 0 end as unwalled,
        {{ taken('visitors') }} as visitors,
        {{ taken('known_visitors') }} as known_visitors,
        {{ taken('paywall_hits') }} as paywall_hits,
        {{ taken('paywall_visitors') }} as paywall_visitors,
        coalesce({{ taken('registered') }}, 0) as registered,
        coalesce({{ taken('trials') }}, 0) as trials,
        coalesce({{ taken('converted_trials') }}, 0) as converted_trials,
        coalesce({{ taken('paid_starts') }}, 0) as paid_starts,
        coalesce({{ taken('first_payers') }}, 0) as first_payers
    from months
    left join steps on months.month_number = steps.month_number
    group by months.month_number, months.first_visit_month, months.first_paywall_month
),

final as (
    select
        {{ month_of_number('month_number') }} as funnel_month,
        cast(coalesce(visitors, unvisited) as bigint) as visitors,
        cast(coalesce(known_visitors, unvisited) as bigint) as known_visitors,
        cast(coalesce(paywall_hits, unwalled) as bigint) as paywall_hits,
        cast(coalesce(paywall_visitors, unwalled) as bigint) as paywall_visitors,
        cast(registered as bigint) as registered,
        cast(trials as bigint) as trials,
        cast(converted_trials as bigint) as converted_trials,
        {{ exact_share('converted_trials', 'trials') }} as trial_conversion_share,
        cast(paid_starts as bigint) as paid_starts,
        cast(first_payers as bigint) as first_payers
    from sums
)

select * from final

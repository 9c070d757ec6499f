{{ config(materialized='view') }}

with

running as (
    select
        *,
        coalesce(anothers_money_from < {{ as_of_instant() }}, is_complimentary and role = 'reader') as is_given,
        coalesce(anothers_money_from, access_from) as given_from,
        status = 'trial' or coalesce(trial_end_at >= {{ as_of_instant() }}, false) as is_trial,
        role = 'reader' and format in ('digital', 'both') as is_digital
    from {{ ref('int_customer_subscriptions') }}
    where access_from < {{ as_of_instant() }} and (access_until is null or access_until >= {{ as_of_instant() }})
),

final as (
    select
        customer_id,
        max(case when is_given then 1 else 0 end) = 1 as has_given_access,
        min(case when is_given then given_from end) as given_access_from,
        max(case when is_trial then 1 else 0 end) = 1 as has_trial,
        min(case when is_trial then access_from end) as trial_from,
        max(case when is_digital then 1 else 0 end) = 1 as has_digital_access
    from running
    group by customer_id
)

select * from final

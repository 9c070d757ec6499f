{{ config(materialized='view') }}

with

parts as (
    select * from {{ ref('int_earned_parts') }}
),

final as (
    select {{ earned_entry_columns() }}, earned_month, amount, reporting_amount, earned_amount, earned_reporting_amount
    from parts
    where not is_part
    union all
    select
        {{ earned_entry_columns() }},
        earned_month,
        {{ money('sum(amount)') }} as amount,
        {{ money('sum(reporting_amount)') }} as reporting_amount,
        {{ money('sum(earned_amount)') }} as earned_amount,
        {{ money('sum(earned_reporting_amount)') }} as earned_reporting_amount
    from parts
    where is_part
    group by {{ earned_entry_columns() }}, earned_month
)

select * from final

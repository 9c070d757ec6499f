{{ config(materialized='view') }}

with

terms as (
    select * from {{ ref('int_customer_terms') }}
),

final as (
    select
        customer_number,
        min(paid_at) as first_term_at,
        count(case when term_number > 1 then 1 end) as renewal_count,
        min(case when term_number > 1 then paid_at end) as first_renewal_at,
        min(case when term_number > 1 and not is_discounted then paid_at end) as first_standing_renewal_at,
        max(case when service_end_at >= {{ as_of_instant() }} then 1 else 0 end) = 1 as has_paid_term_left
    from terms
    group by customer_number
)

select * from final

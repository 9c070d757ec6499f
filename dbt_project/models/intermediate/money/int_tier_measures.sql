with

customers as (
    select customer_id, customer_kind from {{ ref('int_customers') }}
),

windows as (
    select * from {{ ref('int_tier_windows') }}
),

booked as (
    select * from {{ ref('int_customer_booked') }}
),

present as (
    select * from {{ ref('int_tier_present') }}
),

measured as (
    select
        customer_id, month_number, false as is_preview, tier_date, contribution_12m, list_amount_12m, is_full_price,
        has_two_lines, is_advocate, reads_on_anothers_money
    from windows
    union all
    select
        customer_id, month_number, true as is_preview, tier_date, contribution_12m, list_amount_12m, is_full_price,
        has_two_lines, is_advocate, reads_on_anothers_money
    from present
),

dated as (
    select
        measured.*,
        customers.customer_kind,
        {{ local_date('booked.first_paid_at') }} as first_paid_date
    from measured
    inner join customers
        on measured.customer_id = customers.customer_id
    left join booked
        on measured.customer_id = booked.customer_id
),

-- `new` before `dormant`: who has just paid for a term that begins later has earned us nothing yet, but is not asleep.
final as (
    select
        customer_id,
        customer_kind,
        month_number,
        is_preview,
        tier_date,
        first_paid_date,
        contribution_12m,
        is_full_price or has_two_lines or is_advocate as is_ideal_kind,
        case
            when first_paid_date is null or first_paid_date >= tier_date
                then case when reads_on_anothers_money then 'beneficiary' else 'prospect' end
            when reads_on_anothers_money and list_amount_12m <= 0 then 'beneficiary'
            when {{ days_between('first_paid_date', 'tier_date') }} < {{ var('tier_new_days', 90) }} then 'new'
            when list_amount_12m <= 0 then 'dormant'
            else 'ranked'
        end as tier_state
    from dated
)

select * from final

with

customers as (
    select * from {{ ref('int_customers') }}
),

tenure as (
    select * from {{ ref('int_customer_tenure') }}
),

signals as (
    select * from {{ ref('int_customer_signals') }}
),

booked as (
    select * from {{ ref('int_customer_booked') }}
),

-- On the clock of the reporting time zone, by which the stages count their days.
joined as (
    select
        customers.customer_id,
        customers.customer_number,
        {{ local_time('customers.first_seen_at') }} as first_seen_at,
        signals.has_given_access,
        {{ local_time('signals.given_access_from') }} as given_access_from,
        signals.has_trial,
        {{ local_time('signals.trial_from') }} as trial_from,
        signals.risk_state,
        signals.next_term_amount,
        {{ local_time('tenure.last_order_at') }} as last_order_at,
        {{ local_time('tenure.first_term_at') }} as first_term_at,
        {{ local_time('tenure.first_renewal_at') }} as first_renewal_at,
        {{ local_time('tenure.first_standing_renewal_at') }} as first_standing_renewal_at,
        {{ local_time('tenure.service_started_at') }} as service_started_at,
        {{ local_time('tenure.custom_started_at') }} as custom_started_at,
        tenure.custom_spell_number,
        {{ local_time('tenure.lapses_at') }} as lapses_at,
        tenure.is_in_service,
        tenure.years_with_orders,
        tenure.order_count,
        {{ local_time('least(
            coalesce(booked.first_paid_at, tenure.first_order_at),
            coalesce(tenure.first_order_at, booked.first_paid_at)
        )') }} as first_bought_at,
        {{ add_days(as_of_date(), 1) }} as midnight
    from customers
    left join tenure on customers.customer_number = tenure.customer_number
    left join signals on customers.customer_id = signals.customer_id
    left join booked on customers.customer_number = booked.customer_number
),

dated as (
    select
        *,
        case
            when custom_spell_number > 1
                then
                    least(
                        {{ add_days('custom_started_at', var('stage_won_back_days', 365)) }},
                        cast({{ as_of_date() }} as timestamp)
                    )
        end as back_until,
        {{ loyal_from('service_started_at') }} as loyal_from,
        {{ renewed_from('first_term_at', 'first_renewal_at', 'first_standing_renewal_at') }} as renewed_from
    from joined
),

judged as (
    select
        *,
        {{ stage_signs('midnight') }}
    from dated
),

final as (
    select
        customer_id,
        customer_number,
        {{ lifecycle_stage() }} as lifecycle_stage,
        -- A day still to come is not how the stage was reached: then it was by orders.
        cast(case
            when has_lapsed then lapses_at
            when is_back then custom_started_at
            when is_active and is_loyal
                then
                    greatest(
                        coalesce(case when loyal_from < midnight then loyal_from end, last_order_at), back_until
                    )
            when is_active or is_past_first
                then
                    greatest(
                        coalesce(case when renewed_from < midnight then renewed_from end, last_order_at), back_until
                    )
            when first_bought_at is not null then first_bought_at
            when has_trial then trial_from
            when has_given_access then given_access_from
            else first_seen_at
        end as date) as lifecycle_stage_since,
        risk_state,
        case when risk_state <> 'none' then next_term_amount end as next_term_amount_at_risk
    from judged
)

select * from final

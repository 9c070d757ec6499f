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

joined as (
    select
        customers.customer_id,
        customers.first_seen_at,
        signals.has_given_access,
        signals.given_access_from,
        signals.has_trial,
        signals.trial_from,
        signals.risk_state,
        signals.next_term_amount,
        tenure.first_order_at,
        tenure.last_order_at,
        tenure.first_term_at,
        tenure.service_started_at,
        tenure.custom_started_at,
        tenure.custom_spell_number,
        tenure.lapses_at,
        tenure.is_in_service,
        tenure.years_with_orders,
        tenure.order_count,
        least(
            coalesce(booked.first_paid_at, tenure.first_order_at),
            coalesce(tenure.first_order_at, booked.first_paid_at)
        ) as first_bought_at,
        case
            when tenure.custom_spell_number > 1
                then
                    least(
                        {{ add_days('tenure.custom_started_at', var('stage_won_back_days', 365)) }},
                        {{ local_midnight(as_of_date()) }}
                    )
        end as back_until,
        {{ loyal_from('tenure.service_started_at') }} as loyal_from,
        {{ renewed_from(
            'tenure.first_term_at', 'tenure.first_renewal_at', 'tenure.first_standing_renewal_at'
        ) }} as renewed_from
    from customers
    left join tenure on customers.customer_id = tenure.customer_id
    left join signals on customers.customer_id = signals.customer_id
    left join booked on customers.customer_id = booked.customer_id
),

judged as (
    select
        *,
        {{ stage_signs(as_of_instant()) }}
    from joined
),

final as (
    select
        customer_id,
        {{ lifecycle_stage() }} as lifecycle_stage,
        -- A day still to come is not how the stage was reached: then it was by orders.
        {{ local_date('case
            when has_lapsed then lapses_at
            when is_back then custom_started_at
            when is_active and is_loyal
                then greatest(
                    coalesce(case when loyal_from < ' ~ as_of_instant() ~ ' then loyal_from end, last_order_at),
                    back_until
                )
            when is_active or is_past_first
                then greatest(
                    coalesce(case when renewed_from < ' ~ as_of_instant() ~ ' then renewed_from end, last_order_at),
                    back_until
                )
            when first_bought_at is not null then first_bought_at
            when has_trial then trial_from
            when has_given_access then given_access_from
            else first_seen_at
        end') }} as lifecycle_stage_since,
        risk_state,
        case when risk_state <> 'none' then next_term_amount end as next_term_amount_at_risk
    from judged
)

select * from final

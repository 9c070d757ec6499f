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
        {{ add_days('tenure.service_started_at', var('stage_loyal_days', 730)) }} as loyal_from,
        -- A first term lasts 90 days at least; a discount that never ends counts as the standing price after a year.
        greatest(
            {{ add_days('tenure.first_term_at', var('stage_first_term_days', 90)) }},
            coalesce(tenure.first_standing_renewal_at, {{ add_days('tenure.first_term_at', 365) }})
        ) as renewed_from
    from customers
    left join tenure on customers.customer_id = tenure.customer_id
    left join signals on customers.customer_id = signals.customer_id
    left join booked on customers.customer_id = booked.customer_id
),

judged as (
    select
        *,
        coalesce(lapses_at < {{ as_of_instant() }}, false) as has_lapsed,
        coalesce(
            custom_spell_number > 1
            and {{ add_days('custom_started_at', var('stage_won_back_days', 365)) }} > {{ as_of_instant() }},
            false
        ) as is_back,
        coalesce(is_in_service and loyal_from < {{ as_of_instant() }}, false)
        or coalesce(years_with_orders = 3, false) as is_loyal,
        coalesce(is_in_service and renewed_from < {{ as_of_instant() }}, false)
        or coalesce(
            order_count >= 2
            and {{ add_days('last_order_at', var('stage_order_days', 365)) }} >= {{ as_of_instant() }},
            false
        ) as is_active
    from joined
),

final as (
    select
        customer_id,
        case
            when has_lapsed then 'lapsed'
            when is_back then 'won_back'
            when is_active and is_loyal then 'loyal'
            when is_active then 'active'
            when first_bought_at is not null then 'first_time'
            when has_trial then 'trialist'
            when has_given_access then 'recipient'
            else 'audience'
        end as lifecycle_stage,
        -- A day still to come is not how the stage was reached: then it was by orders.
        {{ local_date('case
            when has_lapsed then lapses_at
            when is_back then custom_started_at
            when is_active and is_loyal
                then coalesce(case when loyal_from < ' ~ as_of_instant() ~ ' then loyal_from end, last_order_at)
            when is_active
                then coalesce(case when renewed_from < ' ~ as_of_instant() ~ ' then renewed_from end, last_order_at)
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

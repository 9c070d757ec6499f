with

interactions as (
    select * from {{ ref('int_social_interactions_unioned') }}
    where interaction_type in ('like', 'comment', 'share') and {{ is_plausible('occurred_at') }}
),

acts as (
    select
        customer_number,
        referral_step,
        cast(null as integer) as launch_act
    from {{ ref('int_customer_advocacy') }}
    union all
    select
        customer_records.customer_number,
        0 as referral_step,
        case
            when
                interactions.post_kind = 'launch'
                and interactions.occurred_at >= {{ local_midnight(window_start(12)) }}
                then 1
            else 0
        end as launch_act
    from interactions
    {{ inner_join_customers('interactions') }}
),

-- Nothing known of somebody on social media says nothing about him: null.
final as (
    select
        customer_number,
        max(referral_step) = 1 as refers_buyers,
        max(launch_act) = 1 as reacts_to_launches
    from acts
    group by customer_number
)

select * from final

with

social_interactions as (
    select * from {{ ref('int_social_interactions_unioned') }}
    where occurred_at < {{ as_of_instant() }}
),

final as (
    select
        social_interactions.source,
        social_interactions.record_id,
        social_interactions.interaction_id,
        social_interactions.profile_record_id,
        social_interactions.post_id,
        customer_records.customer_id,
        social_interactions.handle,
        social_interactions.interaction_type,
        social_interactions.post_kind,
        social_interactions.occurred_at,
        social_interactions.updated_at
    from social_interactions
    {{ left_join_customers('social_interactions') }}
)

select * from final

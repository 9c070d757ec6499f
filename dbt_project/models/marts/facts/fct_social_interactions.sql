with

social_interactions as (
    select *
    from {{ ref('int_social_interactions_unioned') }}
    where occurred_at < {{ as_of_instant() }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
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
    left join customer_records
        on social_interactions.source = customer_records.source
        and social_interactions.profile_record_id = customer_records.record_id
)

select * from final

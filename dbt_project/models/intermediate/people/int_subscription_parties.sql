with

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
),

final as (
    select
        source,
        subscription_id,
        payer_profile_record_id as payer_record_id,
        profile_record_id as holder_record_id
    from subscriptions
    where payer_profile_record_id <> profile_record_id
)

select * from final

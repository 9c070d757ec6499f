with

consents as (
    select * from {{ ref('int_consents_unioned') }}
    where recorded_at < {{ as_of_instant() }}
),

final as (
    select
        consents.source,
        consents.record_id,
        consents.profile_record_id,
        customer_records.customer_id,
        consents.purpose,
        consents.channel,
        consents.status,
        consents.proof,
        consents.recorded_at,
        consents.expires_at,
        consents.updated_at
    from consents
    {{ left_join_customers('consents') }}
)

select * from final

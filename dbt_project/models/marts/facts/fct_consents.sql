with

consents as (
    select *
    from {{ ref('int_consents_unioned') }}
    where recorded_at < {{ as_of_instant() }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
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
    left join customer_records
        on consents.source = customer_records.source and consents.profile_record_id = customer_records.record_id
)

select * from final

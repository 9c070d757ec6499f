with

referrals as (
    select *
    from {{ ref('int_referrals_unioned') }}
    where referred_at < {{ as_of_instant() }}
),

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

final as (
    select
        referrals.source,
        referrals.record_id,
        referrals.referral_id,
        referrals.referrer_profile_record_id,
        referrals.referred_profile_record_id,
        referrer_records.customer_id,
        referred_records.customer_id as referred_customer_id,
        referrals.channel,
        referrals.referred_at,
        referrals.converted_at,
        referrals.updated_at
    from referrals
    left join customer_records as referrer_records
        on referrals.source = referrer_records.source
        and referrals.referrer_profile_record_id = referrer_records.record_id
    left join customer_records as referred_records
        on referrals.source = referred_records.source
        and referrals.referred_profile_record_id = referred_records.record_id
)

select * from final

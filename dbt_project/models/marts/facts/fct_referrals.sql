with

referrals as (
    select * from {{ ref('int_referrals_unioned') }}
    where referred_at < {{ as_of_instant() }}
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
    {{ left_join_customers('referrals', 'referrals.referrer_profile_record_id', alias='referrer_records') }}
    {{ left_join_customers('referrals', 'referrals.referred_profile_record_id', alias='referred_records') }}
)

select * from final

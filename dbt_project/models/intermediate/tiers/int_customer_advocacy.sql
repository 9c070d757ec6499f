with

answers as (
    select * from {{ ref('int_survey_answers_unioned') }}
    where theme = 'nps' and answer_number is not null and answered_at < {{ as_of_instant() }}
),

referrals as (
    select * from {{ ref('int_referrals_unioned') }}
    where converted_at < {{ as_of_instant() }}
),

-- Who brings a second record of his own recommends us to nobody.
referrers as (
    select
        referrer_records.customer_number,
        referrals.converted_at
    from referrals
    {{ inner_join_customers('referrals', 'referrals.referrer_profile_record_id', alias='referrer_records') }}
    {{ left_join_customers('referrals', 'referrals.referred_profile_record_id', alias='referred_records') }}
    where
        referred_records.customer_number is null
        or referred_records.customer_number <> referrer_records.customer_number
),

interactions as (
    select * from {{ ref('int_social_interactions_unioned') }}
    where interaction_type = 'share' and occurred_at < {{ as_of_instant() }}
),

promoters as (
    select
        customer_records.customer_number,
        answers.answered_at,
        case when answers.answer_number >= 9 then 1 else 0 end as is_promoter,
        lag(case when answers.answer_number >= 9 then 1 else 0 end) over (
            partition by customer_records.customer_number
            order by answers.answered_at asc nulls last, answers.source asc nulls last, answers.record_id asc nulls last
        ) as was_promoter
    from answers
    {{ inner_join_customers('answers') }}
),

-- As steps, so that the state at any month-end is a running sum.
final as (
    select
        customer_number,
        answered_at as occurred_at,
        is_promoter - coalesce(was_promoter, 0) as promoter_step,
        0 as referral_step,
        0 as shares
    from promoters
    union all
    select customer_number, min(converted_at), 0, 1, 0
    from referrers
    group by customer_number
    union all
    select customer_records.customer_number, interactions.occurred_at, 0, 0, 1
    from interactions
    {{ inner_join_customers('interactions') }}
)

select * from final

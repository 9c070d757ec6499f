with

records as (
    select source, record_id, customer_id from {{ ref('int_customer_records') }}
),

answers as (
    select * from {{ ref('int_survey_answers_unioned') }}
    where theme = 'nps' and answer_number is not null and answered_at < {{ as_of_instant() }}
),

referrals as (
    select * from {{ ref('int_referrals_unioned') }}
    where converted_at < {{ as_of_instant() }}
),

interactions as (
    select * from {{ ref('int_social_interactions_unioned') }}
    where interaction_type = 'share' and occurred_at < {{ as_of_instant() }}
),

promoters as (
    select
        records.customer_id,
        answers.answered_at,
        case when answers.answer_number >= 9 then 1 else 0 end as is_promoter,
        lag(case when answers.answer_number >= 9 then 1 else 0 end) over (
            partition by records.customer_id
            order by answers.answered_at asc nulls last, answers.source asc nulls last, answers.record_id asc nulls last
        ) as was_promoter
    from answers
    inner join records
        on answers.source = records.source
        and answers.profile_record_id = records.record_id
),

-- As steps, so that the state at any month-end is a running sum.
final as (
    select
        customer_id,
        answered_at as occurred_at,
        is_promoter - coalesce(was_promoter, 0) as promoter_step,
        0 as referral_step,
        0 as shares
    from promoters
    union all
    select records.customer_id, min(referrals.converted_at), 0, 1, 0
    from referrals
    inner join records
        on referrals.source = records.source
        and referrals.referrer_profile_record_id = records.record_id
    group by records.customer_id
    union all
    select records.customer_id, interactions.occurred_at, 0, 0, 1
    from interactions
    inner join records
        on interactions.source = records.source
        and interactions.profile_record_id = records.record_id
)

select * from final

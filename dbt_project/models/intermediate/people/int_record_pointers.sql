-- A send or a bounce shows that we know a record, not that the person did something: seen, but not acted.
-- A test order makes nobody a customer.
{%- set pointing_columns = [
    ('int_consents_unioned', 'profile_record_id', 'recorded_at', 'true'),
    ('int_subscriptions_unioned', 'profile_record_id', 'started_at', 'true'),
    ('int_subscriptions_unioned', 'payer_profile_record_id', 'started_at', 'true'),
    ('int_subscription_seats_unioned', 'profile_record_id', 'assigned_at', 'true'),
    ('int_payments_unioned', 'profile_record_id', 'paid_at', 'true'),
    ('int_order_lines_unioned', 'profile_record_id', 'ordered_at', 'true'),
    ('int_refunds_unioned', 'profile_record_id', 'refunded_at', 'false'),
    ('int_newsletter_memberships_unioned', 'profile_record_id', 'opted_in_at', 'true'),
    ('int_newsletter_events_unioned', 'profile_record_id', 'occurred_at',
        "event_type not in ('send', 'bounce') and not coalesce(is_machine, false)"),
    ('int_support_tickets_unioned', 'profile_record_id', 'opened_at', 'true'),
    ('int_survey_answers_unioned', 'profile_record_id', 'answered_at', 'true'),
    ('int_referrals_unioned', 'referrer_profile_record_id', 'referred_at', 'true'),
    ('int_referrals_unioned', 'referred_profile_record_id', 'referred_at', 'false'),
    ('int_social_interactions_unioned', 'profile_record_id', 'occurred_at', 'true'),
    ('int_attendances_unioned', 'profile_record_id', 'starts_at', "status = 'attended'"),
] %}
with

pointers as (
    {%- for model, column, seen_at, is_act in pointing_columns %}
    select
        source,
        {{ column }} as record_id,
        {{ seen_at }} as seen_at,
        {{ is_act }} as is_act
    from {{ ref(model) }}
    where {{ column }} is not null{{ ' and not coalesce(is_test, false)' if model == 'int_order_lines_unioned' }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

profiles as (
    select * from {{ ref('int_profiles_unioned') }}
),

pointed as (
    select
        source,
        record_id,
        min(case when {{ is_plausible('seen_at') }} then seen_at end) as first_seen_at,
        max(case when {{ is_plausible('seen_at') }} then seen_at end) as last_seen_at,
        max(case when is_act and {{ is_plausible('seen_at') }} then seen_at end) as last_acted_at
    from pointers
    group by source, record_id
),

final as (
    select
        pointed.source,
        pointed.record_id,
        pointed.first_seen_at,
        pointed.last_seen_at,
        pointed.last_acted_at,
        profiles.record_id is not null as is_described
    from pointed
    left join profiles on pointed.source = profiles.source and pointed.record_id = profiles.record_id
)

select * from final

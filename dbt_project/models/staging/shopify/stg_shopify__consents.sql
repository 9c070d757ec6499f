-- One row per consent to marketing that a Shopify buyer gave or withdrew. "Not subscribed" is a box never ticked,
-- no refusal.
with

customers as (
    {{ current_rows(source('raw_shopify', 'customers')) }}
),

orders as (
    select * from {{ ref('base_shopify__orders') }}
),

stated as (
    select
        source,
        id as profile_record_id,
        'email' as channel,
        coalesce(email_consent_state, case when accepts_marketing then 'subscribed' end) as state,
        email_consent_opt_in_level as proof,
        coalesce(email_consent_updated_at, accepts_marketing_updated_at, updated_at, created_at) as recorded_at,
        loaded_at
    from customers
    union all
    select
        source,
        id as profile_record_id,
        'sms' as channel,
        sms_consent_state as state,
        sms_consent_opt_in_level as proof,
        coalesce(sms_consent_updated_at, updated_at, created_at) as recorded_at,
        loaded_at
    from customers
    union all
    select
        source,
        profile_record_id,
        'email' as channel,
        'subscribed' as state,
        'ticked at checkout of order ' || id as proof,
        created_at as recorded_at,
        loaded_at
    from orders
    where
        customer_id is null
        and profile_record_id is not null
        and buyer_accepts_marketing
        and not coalesce(test, false)
),

final as (
    select
        source,
        profile_record_id || ':marketing:' || channel as record_id,
        profile_record_id,
        'marketing' as purpose,
        channel,
        case when state = 'subscribed' then 'granted' else 'withdrawn' end as status,
        recorded_at,
        proof,
        loaded_at
    from stated
    where state in ('subscribed', 'unsubscribed') and recorded_at is not null
)

select * from final

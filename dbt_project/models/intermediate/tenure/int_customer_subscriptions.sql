with

subscriptions as (
    select * from {{ ref('int_subscription_terms') }}
),

seats as (
    select * from {{ ref('int_subscription_seats_unioned') }}
),

roles as (
    select source, subscription_id, 'payer' as role, payer_record_id as record_id, null as seat_from, null as seat_until
    from subscriptions
    union all
    select source, subscription_id, 'reader', reader_record_id, null, null
    from subscriptions
    union all
    select source, subscription_id, 'reader', profile_record_id, assigned_at, removed_at
    from seats
),

held as (
    select
        holders.customer_id,
        holders.customer_number,
        roles.role,
        payers.customer_id as payer_customer_id,
        greatest(subscriptions.started_at, coalesce(roles.seat_from, subscriptions.started_at)) as access_from,
        least(
            coalesce(roles.seat_until, subscriptions.ended_at),
            coalesce(subscriptions.ended_at, roles.seat_until)
        ) as access_until,
        subscriptions.*
    from roles
    inner join subscriptions
        on roles.source = subscriptions.source
        and roles.subscription_id = subscriptions.subscription_id
    {{ inner_join_customers('roles', 'roles.record_id', alias='holders') }}
    {{ left_join_customers('subscriptions', 'subscriptions.payer_record_id', alias='payers') }}
),

-- Nobody pays for a trial, nor for what ended with it.
final as (
    select
        *,
        case
            when
                role = 'reader'
                and payer_customer_id <> customer_id
                and not is_complimentary
                and coalesce(status, '') <> 'trial'
                and (
                    access_until is null or access_until > greatest(access_from, coalesce(trial_end_at, access_from))
                )
                then greatest(access_from, coalesce(trial_end_at, access_from))
        end as anothers_money_from
    from held
)

select * from final

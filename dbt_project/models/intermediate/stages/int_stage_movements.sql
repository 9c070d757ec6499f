-- What a stage follows from, each in the month in which it happened: a month-end knows what came before it. Times are
-- moved here, once, to the clock of the reporting time zone, on which the stages count their days.
with

orders as (
    select
        customer_number,
        {{ local_time('ordered_at') }} as ordered_at
    from {{ ref('int_customer_orders') }}
),

terms as (
    select * from {{ ref('int_customer_term_counts') }}
),

accesses as (
    select
        customer_number,
        'given' as movement,
        coalesce(anothers_money_from, access_from) as access_from,
        access_until
    from {{ ref('int_customer_subscriptions') }}
    where anothers_money_from is not null or (is_complimentary and role = 'reader')
    union all
    select
        customer_number,
        'trial',
        access_from,
        case
            when status = 'trial' then access_until
            else least(trial_end_at, coalesce(access_until, trial_end_at))
        end
    from {{ ref('int_customer_subscriptions') }}
    where status = 'trial' or trial_end_at is not null
),

movements as (
    select customer_number, spell_kind as movement, started_at, lapses_at as ends_at, spell_number as step
    from {{ ref('int_customer_spells') }}
    union all
    select customer_number, 'term', first_term_at, null, 1
    from terms
    union all
    select customer_number, 'renewal', first_renewal_at, null, 1
    from terms
    union all
    select customer_number, 'standing_renewal', first_standing_renewal_at, null, 1
    from terms
    union all
    select customer_number, 'payment', first_paid_at, null, 1
    from {{ ref('int_customer_booked') }}
    union all
    select customer_number, 'seen', first_seen_at, null, 1
    from {{ ref('int_customers') }}
    union all
    select customer_number, movement, access_from, null, 1
    from accesses
    where access_until is null or access_until >= access_from
    union all
    select customer_number, movement, access_until, null, -1
    from accesses
    where access_until >= access_from
),

local_movements as (
    select
        customer_number,
        movement,
        {{ local_time('started_at') }} as started_at,
        {{ local_time('ends_at') }} as ends_at,
        step
    from movements
    where started_at is not null
),

final as (
    select customer_number, {{ month_number('started_at') }} as month_number, movement, started_at, ends_at, step
    from local_movements
    union all
    select customer_number, {{ month_number('ordered_at') }}, 'order', max(ordered_at), null, count(*)
    from orders
    group by customer_number, {{ month_number('ordered_at') }}
)

select * from final

-- Subscriptions, seats, bundles and newsletters are held while they run; what is bought once is held ever after.
with

subscriptions as (
    select *
    from {{ ref('int_subscriptions_unioned') }}
    where
        status in ('trial', 'active', 'grace', 'paused')
        and started_at < {{ as_of_instant() }}
        and (ended_at is null or ended_at >= {{ as_of_instant() }})
),

subscription_items as (
    select * from {{ ref('int_subscription_items_unioned') }}
),

subscription_seats as (
    select *
    from {{ ref('int_subscription_seats_unioned') }}
    where
        assigned_at < {{ as_of_instant() }}
        and (removed_at is null or removed_at >= {{ as_of_instant() }})
),

memberships as (
    select *
    from {{ ref('int_newsletter_memberships_unioned') }}
    where status = 'subscribed'
),

order_lines as (
    select *
    from {{ ref('int_order_lines_unioned') }}
    where quantity >= 0 and not coalesce(is_test, false) and ordered_at < {{ as_of_instant() }}
),

readers as (
    select source, subscription_id, profile_record_id, product_id, title, started_at as held_since
    from subscriptions
    union all
    select
        subscriptions.source,
        subscriptions.subscription_id,
        subscription_seats.profile_record_id,
        subscriptions.product_id,
        subscriptions.title,
        subscription_seats.assigned_at as held_since
    from subscriptions
    inner join subscription_seats
        on subscriptions.source = subscription_seats.source
        and subscriptions.subscription_id = subscription_seats.subscription_id
),

held as (
    select
        source,
        profile_record_id,
        'subscription' as holding_kind,
        product_id,
        title as product_name,
        null as product_line,
        held_since
    from readers
    union all
    select
        readers.source,
        readers.profile_record_id,
        'subscription' as holding_kind,
        subscription_items.product_id,
        null as product_name,
        null as product_line,
        readers.held_since
    from readers
    inner join subscription_items
        on readers.source = subscription_items.source and readers.subscription_id = subscription_items.subscription_id
    union all
    select
        source,
        profile_record_id,
        'newsletter' as holding_kind,
        list_id,
        list_name,
        'newsletters' as product_line,
        opted_in_at
    from memberships
    union all
    select source, profile_record_id, 'order' as holding_kind, product_id, product_name, product_line, ordered_at
    from order_lines
),

final as (
    select
        customer_records.customer_id,
        held.source,
        held.holding_kind,
        held.product_id,
        held.product_name,
        held.product_line,
        min(held.held_since) as held_since
    from held
    {{ inner_join_customers('held') }}
    group by
        customer_records.customer_id,
        held.source,
        held.holding_kind,
        held.product_id,
        held.product_name,
        held.product_line
)

select * from final

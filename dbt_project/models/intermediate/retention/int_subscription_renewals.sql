with

terms as (
    select * from {{ ref('int_subscription_followed_terms') }}
),

subscriptions as (
    select
        *,
        {{ grace_days('format') }} as grace_days
    from {{ ref('int_subscriptions_described') }}
),

ends as (
    select * from {{ ref('int_subscription_ends') }}
),

-- A term that ends into a pause is up for renewal when the pause is over, unless the next one had begun before.
described as (
    select
        terms.source,
        terms.subscription_id,
        terms.term_end_at,
        terms.next_start_at,
        subscriptions.title,
        coalesce(subscriptions.format, 'unknown') as format,
        subscriptions.sales_channel,
        {{ term_length('subscriptions') }} as term_length,
        subscriptions.grace_days,
        coalesce(
            terms.is_last
            and ends.left_kind = 'switched'
            and {{ local_days_between('terms.term_end_at', 'ends.left_at') }} <= subscriptions.grace_days,
            false
        ) as is_switched,
        case
            when
                {{ local_days_between('terms.term_end_at', 'subscriptions.pause_start_at') }}
                <= subscriptions.grace_days
                and subscriptions.pause_end_at > terms.term_end_at
                and (terms.next_start_at is null or terms.next_start_at > subscriptions.pause_start_at)
                then subscriptions.pause_end_at
            else terms.term_end_at
        end as expires_at
    from terms
    inner join subscriptions
        on terms.source = subscriptions.source
        and terms.subscription_id = subscriptions.subscription_id
    left join ends
        on terms.source = ends.source
        and terms.subscription_id = ends.subscription_id
),

final as (
    select
        source,
        subscription_id,
        title,
        format,
        sales_channel,
        term_length,
        term_end_at,
        expires_at,
        is_switched,
        is_switched
        or coalesce({{ local_days_between('expires_at', 'next_start_at') }} <= grace_days, false) as is_renewed
    from described
    where expires_at < {{ as_of_instant() }}
)

select * from final

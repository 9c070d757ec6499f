with

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
),

orders as (
    select distinct source, order_id, discount_code from {{ ref('int_ledger_entries') }}
    where entry_type = 'list_price' and order_id is not null and discount_code is not null
),

starts as (
    select distinct source, subscription_id from {{ ref('int_subscription_movements') }}
    where movement in ('new', 'converted', 'won_back')
),

renewals as (
    select
        source,
        subscription_id,
        coalesce(
            min(case when term_number is not null then service_end_at end), min(service_end_at)
        ) as first_term_end_at,
        max(case when term_number > 1 and not is_discounted then 1 else 0 end) as has_stepped_up
    from {{ ref('int_customer_terms') }}
    group by source, subscription_id
),

coded as (
    select 'source_code' as code_kind, source_code as code, source, subscription_id, null as order_id
    from subscriptions
    where source_code is not null
    union all
    select 'discount_code', offer_code, source, subscription_id, null
    from subscriptions
    where offer_code is not null
    union all
    select 'discount_code', discount_code, source, null, order_id
    from orders
),

final as (
    select
        coded.code_kind,
        coded.code,
        coded.source,
        coded.subscription_id,
        coded.order_id,
        starts.subscription_id is not null as is_start,
        coalesce(
            starts.subscription_id is not null
            and (renewals.first_term_end_at < {{ as_of_instant() }} or renewals.has_stepped_up = 1),
            false
        ) as is_due,
        coalesce(starts.subscription_id is not null and renewals.has_stepped_up = 1, false) as has_stepped_up
    from coded
    left join starts
        on coded.source = starts.source and coded.subscription_id = starts.subscription_id
    left join renewals
        on coded.source = renewals.source and coded.subscription_id = renewals.subscription_id
)

select * from final

with

subscribers as (
    select * from {{ ref('int_subscribers_valued') }}
),

customer_value as (
    select * from {{ ref('fct_customer_value') }}
),

attention as (
    select * from {{ ref('int_customer_attention') }}
),

joined as (
    select
        coalesce(customer_value.value_tier, 'none') as value_tier,
        coalesce(attention.attention_band, 'not_observed') as engagement,
        subscribers.subscription_count,
        coalesce(subscribers.monthly_value, 0) as monthly_value,
        customer_value.contribution_profit_12m
    from subscribers
    left join customer_value on subscribers.customer_id = customer_value.customer_id
    left join attention on subscribers.customer_id = attention.customer_id
),

final as (
    select
        value_tier,
        engagement,
        cast(count(*) as integer) as customer_count,
        cast(sum(subscription_count) as integer) as subscription_count,
        {{ money('sum(contribution_profit_12m)') }} as contribution_profit_12m,
        {{ money('sum(monthly_value)') }} as monthly_value
    from joined
    group by value_tier, engagement
)

select * from final

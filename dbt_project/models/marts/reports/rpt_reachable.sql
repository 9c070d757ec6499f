-- The dead and the deleted are nobody to reach: they stand in no row.
with

customers as (
    select * from {{ ref('dim_customers') }}
    where not is_deceased and not is_deleted
),

consents as (
    select * from {{ ref('int_customer_consents_resolved') }}
    where purpose = '{{ var("contact_purpose") }}'
),

channels as (
    select distinct channel from consents
),

asked as (
    select
        coalesce(customers.value_tier, 'none') as value_tier,
        channels.channel,
        consents.is_granted,
        coalesce(
            case channels.channel
                when 'email' then customers.contactable_email
                when 'post' then customers.contactable_post
                when 'phone' then customers.contactable_phone
                when 'sms' then consents.is_granted and customers.phone is not null
                else consents.is_granted
            end,
            false
        ) as is_reachable
    from customers
    cross join channels
    left join consents
        on customers.customer_id = consents.customer_id
        and channels.channel = consents.channel
),

counted as (
    select
        value_tier,
        channel,
        count(*) as customer_count,
        count(case when is_reachable then 1 end) as reachable_count,
        count(case when is_granted and not is_reachable then 1 end) as unaddressed_count,
        count(case when not is_granted then 1 end) as refused_count,
        count(case when is_granted is null then 1 end) as silent_count
    from asked
    group by value_tier, channel
),

final as (
    select
        value_tier,
        channel,
        cast(customer_count as integer) as customer_count,
        cast(reachable_count as integer) as reachable_count,
        cast(unaddressed_count as integer) as unaddressed_count,
        cast(refused_count as integer) as refused_count,
        cast(silent_count as integer) as silent_count,
        cast({{ exact_share('reachable_count', 'customer_count') }} as decimal(9, 6)) as reachable_share
    from counted
)

select * from final

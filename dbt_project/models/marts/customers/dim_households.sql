-- A household lives where most of its members say they do; between equals the smaller address wins, never an id.
with

customers as (
    select * from {{ ref('int_customers') }}
    where household_id is not null
),

golden as (
    select * from {{ ref('int_customers_golden') }}
),

customer_value as (
    select * from {{ ref('fct_customer_value') }}
),

holdings as (
    select distinct customer_id
    from {{ ref('int_customer_holdings') }}
    where holding_kind = 'subscription'
),

members as (
    select
        customers.household_id,
        count(*) as member_count,
        count(holdings.customer_id) as subscriber_count,
        sum(customer_value.contribution_profit) as contribution_profit,
        sum(customer_value.contribution_profit_12m) as contribution_profit_12m,
        max(case when holdings.customer_id is not null then 1 else 0 end) = 1 as has_subscription,
        min(customers.first_seen_at) as first_seen_at,
        max(customers.last_seen_at) as last_seen_at
    from customers
    left join holdings on customers.customer_id = holdings.customer_id
    left join customer_value on customers.customer_id = customer_value.customer_id
    group by customers.household_id
),

addresses as (
    select
        customers.household_id,
        golden.address_line,
        golden.city,
        golden.region,
        golden.postal_code,
        golden.country_code,
        row_number() over (
            partition by customers.household_id
            order by
                count(*) desc nulls last,
                golden.postal_code asc nulls last,
                golden.address_line asc nulls last,
                golden.city asc nulls last,
                golden.region asc nulls last,
                golden.country_code asc nulls last
        ) as place
    from customers
    inner join golden on customers.customer_id = golden.customer_id
    where coalesce(golden.address_line, golden.postal_code, golden.city, golden.country_code) is not null
    group by
        customers.household_id,
        golden.address_line,
        golden.city,
        golden.region,
        golden.postal_code,
        golden.country_code
),

final as (
    select
        members.household_id,
        addresses.address_line,
        addresses.city,
        addresses.region,
        addresses.postal_code,
        addresses.country_code,
        members.member_count,
        members.subscriber_count,
        {{ money('members.contribution_profit') }} as contribution_profit,
        {{ money('members.contribution_profit_12m') }} as contribution_profit_12m,
        members.has_subscription,
        members.first_seen_at,
        members.last_seen_at
    from members
    left join addresses
        on members.household_id = addresses.household_id and addresses.place = 1
)

select * from final

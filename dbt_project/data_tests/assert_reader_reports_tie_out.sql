-- Nobody is lost or counted twice: each row is the sum of its parts, each channel has all the living and whom
-- dim_customers says can be contacted, failures are those of the payments, and sleepers are counted among all
-- subscribers with what these bring.
{{ config(meta={'finding': "{count} totals of the reports on reach, recovery and sleepers do not add up"}) }}
with

reachable as (
    select * from {{ ref('rpt_reachable') }}
),

recovery as (
    select * from {{ ref('rpt_payment_recovery') }}
),

failures as (
    select * from {{ ref('int_payment_failures') }}
),

sleepers as (
    select
        sum(customer_count) as customers,
        sum(subscription_count) as subscriptions,
        sum(monthly_value) as monthly_value,
        sum(contribution_profit_12m) as contribution
    from {{ ref('rpt_sleepers') }}
),

subscribers as (
    select
        count(*) as customers,
        sum(subscribers.subscription_count) as subscriptions,
        sum(subscribers.monthly_value) as monthly_value,
        sum(customer_value.contribution_profit_12m) as contribution
    from {{ ref('int_subscribers_valued') }} as subscribers
    left join {{ ref('fct_customer_value') }} as customer_value
        on subscribers.customer_id = customer_value.customer_id
),

living as (
    select
        count(*) as customers,
        count(case when contactable_email then 1 end) as by_email,
        count(case when contactable_post then 1 end) as by_post,
        count(case when contactable_phone then 1 end) as by_phone
    from {{ ref('dim_customers') }}
    where not is_deceased and not is_deleted
),

compared as (
    select
        'rpt_reachable' as report,
        concat(value_tier, ' by ', channel) as place,
        customer_count as found,
        reachable_count + unaddressed_count + refused_count + silent_count as wanted
    from reachable
    union all
    select 'rpt_reachable', reachable.channel, sum(reachable.customer_count), max(living.customers)
    from reachable
    cross join living
    group by reachable.channel
    union all
    select
        'rpt_reachable',
        concat('reached by ', reachable.channel),
        sum(reachable.reachable_count),
        max(case reachable.channel
            when 'email' then living.by_email when 'post' then living.by_post else living.by_phone
        end)
    from reachable
    cross join living
    where reachable.channel in ('email', 'post', 'phone')
    group by reachable.channel
    union all
    select 'rpt_payment_recovery', 'counts', failed_count, recovered_count + lost_count + open_count
    from recovery
    union all
    select 'rpt_payment_recovery', 'amounts', failed_amount, recovered_amount + lost_amount + open_amount
    from recovery
    union all
    select
        'rpt_payment_recovery',
        'failures',
        (select coalesce(sum(failed_count), 0) from recovery),
        (select count(*) from failures)
    union all
    select
        'rpt_payment_recovery',
        'due',
        (select coalesce(sum(failed_amount), 0) from recovery),
        (select coalesce(sum(due_amount), 0) from failures)
    union all
    select 'rpt_sleepers', 'customers', coalesce(sleepers.customers, 0), subscribers.customers
    from sleepers
    cross join subscribers
    union all
    select
        'rpt_sleepers', 'subscriptions', coalesce(sleepers.subscriptions, 0), coalesce(subscribers.subscriptions, 0)
    from sleepers
    cross join subscribers
    union all
    select
        'rpt_sleepers', 'monthly value', coalesce(sleepers.monthly_value, 0), coalesce(subscribers.monthly_value, 0)
    from sleepers
    cross join subscribers
    union all
    select
        'rpt_sleepers', 'contribution', coalesce(sleepers.contribution, 0), coalesce(subscribers.contribution, 0)
    from sleepers
    cross join subscribers
)

select * from compared
where found <> wanted

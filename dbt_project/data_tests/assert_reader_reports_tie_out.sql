-- Nobody is lost or counted twice: each row is the sum of its parts, each channel has all the living, and sleepers are
-- counted among all subscribers.
{{ config(meta={'finding': "{count} totals of the reports on reach, recovery and sleepers do not add up"}) }}
with

reachable as (
    select * from {{ ref('rpt_reachable') }}
),

recovery as (
    select * from {{ ref('rpt_payment_recovery') }}
),

living as (
    select count(*) as customers from {{ ref('dim_customers') }}
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
    select 'rpt_payment_recovery', 'counts', failed_count, recovered_count + lost_count + open_count
    from recovery
    union all
    select 'rpt_payment_recovery', 'amounts', failed_amount, recovered_amount + lost_amount + open_amount
    from recovery
    union all
    select
        'rpt_sleepers',
        'customers',
        (select coalesce(sum(customer_count), 0) from {{ ref('rpt_sleepers') }}),
        (select count(*) from {{ ref('int_subscribers_valued') }})
)

select * from compared
where found <> wanted

-- Over its months the funnel has every customer, every start in the movement of subscribers, and all who ever paid.
{{ config(meta={
    'finding': "the funnel does not add up to all customers, paid starts and first payments: {count} totals differ"
}) }}
with

sums as (
    select 'registered' as place, registered as found, 0 as wanted from {{ ref('rpt_funnel') }}
    union all
    select 'registered', 0, 1 from {{ ref('dim_customers') }}
    where first_seen_at < {{ as_of_instant() }}
    union all
    select 'paid_starts', paid_starts, 0 from {{ ref('rpt_funnel') }}
    union all
    select 'paid_starts', 0, new + converted + won_back from {{ ref('rpt_subscriber_movement') }}
    where measure = 'subscriptions'
    union all
    select 'first_payers', first_payers, 0 from {{ ref('rpt_funnel') }}
    union all
    select 'first_payers', 0, 1 from {{ ref('int_customer_booked') }}
    where first_paid_at is not null
)

select
    place,
    sum(found) as found,
    sum(wanted) as wanted
from sums
group by place
having sum(found) <> sum(wanted)

with

entries as (
    select * from {{ ref('int_ledger_entries') }}
    where entry_type = 'acquisition_cost'
),

campaigns as (
    select * from {{ ref('int_campaign_costs_unioned') }}
),

-- A code's costs by their first day: one wins until the day before the next of them, however many channels began
-- on the same day; the last has no end, for a mailing is answered long after it was posted.
stretches as (
    select
        source_code,
        date_from,
        lead(date_from) over (partition by source_code order by date_from asc nulls last) as next_date_from
    from campaigns
    group by source_code, date_from
),

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
    where source_code is not null
),

movements as (
    select * from {{ ref('int_subscription_movements') }}
    where movement in ('new', 'converted', 'won_back')
),

-- Who pays was won. A trial counts on the day it was taken up, once it is paid for.
starts as (
    select
        subscriptions.source,
        subscriptions.subscription_id,
        subscriptions.source_code,
        customer_records.customer_id,
        {{ local_date('subscriptions.started_at') }} as started_date
    from subscriptions
    inner join movements
        on subscriptions.source = movements.source and subscriptions.subscription_id = movements.subscription_id
    {{ left_join_customers(
        'subscriptions', 'coalesce(subscriptions.payer_profile_record_id, subscriptions.profile_record_id)'
    ) }}
),

-- A campaign that won nobody keeps its row, as nobody's.
won as (
    select
        entries.entry_id,
        -entries.reporting_amount as cost,
        starts.source,
        starts.subscription_id,
        starts.customer_id,
        count(starts.subscription_id) over (partition by entries.entry_id) as start_count,
        row_number() over (
            partition by entries.entry_id
            order by
                starts.started_date asc nulls last,
                starts.source asc nulls last,
                starts.subscription_id asc nulls last
        ) as place
    from entries
    inner join campaigns
        on entries.source = campaigns.source and entries.record_id = campaigns.record_id
    inner join stretches
        on campaigns.source_code = stretches.source_code and campaigns.date_from = stretches.date_from
    left join starts
        on stretches.source_code = starts.source_code
        and starts.started_date >= stretches.date_from
        and (starts.started_date < stretches.next_date_from or stretches.next_date_from is null)
),

shared as (
    select
        *,
        {{ money_share('cost', '1', 'greatest(start_count, 1)') }} as share
    from won
),

final as (
    select
        entry_id,
        source,
        subscription_id,
        customer_id,
        {{ money(with_rest('cost', 'share', 'place = greatest(start_count, 1)', 'entry_id')) }} as acquisition_cost
    from shared
)

select * from final

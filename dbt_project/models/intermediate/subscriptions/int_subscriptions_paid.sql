with

terms as (
    select * from {{ ref('int_subscription_terms') }}
    where
        not is_complimentary
        and status <> 'trial'
        and coalesce(trial_end_at, started_at) < {{ as_of_instant() }}
        and (ended_at is null or ended_at > coalesce(trial_end_at, started_at))
),

-- Nobody's subscription counts too, each for itself.
subscriptions as (
    select
        terms.*,
        payers.customer_id,
        coalesce(payers.customer_id, terms.source || ':' || terms.subscription_id) as payer_key,
        coalesce(readers.customer_id, terms.source || ':' || terms.subscription_id) as reader_key,
        coalesce(terms.trial_end_at, terms.started_at) as paid_from,
        case when terms.term_months > 0 then 12 else nullif(terms.issues_per_year, 0) end as units_per_year,
        case when terms.term_months > 0 then terms.term_months else terms.term_issues end as units_per_term,
        case when terms.ended_at < {{ as_of_instant() }} then terms.ended_at end as left_at,
        coalesce(
            terms.end_kind, case when terms.cancelled_at is not null then 'voluntary' else 'expired' end
        ) as end_kind_known
    from terms
    {{ left_join_customers('terms', 'terms.payer_record_id', alias='payers') }}
    {{ left_join_customers('terms', 'terms.reader_record_id', alias='readers') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

valued as (
    select
        subscriptions.*,
        {{ in_reporting_currency(
            money_part('subscriptions.term_amount', 'subscriptions.units_per_year', 'subscriptions.units_per_term'),
            'subscriptions.currency', 'rates.rate'
        ) }} as annual_value,
        max(coalesce(
            cast({{ add_days(local_date('left_at'), grace_days('subscriptions.format')) }} as date),
            cast('9999-12-31' as date)
        )) over earlier as earlier_grace_date
    from subscriptions
    left join rates
        on subscriptions.currency = rates.currency
        and {{ local_date('subscriptions.paid_from') }} = rates.rate_date
    window earlier as (
        partition by subscriptions.payer_key
        order by
            subscriptions.paid_from asc nulls last,
            subscriptions.source asc nulls last,
            subscriptions.subscription_id asc nulls last
        rows between unbounded preceding and 1 preceding
    )
),

final as (
    select
        source,
        subscription_id,
        customer_id,
        payer_key,
        reader_key,
        coalesce(title, 'unknown') as title,
        coalesce(format, 'unknown') as format,
        sales_channel,
        copies,
        annual_value,
        trial_end_at is not null as is_out_of_trial,
        paid_from,
        earlier_grace_date,
        case
            when
                paused_at < {{ as_of_instant() }} and paused_at > paid_from and (left_at is null or paused_at < left_at)
                then paused_at
        end as stopped_at,
        case
            when resumes_at < {{ as_of_instant() }} and (left_at is null or resumes_at < left_at) then resumes_at
        end as resumed_at,
        left_at,
        case
            when left_at is null then null
            when end_kind_known in ('voluntary', 'involuntary', 'switched') then end_kind_known
            when end_kind_known = 'deceased' then 'involuntary'
            else 'expired'
        end as left_kind
    from valued
)

select * from final

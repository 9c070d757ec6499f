-- Every rated cost of support, mail and subscriptions, and what views bring, is its quantity times the rate of its day.
-- Worked out again from the feeds, past every model of the ledger: per ticket, per subscription and month, and per day
-- of sends and of views of a section. When a subscription runs and pauses is read from int_subscription_terms.
{{ config(meta={
    'finding': "{count} rated costs of support, mail and subscriptions, or views, are not what quantity and rate make",
    'named': ['source', 'entry_type', 'currency']
}) }}
with

rates as (
    select
        'minute' as cost, channel as first_key, cast(null as varchar(100)) as second_key,
        cast(null as varchar(100)) as third_key, valid_from, cost_per_minute as rate, currency
    from {{ ref('stg_reference__support_costs') }}
    union all
    select 'send', channel, null, null, valid_from, {{ money('cost_per_send') }}, currency
    from {{ ref('stg_reference__send_costs') }}
    union all
    select 'month', country_group, format, product_id, valid_from, cost_per_month, currency
    from {{ ref('stg_reference__serving_costs') }}
    union all
    select 'issue', country_group, format, product_id, valid_from, cost_per_issue_copy, currency
    from {{ ref('stg_reference__serving_costs') }}
    union all
    select 'view', section, null, null, valid_from, revenue_per_thousand_views, currency
    from {{ ref('stg_reference__ad_revenue') }}
),

countries as (
    select
        profiles.source,
        profiles.record_id,
        coalesce(min(country_groups.country_group), min(elsewhere.country_group)) as country_group
    from {{ ref('int_profiles_unioned') }} as profiles
    left join {{ ref('stg_reference__country_groups') }} as country_groups
        on upper(country_groups.country_code) = profiles.country_code
    left join {{ ref('stg_reference__country_groups') }} as elsewhere
        on elsewhere.country_code = '*'
    where profiles.country_code is not null
    group by profiles.source, profiles.record_id
),

subscriptions as (
    select
        *,
        {{ local_date('started_at') }} as first_day,
        {{ local_date('least(coalesce(ended_at, ' ~ as_of_instant() ~ '), ' ~ as_of_instant() ~ ')') }} as end_day,
        {{ local_date('paused_at') }} as pause_day,
        {{ local_date('coalesce(resumes_at, ' ~ as_of_instant() ~ ')') }} as resume_day
    from {{ ref('int_subscription_terms') }}
),

months as (
    {{ date_spine("(select date_trunc('month', min(first_day)) from subscriptions)", as_of_date(), 'month') }}
),

-- The part of a calendar month that a subscription runs, and the part of a pause that lies in it.
parts as (
    select
        subscriptions.*,
        months.spine_date as month_start,
        greatest(subscriptions.first_day, months.spine_date) as from_day,
        least(subscriptions.end_day, cast({{ add_months('months.spine_date', 1) }} as date)) as to_day,
        {{ days_between('months.spine_date', add_months('months.spine_date', 1)) }} as days_of_month
    from subscriptions
    inner join months
        on subscriptions.end_day > months.spine_date
        and subscriptions.first_day < cast({{ add_months('months.spine_date', 1) }} as date)
    where subscriptions.end_day > subscriptions.first_day
),

served as (
    select
        *,
        subscription_id || ' ' || cast(month_start as varchar(10)) as thing,
        (
            {{ days_between('from_day', 'to_day') }}
            - case
                when pause_day is null then 0
                else greatest({{ days_between('greatest(from_day, pause_day)', 'least(to_day, resume_day)') }}, 0)
            end
        ) / cast(days_of_month as decimal(18, 10)) as months_served
    from parts
),

charges as (
    select
        'minute' as cost, 'support_cost' as entry_type, source, record_id as thing,
        cast(null as varchar(3)) as currency, channel as first_key, null as second_key, null as third_key,
        {{ local_date('opened_at') }} as rate_day,
        minutes_spent as quantity, -minutes_spent as units
    from {{ ref('int_support_tickets_unioned') }}
    where opened_at < {{ as_of_instant() }} and not coalesce(is_deleted, false)
    union all
    select
        'send', 'service_cost', source, cast({{ local_date('occurred_at') }} as varchar(10)), null,
        'email', null, null, {{ local_date('occurred_at') }},
        count(*), -count(*)
    from {{ ref('int_newsletter_events_unioned') }}
    where event_type = 'send' and occurred_at < {{ as_of_instant() }}
    group by source, {{ local_date('occurred_at') }}
    union all
    select
        'view', 'ad_revenue', source,
        coalesce(content_section, '') || ' ' || cast({{ local_date('occurred_at') }} as varchar(10)), null,
        content_section, null, null, {{ local_date('occurred_at') }},
        count(*), count(*) / 1000.0
    from {{ ref('int_web_events_unioned') }}
    where event_name = 'page_view' and not coalesce(is_bot, false) and {{ is_plausible('occurred_at') }}
    group by source, content_section, {{ local_date('occurred_at') }}
    union all
    select
        priced.cost, 'service_cost', served.source, served.thing, null,
        countries.country_group, served.format, served.product_id, served.from_day,
        0,
        -served.months_served
        * case when priced.cost = 'issue' then served.copies * coalesce(served.issues_per_year, 0) / 12.0 else 1 end
    from served
    left join countries
        on served.source = countries.source
        and served.reader_record_id = countries.record_id
    cross join (select distinct cost from rates where cost in ('month', 'issue')) as priced
),

-- Days of service are in the amount already: a month of two parts of a rate has one quantity.
booked as (
    select
        source,
        entry_type,
        case
            when entry_type = 'support_cost' then record_id
            when subscription_id is not null
                then subscription_id || ' '
                    || cast(cast(date_trunc('month', {{ local_date('occurred_at') }}) as date) as varchar(10))
            when entry_type = 'ad_revenue'
                then coalesce(product_line, '') || ' ' || cast({{ local_date('occurred_at') }} as varchar(10))
            else cast({{ local_date('occurred_at') }} as varchar(10))
        end as thing,
        currency,
        case when entry_type = 'service_cost' and subscription_id is not null then 0 else quantity end as quantity,
        amount
    from {{ ref('fct_ledger_entries') }}
    where basis = 'rated' and entry_type in ('support_cost', 'service_cost', 'ad_revenue')
),

{{ differing_from_rates() }}

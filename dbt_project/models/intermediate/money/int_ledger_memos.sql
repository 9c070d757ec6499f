{{ config(materialized='view') }}

with

campaigns as (
    select * from {{ ref('int_campaign_costs_unioned') }}
),

views as (
    select
        source,
        device_id,
        login_id,
        content_section,
        {{ local_date('occurred_at') }} as rate_day,
        lower(coalesce(content_section, '')) as section,
        count(*) as page_views,
        min(occurred_at) as occurred_at
    from {{ ref('int_web_events_unioned') }}
    where
        event_name = 'page_view'
        and not coalesce(is_bot, false)
        and {{ is_plausible('occurred_at') }}
    group by 1, 2, 3, 4, 5, 6
),

view_rates as (
    {{ matching_rates(
        'views', ref('stg_reference__ad_revenue'), ['section'], ['revenue_per_thousand_views', 'currency']
    ) }}
),

acquisition as (
    select {{ ledger_entry(
        entry_id="source || ':campaign:' || record_id || ':acquisition_cost'",
        source='source',
        record_id='record_id',
        entry_type="'acquisition_cost'",
        basis="'fed'",
        discount_code='source_code',
        sales_channel='channel',
        occurred_at=local_midnight('date_from'),
        currency='currency',
        amount='-amount',
    ) }}
    from campaigns
),

advertising as (
    select {{ ledger_entry(
        entry_id="views.source || ':device:' || views.device_id || ':' || coalesce(views.login_id, '') || ':'"
            ~ " || coalesce(views.content_section, '') || ':' || cast(views.rate_day as varchar(10)) || ':ad_revenue'",
        source='views.source',
        device_id='views.device_id',
        login_id='views.login_id',
        entry_type="'ad_revenue'",
        basis="'rated'",
        product_line='views.content_section',
        occurred_at='views.occurred_at',
        quantity='views.page_views',
        currency=rate_currency('view_rates.currency'),
        amount='views.page_views * view_rates.revenue_per_thousand_views / 1000',
    ) }}
    from views
    inner join view_rates
        on views.section = view_rates.section
        and views.rate_day = view_rates.rate_day
    where view_rates.revenue_per_thousand_views <> 0
),

final as (
    select * from acquisition
    union all
    select * from advertising
)

select * from final

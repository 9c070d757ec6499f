with

views as (
    select
        source,
        device_id,
        login_id,
        content_section as section,
        {{ local_date('occurred_at') }} as view_date,
        count(*) as page_views,
        min(occurred_at) as occurred_at
    from {{ ref('int_web_events_unioned') }}
    where
        event_name = 'page_view'
        and not coalesce(is_bot, false)
        and {{ is_plausible('occurred_at') }}
    group by 1, 2, 3, 4, 5
),

rated as (
    {{ at_rates(
        'views', ref('stg_reference__ad_revenue'), 'view_date', ['section'], ['revenue_per_thousand_views', 'currency']
    ) }}
),

final as (
    select {{ ledger_entry(
        ['source', 'device_id', 'login_id', 'occurred_at'],
        entry_id="source || ':device:' || device_id || ':' || coalesce(login_id, '') || ':' || coalesce(section, '')"
            ~ " || ':' || cast(view_date as varchar(10)) || ':ad_revenue'",
        entry_type="'ad_revenue'",
        basis="'rated'",
        product_line='section',
        quantity='page_views',
        currency='rate_currency',
        amount='page_views * revenue_per_thousand_views / 1000',
    ) }}
    from rated
    where revenue_per_thousand_views <> 0
)

select * from final

with

months as (
    select * from {{ ref('int_subscription_months') }}
),

subscriptions as (
    select * from {{ ref('int_subscription_terms') }}
),

profiles as (
    select source, record_id, country_code from {{ ref('int_profiles_unioned') }}
),

country_groups as (
    select
        upper(country_code) as country_code,
        country_group
    from {{ ref('stg_reference__country_groups') }}
),

served as (
    select
        months.*,
        subscriptions.payer_record_id,
        subscriptions.reader_record_id,
        subscriptions.product_id,
        subscriptions.product_line,
        subscriptions.title,
        subscriptions.copies,
        subscriptions.sales_channel,
        coalesce(subscriptions.issues_per_year, 0) as issues_per_year,
        subscriptions.format,
        coalesce(country_groups.country_group, elsewhere.country_group) as country_group
    from months
    inner join subscriptions
        on months.source = subscriptions.source
        and months.subscription_id = subscriptions.subscription_id
    left join profiles
        on subscriptions.source = profiles.source
        and subscriptions.reader_record_id = profiles.record_id
    left join country_groups
        on profiles.country_code = country_groups.country_code
    left join country_groups as elsewhere
        on country_groups.country_code is null
        and profiles.country_code is not null
        and elsewhere.country_code = '*'
),

rated as (
    {{ at_rates(
        'served', ref('stg_reference__serving_costs'), 'from_day', ['country_group', 'format', 'product_id'],
        ['cost_per_issue_copy', 'cost_per_month', 'currency']
    ) }}
),

yearly as (
    select
        *,
        cast(12 * cost_per_month + cost_per_issue_copy * copies * issues_per_year as decimal(38, 8)) as cost_of_year
    from rated
),

-- A part of a month is its days; one division rounds, of whole numbers: to hundredths of a cent, halves up.
costed as (
    select
        *,
        cast(
            {{ rounded_quotient(
                'days_served * ' ~ whole_number('100000000 * cost_of_year'),
                whole_number('120000 * days_of_month')
            ) }} as decimal(16, 0)
        ) * cast(0.0001 as decimal(4, 4)) as cost_amount
    from yearly
),

final as (
    select {{ ledger_entry(
        ['source', 'product_id', 'product_line', 'title', 'subscription_id', 'sales_channel'],
        entry_id="source || ':subscription:' || subscription_id || ':' || cast(served_month as varchar(10))"
            ~ " || ':service_cost'",
        record_id='subscription_id',
        profile_record_id='payer_record_id',
        beneficiary_record_id='reader_record_id',
        entry_type="'service_cost'",
        basis="'rated'",
        occurred_at=local_midnight('from_day'),
        quantity='days_served',
        currency='rate_currency',
        amount='-cost_amount',
    ) }}
    from costed
    where cost_amount <> 0
)

select * from final

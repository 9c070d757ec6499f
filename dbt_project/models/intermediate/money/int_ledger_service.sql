{{ config(materialized='view') }}

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

keyed as (
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
        lower(coalesce(country_groups.country_group, elsewhere.country_group, '')) as group_key,
        coalesce(subscriptions.format, '') as format_key,
        lower(coalesce(subscriptions.product_id, '')) as product_key
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

rate_keys as (
    select group_key as country_group, format_key as format, product_key as product_id, from_day as rate_day from keyed
),

rates as (
    {{ matching_rates(
        'rate_keys', ref('stg_reference__serving_costs'), ['country_group', 'format', 'product_id'],
        ['cost_per_issue_copy', 'cost_per_month', 'currency']
    ) }}
),

-- A part of a month is its days; copies and issues are multiplied first, so that only one division rounds.
rated as (
    select
        keyed.*,
        rates.currency as rate_currency,
        keyed.days_served
        * (12 * rates.cost_per_month + rates.cost_per_issue_copy * keyed.copies * keyed.issues_per_year)
        / (12 * keyed.days_of_month) as cost_amount
    from keyed
    inner join rates
        on keyed.group_key = rates.country_group
        and keyed.format_key = rates.format
        and keyed.product_key = rates.product_id
        and keyed.from_day = rates.rate_day
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':subscription:' || subscription_id || ':' || cast(served_month as varchar(10))"
            ~ " || ':service_cost'",
        source='source',
        record_id='subscription_id',
        profile_record_id='payer_record_id',
        beneficiary_record_id='reader_record_id',
        entry_type="'service_cost'",
        basis="'rated'",
        product_id='product_id',
        product_line='product_line',
        title='title',
        subscription_id='subscription_id',
        sales_channel='sales_channel',
        occurred_at=local_midnight('from_day'),
        quantity='days_served',
        currency=rate_currency('rate_currency'),
        amount='-cost_amount',
    ) }}
    from rated
    where cost_amount <> 0
)

select * from final

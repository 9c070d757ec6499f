{{ config(materialized='view') }}

with

lines as (
    select * from {{ ref('int_order_lines_booked') }}
    where not is_return and quantity > 0 and product_kind = 'merchandise'
),

parcels as (
    select
        source, order_id, null as record_id, null as product_id, null as product_line, 'order' as applies_to,
        min(profile_record_id) as profile_record_id, min(sales_channel) as sales_channel, min(ordered_at) as ordered_at,
        min(ordered_date) as rate_day
    from lines
    group by source, order_id
    union all
    select
        source, order_id, record_id, product_id, product_line, 'line' as applies_to,
        profile_record_id, sales_channel, ordered_at, ordered_date
    from lines
),

rates as (
    {{ matching_rates('parcels', ref('stg_reference__fulfilment_costs'), ['applies_to'], ['amount', 'currency']) }}
),

costs as (
    select
        parcels.*,
        coalesce(parcels.record_id, 'order') || ':fulfilment' as part,
        {{ rate_currency('rates.currency') }} as currency,
        -rates.amount as amount
    from parcels
    inner join rates
        on parcels.applies_to = rates.applies_to
        and parcels.rate_day = rates.rate_day
),

final as (
    select {{ ledger_entry(
        entry_id="source || ':order:' || order_id || ':' || part",
        source='source',
        record_id='record_id',
        profile_record_id='profile_record_id',
        beneficiary_record_id='profile_record_id',
        entry_type="'fulfilment'",
        basis="'rated'",
        product_id='product_id',
        product_line='product_line',
        order_id='order_id',
        sales_channel='sales_channel',
        occurred_at='ordered_at',
        quantity='1',
        currency='currency',
        amount='amount',
    ) }}
    from costs
    where amount <> 0
)

select * from final

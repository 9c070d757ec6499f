with

entries as (
    select
        *,
        entry_type = 'list_price' and not is_donation as is_priced
    from {{ ref('int_earned_parts') }}
    where not is_memo and earned_month <= {{ as_of_date() }}
),

final as (
    select
        customer_records.customer_id,
        {{ month_number('entries.earned_month') }} as month_number,
        sum(entries.earned_reporting_amount) as contribution,
        sum(case when entries.entry_type = 'list_price' then entries.earned_reporting_amount end) as list_amount,
        sum(
            case
                when entries.entry_type = 'list_price' and entries.earned_reporting_amount > 0
                    then entries.earned_reporting_amount
            end
        ) as paid_amount,
        sum(case when entries.is_priced then entries.earned_reporting_amount end) as priced_amount,
        sum(case when entries.is_priced and entries.is_undiscounted then entries.earned_reporting_amount end)
            as full_price_amount
    from entries
    {{ inner_join_customers('entries') }}
    group by 1, 2
)

select * from final

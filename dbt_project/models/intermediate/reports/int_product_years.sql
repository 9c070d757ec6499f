with

amounts as (
    select
        *,
        case entry_type when 'list_price' then 'list' when 'discount' then 'discount' else 'refund' end as kind
    from {{ ref('int_customer_amounts') }}
    where entry_type in ('list_price', 'discount', 'refund', 'chargeback') and reporting_amount is not null
),

final as (
    select
        customer_id,
        product_id,
        product_line,
        title,
        cast(coalesce(sum(units_before), 0) as decimal(18, 4)) as units_before,
        cast(coalesce(sum(units_now), 0) as decimal(18, 4)) as units_now,
        coalesce(min(first_unit) = max(last_unit), false) as is_of_one_unit,
        {{ earned_of('list', 'earned_amount_12m_before') }} as list_before,
        {{ earned_of('list', 'earned_amount_12m') }} as list_now,
        {{ earned_of('discount', 'earned_amount_12m_before') }} as discount_before,
        {{ earned_of('discount', 'earned_amount_12m') }} as discount_now,
        {{ earned_of('refund', 'earned_amount_12m_before') }} as refund_before,
        {{ earned_of('refund', 'earned_amount_12m') }} as refund_now
    from amounts
    group by customer_id, product_id, product_line, title
)

select * from final

-- One row per Shopify order that took or may still take money, and whether it did, with the record of its buyer: the
-- account, a guest who left contact data, or nobody.
with

orders as (
    {{ current_rows(source('raw_shopify', 'orders')) }}
),

final as (
    select
        *,
        coalesce(
            customer_id,
            case
                when coalesce(email, phone, address_last_name, address_address1) is not null then 'guest:' || id
            end
        ) as profile_record_id,
        {{ took_money('financial_status') }} as is_paid
    from orders
    where
        coalesce(financial_status, 'paid') not in ('voided', 'expired')
        and not (cancelled_at is not null and coalesce(financial_status, 'paid') in ('pending', 'authorized'))
)

select * from final

-- One row per Shopify order without an account that names its buyer, as a profile.
with

orders as (
    select * from {{ ref('base_shopify__orders') }}
),

final as (
    select
        source,
        profile_record_id as record_id,
        'person' as profile_kind,
        {{ filled('email') }} as email,
        {{ filled('phone') }} as phone,
        {{ filled('address_first_name') }} as first_name,
        {{ filled('address_last_name') }} as last_name,
        {{ street('address_address1', 'address_address2') }} as address_line,
        {{ filled('address_city') }} as city,
        {{ filled('address_province') }} as region,
        {{ filled('address_zip') }} as postal_code,
        {{ filled('address_country_code') }} as country_code,
        created_at,
        created_at as updated_at,
        loaded_at
    from orders
    where customer_id is null and profile_record_id is not null and not coalesce(test, false)
)

select * from final

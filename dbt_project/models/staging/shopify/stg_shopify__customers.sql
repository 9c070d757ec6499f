-- One row per Shopify customer account, as a profile.
with

customers as (
    {{ current_rows(source('raw_shopify', 'customers')) }}
),

final as (
    select
        source,
        id as record_id,
        'person' as profile_kind,
        {{ filled('email') }} as email,
        {{ filled('phone') }} as phone,
        {{ filled('multipass_identifier') }} as login_id,
        {{ filled('first_name') }} as first_name,
        {{ filled('last_name') }} as last_name,
        {{ street('default_address_address1', 'default_address_address2') }} as address_line,
        {{ filled('default_address_city') }} as city,
        {{ filled('default_address_province') }} as region,
        {{ filled('default_address_zip') }} as postal_code,
        {{ filled('default_address_country_code') }} as country_code,
        created_at,
        updated_at,
        loaded_at
    from customers
)

select * from final

-- One row per Shopify order without an account that names its buyer, as a profile, and one per account that only its
-- orders describe: the latest of them that says anything.
with

orders as (
    select * from {{ ref('base_shopify__orders') }}
),

accounts as (
    {{ current_rows(source('raw_shopify', 'customers')) }}
),

named as (
    select
        orders.*,
        row_number() over (
            partition by orders.source, orders.profile_record_id
            order by orders.created_at desc nulls last, orders.id desc nulls last
        ) as place
    from orders
    left join accounts
        on orders.source = accounts.source and orders.customer_id = accounts.id
    where
        accounts.id is null
        and not coalesce(orders.test, false)
        and coalesce(
            orders.email, orders.phone, orders.customer_last_name, orders.address_last_name, orders.address_address1
        ) is not null
),

-- The person of the account is its buyer; an address may be that of whom the parcel is for.
final as (
    select
        source,
        profile_record_id as record_id,
        'person' as profile_kind,
        {{ filled('email') }} as email,
        {{ filled('phone') }} as phone,
        coalesce({{ filled('customer_first_name') }}, {{ filled('address_first_name') }}) as first_name,
        coalesce({{ filled('customer_last_name') }}, {{ filled('address_last_name') }}) as last_name,
        {{ street('address_address1', 'address_address2') }} as address_line,
        {{ filled('address_city') }} as city,
        {{ filled('address_province') }} as region,
        {{ filled('address_zip') }} as postal_code,
        {{ filled('address_country_code') }} as country_code,
        created_at,
        created_at as updated_at,
        loaded_at
    from named
    where place = 1
)

select * from final

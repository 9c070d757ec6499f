-- One row per Stripe customer, as a profile; a deleted one keeps its id and nothing else.
with

customers as (
    {{ current_rows(source('raw_stripe', 'customers')) }}
),

final as (
    select
        source,
        id as record_id,
        case
            when business_name is not null or {{ json_text('metadata', '$.profile_kind') }} = 'organisation'
                then 'organisation'
            else 'person'
        end as profile_kind,
        {{ filled('email') }} as email,
        {{ filled('coalesce(phone, shipping_phone)') }} as phone,
        {{ json_text('metadata', '$.login_id') }} as login_id,
        coalesce({{ filled('individual_name') }}, {{ filled('name') }}, {{ filled('shipping_name') }}) as full_name,
        business_name as organisation_name,
        case
            when address_line1 is not null then {{ street('address_line1', 'address_line2') }}
            else {{ street('shipping_address_line1', 'shipping_address_line2') }}
        end as address_line,
        case when address_line1 is not null then address_city else shipping_address_city end as city,
        case when address_line1 is not null then address_state else shipping_address_state end as region,
        case
            when address_line1 is not null then address_postal_code else shipping_address_postal_code
        end as postal_code,
        case when address_line1 is not null then address_country else shipping_address_country end as country_code,
        created as created_at,
        created as updated_at,
        coalesce(deleted, false) as is_deleted,
        loaded_at
    from customers
)

select * from final

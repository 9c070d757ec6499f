with

customer_records as (
    select * from {{ ref('int_customer_records') }}
),

profiles as (
    select * from {{ ref('int_profiles_unioned') }}
),

record_pointers as (
    select * from {{ ref('int_record_pointers') }}
),

sources as (
    select * from {{ ref('stg_ops__sources') }}
),

described as (
    select
        customer_records.customer_id,
        profiles.source,
        profiles.record_id,
        {{ trust_rank('profiles.source', 'sources.feed') }} as trust_rank,
        coalesce(profiles.updated_at, profiles.created_at, record_pointers.last_seen_at) as observed_at,
        coalesce(
            nullif(trim(profiles.full_name), ''),
            nullif(trim(concat_ws(
                ' ',
                nullif(trim(profiles.first_name), ''),
                nullif(trim(profiles.middle_name), ''),
                nullif(trim(profiles.last_name), ''),
                nullif(trim(profiles.name_suffix), '')
            )), '')
        ) as full_name,
        nullif(trim(profiles.first_name), '') as first_name,
        nullif(trim(profiles.middle_name), '') as middle_name,
        nullif(trim(profiles.last_name), '') as last_name,
        nullif(trim(profiles.name_suffix), '') as name_suffix,
        nullif(trim(profiles.organisation_name), '') as organisation_name,
        nullif(lower(trim(profiles.email)), '') as email,
        nullif(trim(profiles.phone), '') as phone,
        profiles.birth_date,
        coalesce(profiles.birth_year, extract(year from profiles.birth_date)) as birth_year,
        profiles.birthday,
        nullif(trim(profiles.gender), '') as gender,
        nullif(trim(profiles.address_line), '') as address_line,
        nullif(trim(profiles.city), '') as city,
        nullif(trim(profiles.region), '') as region,
        nullif(trim(profiles.postal_code), '') as postal_code,
        nullif(upper(trim(profiles.country_code)), '') as country_code,
        profiles.address_status,
        nullif(trim(profiles.occupation), '') as occupation,
        nullif(trim(profiles.employer), '') as employer,
        nullif(trim(profiles.education), '') as education,
        nullif(trim(profiles.income_band), '') as income_band,
        nullif(trim(profiles.marital_status), '') as marital_status,
        profiles.children,
        coalesce(profiles.is_deceased, false) as is_deceased,
        coalesce(profiles.is_deleted, false) as is_deleted
    from customer_records
    inner join profiles
        on customer_records.source = profiles.source and customer_records.record_id = profiles.record_id
    left join record_pointers
        on profiles.source = record_pointers.source and profiles.record_id = record_pointers.record_id
    left join sources on profiles.source = sources.source
),

final as (
    select
        *,
        {{ field_places() }}
    from described
)

select * from final

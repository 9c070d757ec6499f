-- Every record of a person, described or only pointed to, is exactly one customer's.
{{ config(meta={'finding': "{count} records of people are nobody's, or two customers'"}) }}
with

records as (
    select source, record_id from {{ ref('int_profiles_unioned') }}
    union
    select source, record_id from {{ ref('int_record_pointers') }}
),

customer_records as (
    select
        source,
        record_id,
        count(customer_number) as customer_count
    from {{ ref('int_customer_records') }}
    group by source, record_id
)

select
    records.source,
    coalesce(customer_records.customer_count, 0) as customer_count,
    count(*) as record_count
from records
left join customer_records
    on records.source = customer_records.source and records.record_id = customer_records.record_id
where coalesce(customer_records.customer_count, 0) <> 1
group by records.source, coalesce(customer_records.customer_count, 0)

-- A person or product that a record points to is described by some feed; what is not is kept and counted.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(reference_count), 0)',
    meta={
        'finding': "no feed describes {count} of the people and products that records point to: they are kept and counted without details; add an entry to feeds.yml that describes them",
        'named': ['place']
    }
) }}

-- People are only counted: the key of a record may be an address.
select
    count(*) || (case when count(*) = 1 then ' person of ' else ' people of ' end) || source as place,
    count(*) as reference_count
from {{ ref('int_record_pointers') }}
where not is_described
group by source

union all

select
    'product ' || product_id || ' of ' || source as place,
    count(*) as reference_count
from {{ ref('dim_products') }}
where not is_described
group by source, product_id

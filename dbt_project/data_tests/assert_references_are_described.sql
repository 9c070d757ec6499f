-- Amber: a reference to something that no feed describes is kept and counted, and said.
{{ config(severity='warn') }}

select
    source,
    'person' as reference,
    count(*) as reference_count
from {{ ref('int_record_pointers') }}
where not is_described
group by source

union all

select
    source,
    'product' as reference,
    count(*) as reference_count
from {{ ref('dim_products') }}
where not is_described
group by source

-- Amber: a reference to something that no feed describes is kept and counted, and said.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(reference_count), 0)',
    meta={'finding': "{count} people or products are pointed to by a record and described by no feed: they are kept and counted; add the feed or the file that describes them to feeds.yml"}
) }}

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

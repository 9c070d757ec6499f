-- Nobody's stage of life begins after as_of.
{{ config(meta={'finding': "{count} customers are in a stage of life that begins after as_of"}) }}
select customer_id
from {{ ref('int_customer_stages') }}
where lifecycle_stage_since > {{ as_of_date() }}

-- Who has bought is never again audience, trialist, recipient or first_time; who lapsed comes back as won back.
{{ config(meta={'finding': "{count} changes of customers' stages of life are none that can be"}) }}
select *
from {{ ref('fct_lifecycle_transitions') }}
where
    from_stage in ('first_time', 'active', 'loyal', 'won_back', 'lapsed')
    and (
        to_stage in ('audience', 'trialist', 'recipient', 'first_time')
        or (from_stage = 'lapsed' and to_stage <> 'won_back')
    )

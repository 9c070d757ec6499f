-- Every pair of compared records of two clusters of one component: a chain must hold from end to end.

create or replace temp table component_pairs as
with members as (
    select likely_components.component, likely_components.cluster, traits.record_number
    from likely_components
    inner join clusters using (cluster)
    inner join traits using (record_number)
)

select one.record_number as record_a, other.record_number as record_b, one.component, one.cluster as cluster_a,
    other.cluster as cluster_b
from members as one
inner join members as other
    on other.component = one.component and other.record_number > one.record_number and other.cluster <> one.cluster;

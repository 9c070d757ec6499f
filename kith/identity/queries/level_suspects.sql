-- Pairs of clusters inside one new component whose attributes differ at all: the only ones worth the guards' time.

-- Two clusters that share an identifier have been judged already, so only from three on.

create or replace temp table chained_clusters as
select component, cluster
from level_components
qualify count(*) over (partition by component) > 2;

create or replace temp table suspect_members as
select clusters.record_number, clusters.cluster
from clusters
semi join chained_clusters using (cluster);

create or replace temp table suspect_attributes as
from attributes_of('suspect_members');

create or replace temp table suspect_pairs as
with component_values as (
    select chained_clusters.component, suspect_attributes.attribute, suspect_attributes.value,
        suspect_attributes.cluster
    from chained_clusters
    inner join suspect_attributes using (cluster)
    where not list_contains(getvariable('agreements'), suspect_attributes.attribute)
),

mixed as (
    select component, attribute
    from component_values
    group by component, attribute
    having count(distinct value) > 1
),

-- one cluster per distinct value is enough to find out whether two values clash
representatives as (
    select component_values.component, component_values.attribute, component_values.value,
        min(component_values.cluster) as cluster
    from component_values
    inner join mixed using (component, attribute)
    group by component_values.component, component_values.attribute, component_values.value
)

select distinct
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from representatives as one
inner join representatives as other
    on other.component = one.component and other.attribute = one.attribute and other.value > one.value
where one.cluster <> other.cluster
union
select apart.cluster_a, apart.cluster_b
from (select * from cluster_parties union all select * from cluster_never) as apart
inner join level_components as one on one.cluster = apart.cluster_a
inner join level_components as other on other.cluster = apart.cluster_b and other.component = one.component;

-- Pairs of clusters inside one new component whose attributes differ at all: the only ones worth the guards' time.

create or replace temp table suspect_pairs as
with component_values as (
    select level_components.component, cluster_attributes.attribute, cluster_attributes.value,
        cluster_attributes.cluster
    from level_components
    inner join cluster_attributes using (cluster)
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

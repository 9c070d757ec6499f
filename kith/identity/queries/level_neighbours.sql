-- Who is linked to whom in conflicted components, and which two neighbours of one cluster have to be compared.

create or replace temp table neighbours as
with standing as (
    select level_pairs.cluster_a, level_pairs.cluster_b
    from level_pairs
    inner join level_components on level_components.cluster = level_pairs.cluster_a
    anti join verdicts
        on verdicts.cluster_a = level_pairs.cluster_a and verdicts.cluster_b = level_pairs.cluster_b
    where level_components.component in (select component from conflicted)
)

select cluster_a as cluster, cluster_b as neighbour from standing
union
select cluster_b as cluster, cluster_a as neighbour from standing;

create or replace temp table neighbour_pairs as
select distinct one.neighbour as cluster_a, other.neighbour as cluster_b
from neighbours as one
inner join neighbours as other on other.cluster = one.cluster and other.neighbour > one.neighbour;

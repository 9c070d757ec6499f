-- Where a component holds a clash or a star's own link was stopped, a star says too little: such values give every
-- pair of records instead.

create or replace temp table outgrown_values as
select distinct level_edges.kind, level_edges.value
from level_edges
inner join level_components on level_components.cluster = level_edges.cluster_a
where level_components.component in (select component from conflicted) and level_edges.is_star
union
select level_edges.kind, level_edges.value
from level_edges
semi join verdicts
    on verdicts.cluster_a = level_edges.cluster_a and verdicts.cluster_b = level_edges.cluster_b
where level_edges.is_star;

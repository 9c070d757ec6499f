-- Keep what was stopped, edge by edge, and let clusters grow.

insert into stopped_edges
select distinct level_edges.kind, level_edges.value, level_edges.record_a, level_edges.record_b, verdicts.guard
from level_edges
inner join verdicts
    on verdicts.cluster_a = level_edges.cluster_a and verdicts.cluster_b = level_edges.cluster_b
    and list_contains(getvariable('level_kinds'), level_edges.kind)
anti join stopped_edges as known
    on known.kind = level_edges.kind and known.value = level_edges.value
    and known.record_a = level_edges.record_a and known.record_b = level_edges.record_b;

create or replace temp table clusters as
select clusters.record_number, coalesce(level_components.component, clusters.cluster) as cluster
from clusters
left join level_components using (cluster);

-- what has grown is judged anew; what fits two others may fit one of them by now
delete from verdicts
where guard in ('ambiguous', 'weak_bridge')
    or cluster_a in (select cluster from level_components)
    or cluster_b in (select cluster from level_components);

delete from judged_pairs;

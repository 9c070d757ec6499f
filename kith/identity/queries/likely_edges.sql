-- The likely links that hold become edges of kind `likely`; the others edges of kind `possible` with their guard. What
-- a guard stopped at an exact link is scored beside them.

create or replace temp table edge_scores as
with judged as (
    select
        likely_pairs.*,
        coalesce(
            likely_pairs.guard,
            fault('ambiguous', likely_ambiguous.cluster_a is not null),
            fault('weak_bridge', coalesce(one.group_cluster, 0) <> coalesce(other.group_cluster, 0))
        ) as verdict
    from likely_pairs
    left join likely_groups as one on one.cluster = likely_pairs.cluster_a
    left join likely_groups as other on other.cluster = likely_pairs.cluster_b
    left join likely_ambiguous
        on likely_ambiguous.cluster_a = least(likely_pairs.cluster_a, likely_pairs.cluster_b)
        and likely_ambiguous.cluster_b = greatest(likely_pairs.cluster_a, likely_pairs.cluster_b)
)

select
    * exclude (guard),
    case when verdict is null then 'likely' else 'possible' end as kind,
    record_a || '=' || record_b as value,
    greatest(one.first_seen_at, other.first_seen_at) as first_seen_at
from judged
inner join (select record_number as record_a, first_seen_at from people) as one using (record_a)
inner join (select record_number as record_b, first_seen_at from people) as other using (record_b);

insert into edges
select kind, value, record_a, record_b, first_seen_at, false as is_star from edge_scores;

insert into stopped_edges
select kind, value, record_a, record_b, verdict as guard from edge_scores where kind = 'possible';

insert into edge_scores by name
from scored_pairs
semi join stopped_edges using (record_a, record_b)
anti join edge_scores as known using (record_a, record_b);

-- Every link with its verdict. A link inside one cluster holds, one between two clusters was stopped by its guard.

create or replace temp table edges_judged as
with guards as (
    select kind, value, record_a, record_b, min(guard) as guard
    from stopped_edges
    group by kind, value, record_a, record_b
)

select
    edges.kind,
    edges.value,
    edges.record_a,
    edges.record_b,
    edges.first_seen_at,
    one.cluster as cluster_a,
    other.cluster as cluster_b,
    one.cluster = other.cluster as is_accepted,
    case when one.cluster <> other.cluster then guards.guard end as guard
from edges
inner join clusters as one on one.record_number = edges.record_a
inner join clusters as other on other.record_number = edges.record_b
left join guards using (kind, value, record_a, record_b)
-- what was only possible and came true by other links is no news
where edges.kind <> 'possible' or one.cluster <> other.cluster;

create or replace temp view joined_edges as
select kind, value, record_a, record_b from edges_judged where is_accepted;

-- Pairs of records of two clusters that may be one person: chance of at least `review`, and the guard that keeps them
-- apart, if one does.

create or replace temp table likely_pairs as
with stopped as (
    select record_a, record_b, bool_or(guard not in ('ambiguous', 'weak_bridge')) as is_final
    from stopped_edges
    group by record_a, record_b
),

judged as (
    select
        scored_pairs.*,
        coalesce(
            doubted_pairs.guard,
            case when scored_pairs.p_person < getvariable('accept') then 'below_accept' end
        ) as guard
    from scored_pairs
    left join doubted_pairs using (record_a, record_b)
)

select judged.*, one.cluster as cluster_a, other.cluster as cluster_b
from judged
inner join clusters as one on one.record_number = judged.record_a
inner join clusters as other on other.record_number = judged.record_b
-- what an exact link had to say against it is said already, and two people are not made one by likeness; only what
-- fitted several may yet be told apart by it
left join stopped on stopped.record_a = judged.record_a and stopped.record_b = judged.record_b
where one.cluster <> other.cluster and (stopped.record_a is null or (judged.guard is null and not stopped.is_final));

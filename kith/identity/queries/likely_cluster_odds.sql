-- One row per two clusters of a component: the support of their record pairs, and how many these are.
-- In natural logarithms of odds. A pair counts for 15 at most, three million to one, so that one pair does not outvote
-- all others. Two known names or two birth dates that no slip makes one count 9 against, eight thousand to one,
-- whatever the chance: more than most pairs say for it, less than the strongest. Other doubts are of one pair alone.

create or replace temp table cluster_odds as
select
    component_pairs.component,
    least(component_pairs.cluster_a, component_pairs.cluster_b) as cluster_a,
    greatest(component_pairs.cluster_a, component_pairs.cluster_b) as cluster_b,
    -- summed as decimals: a sum of floats depends on the order of rows in its last digit
    cast(sum(cast(
        case
            when component_doubts.guard is not null then -9
            else greatest(-15, least(15, component_scores.support))
        end as decimal(18, 12)
    )) as double) as support,
    count(*) as pairs
from component_pairs
inner join component_scores using (record_a, record_b)
left join component_doubts
    on component_doubts.record_a = component_pairs.record_a and component_doubts.record_b = component_pairs.record_b
    and component_doubts.guard in ('known_names', 'birth_date')
group by 1, 2, 3;

-- Every record on its own but for what people decided, nothing stopped yet. Reads decided_components.

create or replace temp table clusters as
select people.record_number, coalesce(decided_components.component, people.record_number) as cluster
from people
left join decided_components using (record_number);

-- The pairs of clusters in which the two records of each pair of a table (record_a, record_b) stand by now.
create or replace temp macro clusters_of(pairs_table) as table
select distinct
    least(one.cluster, other.cluster) as cluster_a,
    greatest(one.cluster, other.cluster) as cluster_b
from query_table(pairs_table) as pairs
inner join clusters as one on one.record_number = pairs.record_a
inner join clusters as other on other.record_number = pairs.record_b
where one.cluster <> other.cluster;

-- What this level stopped, as long as neither cluster grows, and what it judged since clusters last grew.
create or replace temp table verdicts (cluster_a bigint, cluster_b bigint, guard text);
create or replace temp table judged_pairs (cluster_a bigint, cluster_b bigint);

-- What each verdict meant for the edges, kept after clusters have grown: one row per stopped edge.
create or replace temp table stopped_edges (
    kind text, value text, record_a bigint, record_b bigint, guard text
);

-- Every record on its own, nothing stopped yet.

create or replace temp table clusters as
select record_number, record_number as cluster from people;

create or replace temp table verdicts (cluster_a bigint, cluster_b bigint, guard text);

-- What each verdict meant for the edges, kept after clusters have grown: one row per stopped edge.
create or replace temp table stopped_edges (
    kind text, value text, record_a bigint, record_b bigint, guard text
);

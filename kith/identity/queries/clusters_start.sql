-- Every record on its own but for what people decided, nothing stopped yet. Reads decided_components.

create or replace temp table clusters as
select people.record_number, coalesce(decided_components.component, people.record_number) as cluster
from people
left join decided_components using (record_number);

create or replace temp table verdicts (cluster_a bigint, cluster_b bigint, guard text);

-- What each verdict meant for the edges, kept after clusters have grown: one row per stopped edge.
create or replace temp table stopped_edges (
    kind text, value text, record_a bigint, record_b bigint, guard text
);

-- Ids that a run over a part may change: founded on a chosen record, or borne by one. Reads chosen and state_*.

create or replace temp table touched_ids as
select customer_id
from state_registry
where record_key(founding_source, founding_record_id) in (select record_key from chosen)
union
select customer_id
from state_members
where record_key(source, record_id) in (select record_key from chosen);

-- Pairs of records that may bear on one another: what the next day changes of one may change of the other. A link of
-- any kind and verdict, one address (a household), one device that says something of its users, one decision.

create or replace temp table neighbour_links as
select record_a, record_b from edges
union all
select record_a, record_b from decided_pairs
union all
select record_number as record_a, min(record_number) over (partition by address_key) as record_b
from people
where address_key is not null and customer_kind = 'person'
union all
select record_number as record_a, min(record_number) over (partition by source, device_id) as record_b
from device_users
where is_related;

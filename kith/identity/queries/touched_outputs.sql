-- Which customers and logins of schema identity a run over a part finds anew. Reads chosen, the tables before and
-- after.

create or replace temp table touched_customers as
select customer_id
from identity.record_customers
where entity = 'profiles' and record_key(source, record_id) in (select record_key from chosen);

create or replace temp table touched_logins as
select value from identity_memory.values where kind = 'login' and record_key in (select record_key from chosen)
union
select value from identifiers where kind = 'login';

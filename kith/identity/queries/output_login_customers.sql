-- One row per login with its customer. A login whose records stayed with several people is nobody's.

select any_value(people.login_namespace) as login_namespace, any_value(people.login_id) as login_id,
    min(members.customer_id) as customer_id
from people
inner join members using (source, record_id)
inner join identifiers on identifiers.record_number = people.record_number
    and identifiers.kind = 'login' and identifiers.status = 'links'
group by identifiers.value
having count(distinct members.customer_id) = 1

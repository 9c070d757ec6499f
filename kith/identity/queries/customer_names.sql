-- One row per customer with a first name on some record: whether two of its known first names clearly differ, in the
-- sense of the guard. Of each the first hundred names are held against one another: a customer with more is told of
-- otherwise.

create or replace temp table customer_names as
with named as (
    select distinct
        members.customer_id,
        people.first_name,
        people.first_name || '|' || coalesce(people.last_name, '') as name
    from people
    inner join members using (source, record_id)
    where people.first_name is not null
),

many_named as (
    select customer_id
    from named
    group by customer_id
    having min(first_name) < max(first_name)
),

known as (
    select named.customer_id, named.name, names.name_row
    from named
    semi join many_named using (customer_id)
    inner join names using (name)
    where names.name_row.is_known
    qualify row_number() over (partition by named.customer_id order by named.name) <= 100
),

clashing as (
    select distinct one.customer_id
    from known as one
    inner join known as other on other.customer_id = one.customer_id and other.name > one.name
    where first_names_clash(one.name_row, other.name_row)
)

select named.customer_id, bool_or(clashing.customer_id is not null) as names_clash
from named
left join clashing using (customer_id)
group by named.customer_id;

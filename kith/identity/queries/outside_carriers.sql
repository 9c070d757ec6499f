-- Records outside the part that a run goes over that carry, or share a value which a record of the part has or had.

create or replace temp table outside_carriers as
with part_values as (
    select kind, value from record_values
    union all
    select remembered_values.kind, remembered_values.value
    from remembered_values
    semi join chosen using (record_key)
)

select
    outside_values.record_key, outside_values.kind, outside_values.value, outside_values.status,
    outside_people.source, outside_people.name_key, outside_people.first_initial, outside_people.likeness
from (select * from remembered_values anti join chosen using (record_key)) as outside_values
semi join part_values using (kind, value)
inner join outside_people using (record_key);

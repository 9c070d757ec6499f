-- One row per record and identifier value. status: links | placeholder | role | hub. Only `links` may join records;
-- the others stay as evidence, so that `explain` can say why a shared value proves nothing.

create or replace temp table crowded_values as
-- whatever is counted of a value is no more than its carriers, and nearly all values have few
with candidates as (
    select kind, value
    from (select kind, value from record_values union all select kind, value from outside_carriers)
    group by kind, value
    having count(*) > least(
        getvariable('record_cap'), getvariable('nameless_cap'),
        case when kind = 'login' then getvariable('login_cap') else getvariable('person_cap') end
    )
),

-- every record that carries one of the values in question, those outside the part that a run goes over too
carriers as (
    select record_values.kind, record_values.value, people.source, people_names.name_key, people_names.first_initial
    from record_values
    semi join candidates using (kind, value)
    inner join people using (record_number)
    inner join people_names using (record_number)
    union all
    select kind, value, source, name_key, first_initial
    from outside_carriers
    semi join candidates using (kind, value)
),

per_source as (
    select
        kind,
        value,
        source,
        count(*) as records,
        count(*) filter (where name_key is null) as nameless,
        count(distinct first_initial) as initials
    from carriers
    group by kind, value, source
),

names as (
    select
        kind,
        value,
        count(distinct name_key) as names,
        count(*) filter (where name_key is null) as nameless,
        count(first_initial) > 0 and count(distinct name_key) = 1 as names_one
    from carriers
    group by kind, value
),

large as (
    select kind, value
    from per_source
    group by kind, value
    having sum(records) > getvariable('record_cap')
),

-- asked of the few values that so many carry, since nearly all records carry another
unlike as (
    select kind, value, count(distinct likeness) as unlike
    from (
        select record_values.kind, record_values.value, people_names.likeness
        from record_values
        semi join large using (kind, value)
        inner join people_names using (record_number)
        union all
        select kind, value, likeness from outside_carriers semi join large using (kind, value)
    )
    group by kind, value
)

select kind, value
from per_source
inner join names using (kind, value)
left join unlike using (kind, value)
group by kind, value
having
    coalesce(max(unlike.unlike), 0) > getvariable('record_cap')
    -- nameless orders on an address of one name are that person's, unless so many that it is a till's; a phone is typed
    -- for others
    or (
        max(per_source.nameless) > getvariable('nameless_cap')
        and not (kind <> 'phone' and bool_and(names.names_one) and max(names.nameless) <= getvariable('record_cap'))
    )
    or (kind = 'login' and max(initials) > getvariable('login_cap'))
    or (kind <> 'login' and max(names) > getvariable('person_cap'));

create or replace temp table identifiers as
select
    record_values.record_number,
    record_values.kind,
    record_values.value,
    people.first_seen_at,
    coalesce(record_values.flaw, fault('hub', crowded_values.kind is not null), 'links') as status
from record_values
inner join people using (record_number)
left join crowded_values using (kind, value);

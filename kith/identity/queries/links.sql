-- One row per pair of records that share an identifier. A value whose records cannot contradict each other is a star
-- around its first named record; any other value gives every pair, because guards judge pairs. Where more records share
-- it than record_cap, those that are alike in all that guards read hang on one of them, and these give every pair.

create or replace temp table party_pairs as
select distinct
    least(payer.record_number, holder.record_number) as record_a,
    greatest(payer.record_number, holder.record_number) as record_b
from incoming_parties as parties
inner join people as payer on payer.source = parties.source and payer.record_id = parties.payer_record_id
inner join people as holder on holder.source = parties.source and holder.record_id = parties.holder_record_id
where payer.record_number <> holder.record_number;

-- one end is enough to know of a record that it pays or receives what another does
create or replace temp table party_records as
select people.record_number
from incoming_parties as parties
inner join people on people.source = parties.source and people.record_id = parties.payer_record_id
where parties.payer_record_id <> parties.holder_record_id
union
select people.record_number
from incoming_parties as parties
inner join people on people.source = parties.source and people.record_id = parties.holder_record_id
where parties.payer_record_id <> parties.holder_record_id;

-- what one record alone carries links nothing
create or replace temp table linking as
with shared as (
    select kind, value
    from identifiers
    where status = 'links'
    group by kind, value
    having count(*) > 1
)

select
    identifiers.record_number,
    identifiers.kind,
    identifiers.value,
    identifiers.first_seen_at,
    count(*) over (partition by identifiers.kind, identifiers.value) > getvariable('record_cap') as is_large,
    first_value(identifiers.record_number) over (
        partition by identifiers.kind, identifiers.value
        order by people.first_name is null, people.last_name is null, identifiers.record_number
    ) as first_record
from identifiers
semi join shared using (kind, value)
inner join people using (record_number)
where identifiers.status = 'links';

-- Every pair of the records of each value in a table of (kind, value).
create or replace temp macro all_pairs(values_table) as table
select
    one.kind,
    one.value,
    one.record_number as record_a,
    other.record_number as record_b,
    greatest(one.first_seen_at, other.first_seen_at) as first_seen_at,
    false as is_star
from query_table(values_table) as chosen
inner join linking as one on one.kind = chosen.kind and one.value = chosen.value
inner join linking as other
    on other.kind = one.kind and other.value = one.value and other.record_number > one.record_number;

create or replace temp table large_values as
with carriers as (
    select
        linking.*,
        people_names.likeness,
        case when linking.record_number in (
            select record_number from party_records
            union all select record_a from never_pairs union all select record_b from never_pairs
        ) then linking.record_number end as in_pairs
    from linking
    inner join people_names using (record_number)
    where linking.is_large
),

alike as (
    select
        *,
        -- who is known to be another's payer, say, is alike to nobody; where they are a crowd themselves, so are all
        case when count(in_pairs) over (partition by kind, value) <= getvariable('record_cap') then in_pairs end as alone
    from carriers
),

-- on no record hang more than share a lesser value: what follows on a clash grows with the square of that
counted as (
    select
        *,
        (row_number() over (partition by kind, value, likeness, alone order by record_number) - 1)
        // getvariable('record_cap') as bunch
    from alike
)

select
    kind, value, record_number, first_seen_at,
    min(record_number) over (partition by kind, value, likeness, alone, bunch) as first_alike
from counted;

create or replace temp table contested_values as
select linking.kind, linking.value
from linking
inner join people using (record_number)
where not linking.is_large
group by linking.kind, linking.value
-- the least and the greatest tell two values from one at a fraction of what counting them costs
having
    min(people.first_name) < max(people.first_name)
    or min(people.middle_name) < max(people.middle_name)
    or min(people.last_name) < max(people.last_name)
    or min(people.title_sex) < max(people.title_sex)
    or min(people.personal_number) < max(people.personal_number)
    or min(people.login_namespace || '|' || people.login_id) < max(people.login_namespace || '|' || people.login_id)
    or min(people.birth_date) < max(people.birth_date)
    or min(people.generation) < max(people.generation)
    or min(people.customer_kind) < max(people.customer_kind)
    or bool_or(linking.record_number in (
        select record_number from party_records
        union all select record_a from never_pairs union all select record_b from never_pairs
    ));

create or replace temp table edges as
select
    one.kind,
    one.value,
    least(one.first_record, one.record_number) as record_a,
    greatest(one.first_record, one.record_number) as record_b,
    greatest(one.first_seen_at, first_linking.first_seen_at) as first_seen_at,
    true as is_star
from linking as one
inner join linking as first_linking
    on first_linking.kind = one.kind and first_linking.value = one.value
    and first_linking.record_number = one.first_record
left join contested_values on contested_values.kind = one.kind and contested_values.value = one.value
where one.record_number <> one.first_record and contested_values.kind is null and not one.is_large
union all
select * from all_pairs('contested_values')
union all
select kind, value, first_alike as record_a, record_number as record_b, first_seen_at, false as is_star
from large_values
where record_number <> first_alike
union all
select
    one.kind, one.value, one.record_number as record_a, other.record_number as record_b,
    greatest(one.first_seen_at, other.first_seen_at) as first_seen_at, false as is_star
from large_values as one
inner join large_values as other
    on other.kind = one.kind and other.value = one.value and other.record_number > one.record_number
where one.record_number = one.first_alike and other.record_number = other.first_alike
union all
select 'decision' as kind, record_a || '=' || record_b as value, record_a, record_b, null as first_seen_at, false as is_star
from decided_pairs
where kind = 'always';

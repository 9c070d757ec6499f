-- Sources whose numbers without a country are read in another country than before. Reads country_counts.

create or replace temp table moved_regions as
with counts as (
    select 'now' as day, source, country_code, records from country_counts
    union all
    select 'before' as day, source, country_code, count(*) as records
    from identity_memory.people
    where country_code is not null
    group by source, country_code
),

homes as (
    select day, country_code
    from counts
    group by day, country_code
    qualify row_number() over (partition by day order by sum(records) desc, country_code) = 1
),

regions as (
    select day, source, country_code
    from counts
    qualify row_number() over (partition by day, source order by records desc, country_code) = 1
),

read as (
    select days.day, known.source, coalesce(regions.country_code, homes.country_code) as region
    from (select distinct source from identity_memory.people) as known
    cross join (values ('now'), ('before')) as days(day)
    left join regions on regions.day = days.day and regions.source = known.source
    left join homes on homes.day = days.day
)

select source
from read
group by source
having count(distinct region) > 1 or count(region) = 1;

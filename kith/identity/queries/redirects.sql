-- Which retired id points where, as spells. Reads homes, cluster_ids and the old state. Writes standing_redirects and
-- redirects.

create or replace temp table standing_redirects as
with direct as (
    select homes.customer_id, cluster_ids.customer_id as living_customer_id
    from homes
    inner join cluster_ids using (cluster)
    where homes.customer_id <> cluster_ids.customer_id
),

-- its own records are gone: it follows the id it was merged into
carried as (
    select old_redirects.customer_id, coalesce(direct.living_customer_id, old_redirects.living_customer_id)
        as living_customer_id
    from old_redirects
    left join direct on direct.customer_id = old_redirects.living_customer_id
    where
        old_redirects.until is null
        and old_redirects.customer_id not in (select customer_id from homes)
)

select customer_id, living_customer_id from direct
union all
select customer_id, living_customer_id from carried;

create or replace temp table redirects as
select
    old_redirects.customer_id,
    old_redirects.living_customer_id,
    old_redirects.since,
    case
        when old_redirects.until is not null then old_redirects.until
        when standing.customer_id is null then getvariable('ran_at')
    end as until
from old_redirects
left join standing_redirects as standing
    on standing.customer_id = old_redirects.customer_id
    and standing.living_customer_id = old_redirects.living_customer_id
union all
select standing.customer_id, standing.living_customer_id, getvariable('ran_at') as since, null as until
from standing_redirects as standing
anti join old_redirects
    on old_redirects.customer_id = standing.customer_id
    and old_redirects.living_customer_id = standing.living_customer_id and old_redirects.until is null;

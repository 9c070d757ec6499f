-- One row per pair of records that is likely one person's and that a guard, or too low a chance, keeps apart; what
-- people decided is left out. First who fits several, with the likeliest other one. Reads a publication.

with known as (
    select
        owner.source || ':' || owner.record_id as record,
        owner.customer_id,
        coalesce(nullif(concat_ws(' ', owner.first_name, owner.last_name), ''), owner.full_name) as name,
        customers.city
    from identity.record_customers as owner
    left join marts.dim_customers as customers using (customer_id)
    where owner.entity = 'profiles'
),

stopped as (
    select
        edges.source_a || ':' || edges.record_id_a as record_a,
        edges.source_b || ':' || edges.record_id_b as record_b,
        edges.*
    from identity.edges as edges
    where not edges.is_accepted and edges.entity_a = 'profiles'
),

pairs as (
    select *
    from stopped
    where probability is not null and guard is distinct from 'decided_never'
    qualify row_number() over (
        partition by record_a, record_b
        order by
            guard is distinct from 'ambiguous',
            identifier_kind in ('likely', 'possible'),
            identifier_kind,
            identifier_value
    ) = 1
),

-- whom else each record fits that fits several
fits as (
    select record_a as record, record_b as fitted, probability from stopped where guard = 'ambiguous'
    union all
    select record_b as record, record_a as fitted, probability from stopped where guard = 'ambiguous'
),

ends as (
    select record_a, record_b, unnest([record_a, record_b]) as record
    from pairs
    where guard = 'ambiguous'
),

rivals as (
    select
        ends.record_a,
        ends.record_b,
        min({'doubt': 1 - coalesce(fits.probability, 0), 'record': fits.fitted}).record as rival
    from ends
    inner join fits using (record)
    inner join known as third on third.record = fits.fitted
    inner join known as one on one.record = ends.record_a
    inner join known as other on other.record = ends.record_b
    where third.customer_id not in (one.customer_id, other.customer_id)
    group by ends.record_a, ends.record_b
)

select
    pairs.record_a,
    pairs.record_b,
    left_side.name as name_a,
    left_side.city as city_a,
    right_side.name as name_b,
    right_side.city as city_b,
    pairs.probability,
    pairs.guard,
    rivals.rival,
    pairs.identifier_kind,
    pairs.identifier_value,
    pairs.evidence
from pairs
left join rivals using (record_a, record_b)
left join known as left_side on left_side.record = pairs.record_a
left join known as right_side on right_side.record = pairs.record_b
order by pairs.guard is distinct from 'ambiguous', pairs.probability desc, pairs.record_a, pairs.record_b

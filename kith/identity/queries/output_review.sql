-- One row per two customers and reason that keeps them apart, then one per value that several customers carry and that
-- proves nothing. Of two customers the strongest reasons: what a value says is not said again of likeness, nor what
-- likeness says of a device. Only values are named, with the two records that are likeliest one person's.

with strongest as (
    select
        least(one.customer_id, other.customer_id) as customer_id_a,
        greatest(one.customer_id, other.customer_id) as customer_id_b,
        stopped.kind,
        stopped.guard,
        stopped.p_person,
        stopped.evidence,
        stopped.first_seen_at,
        case when stopped.rank = 1 then stopped.value end as named_value,
        {
            'doubt': 1 - coalesce(stopped.p_person, 0),
            'record_a': case when one.customer_id < other.customer_id then record_a else record_b end,
            'record_b': case when one.customer_id < other.customer_id then record_b else record_a end
        } as pair
    from stopped_links as stopped
    inner join cluster_ids as one on one.cluster = stopped.cluster_a
    inner join cluster_ids as other on other.cluster = stopped.cluster_b
    qualify stopped.rank = min(stopped.rank) over (partition by customer_id_a, customer_id_b)
),

reasons as (
    select
        customer_id_a,
        customer_id_b,
        kind,
        named_value,
        guard,
        count(*) as edge_count,
        min(first_seen_at) as first_seen_at,
        min(pair) as pair,
        max(p_person) as probability,
        arg_min(evidence, pair) as evidence
    from strongest
    group by customer_id_a, customer_id_b, kind, named_value, guard
)

select
    reasons.customer_id_a,
    reasons.customer_id_b,
    reasons.kind as identifier_kind,
    reasons.named_value as identifier_value,
    reasons.guard,
    case
        when reasons.guard in ('below_accept', 'name_alone') then 'undecided'
        when list_contains(getvariable('household_guards'), reasons.guard) then 'household'
        else 'kept_apart'
    end as decision,
    reasons.edge_count,
    reasons.first_seen_at,
    one.source as source_a,
    one.record_id as record_id_a,
    other.source as source_b,
    other.record_id as record_id_b,
    reasons.probability,
    reasons.evidence
from reasons
inner join people as one on one.record_number = reasons.pair.record_a
inner join people as other on other.record_number = reasons.pair.record_b
union all by name
-- of all records, whichever of them this run went over
select
    identifiers.identifier_kind,
    identifiers.identifier_value,
    min(identifiers.status) filter (where identifiers.status <> 'links') as guard,
    'kept_apart' as decision,
    min(identifiers.first_seen_at) as first_seen_at,
    to_json({
        'records': count(*),
        'customers': count(distinct owners.customer_id),
        'sources': count(distinct identifiers.source)
    }) as evidence
from identity.identifiers as identifiers
inner join identity.record_customers as owners using (source, entity, record_id)
-- who carries it as his own too: info@ is a link of an organisation's records, and proves nothing of a person
semi join (
    select identifier_kind, identifier_value from identity.identifiers where status in ('placeholder', 'role', 'hub')
) as worthless using (identifier_kind, identifier_value)
group by identifiers.identifier_kind, identifiers.identifier_value
having count(distinct owners.customer_id) > 1

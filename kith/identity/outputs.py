"""Writes schema `identity` from the temp tables of a run: one SELECT a table, whether over all records or a part."""

import duckdb

from kith.identity.queries.run import run_query
from kith.identity.scope import EVERYTHING, Scope
from kith.identity.tables import create_identity_tables, replace_table

RECORD_CUSTOMERS = """
    select people.source, 'profiles' as entity, people.record_id, members.customer_id, kinds.customer_kind,
        people.is_described, records.email, records.phone, records.first_name, records.last_name, records.full_name
    from people
    inner join members using (source, record_id)
    inner join kinds using (customer_id)
    inner join records on records.record_number = people.record_number
    union all
    select device_owners.source, 'devices' as entity, device_owners.device_id as record_id,
        cluster_ids.customer_id,
        kinds.customer_kind, false as is_described, null as email, null as phone, null as first_name,
        null as last_name, null as full_name
    from device_owners
    inner join cluster_ids using (cluster)
    inner join kinds using (customer_id)
"""

RECORD_SPELLS = """
    select people.source, 'profiles' as entity, people.record_id, members.customer_id,
        people.first_seen_at as valid_from, cast(null as timestamp) as valid_to, true as is_current
    from people
    inner join members using (source, record_id)
    union all
    select device_owners.source, 'devices' as entity, device_owners.device_id as record_id,
        cluster_ids.customer_id,
        device_owners.first_seen_at as valid_from, cast(null as timestamp) as valid_to, true as is_current
    from device_owners
    inner join cluster_ids using (cluster)
"""

# A login whose records stayed with several people is nobody's.
LOGIN_CUSTOMERS = """
    select any_value(people.login_namespace) as login_namespace, any_value(people.login_id) as login_id,
        min(members.customer_id) as customer_id
    from people
    inner join members using (source, record_id)
    inner join identifiers on identifiers.record_number = people.record_number
        and identifiers.kind = 'login' and identifiers.status = 'links'
    group by identifiers.value
    having count(distinct members.customer_id) = 1
"""

DEVICES = """
    select device_owners.source, device_owners.device_id, cluster_ids.customer_id, device_owners.rule,
        device_owners.is_shared, device_owners.first_seen_at, device_owners.last_seen_at,
        device_owners.login_count
    from device_owners
    left join cluster_ids using (cluster)
"""

CUSTOMERS = """
    select cluster_ids.customer_id, kinds.customer_kind, household_ids.household_id, registry.founding_source,
        'profiles' as founding_entity, registry.founding_record_id, registry.generation,
        customer_names.names_clash
    from cluster_ids
    inner join registry using (customer_id)
    inner join kinds using (customer_id)
    left join customer_names using (customer_id)
    left join household_ids using (cluster)
"""

RECORD_EDGES = """
    select one.source as source_a, 'profiles' as entity_a, one.record_id as record_id_a,
        other.source as source_b,
        'profiles' as entity_b, other.record_id as record_id_b,
        case
            when edges_judged.kind = 'decision' then 'decided'
            when edge_evidence.evidence is null then 'same_' || edges_judged.kind
            else 'likely_match'
        end as rule,
        edges_judged.kind as identifier_kind,
        case when edge_evidence.evidence is null and edges_judged.kind <> 'decision' then edges_judged.value end
            as identifier_value,
        edges_judged.first_seen_at, edges_judged.is_accepted, edges_judged.guard,
        edge_evidence.p_person as probability, edge_evidence.evidence
    from edges_judged
    left join edge_evidence using (kind, value)
    inner join people as one on one.record_number = edges_judged.record_a
    inner join people as other on other.record_number = edges_judged.record_b
"""

DEVICE_EDGES = """
    select device_members.source as source_a, 'devices' as entity_a, device_members.device_id as record_id_a,
        people.source as source_b, 'profiles' as entity_b, people.record_id as record_id_b,
        device_owners.rule, device_members.via as identifier_kind,
        device_members.source || '|' || device_members.device_id as identifier_value,
        device_members.first_seen_at,
        coalesce(device_owners.cluster = clusters.cluster, false) as is_accepted,
        case when device_owners.cluster is distinct from clusters.cluster then 'shared_device' end as guard,
        cast(null as double) as probability, cast(null as text) as evidence
    from device_members
    inner join device_owners using (source, device_id)
    inner join people using (record_number)
    inner join clusters using (record_number)
"""

IDENTIFIERS = """
    select people.source, 'profiles' as entity, people.record_id, identifiers.kind as identifier_kind,
        identifiers.value as identifier_value, identifiers.status, identifiers.first_seen_at
    from identifiers
    inner join people using (record_number)
    union all
    select people.source, 'profiles' as entity, people.record_id, traits.kind as identifier_kind,
        left(keyed_hash(traits.value), 20) as identifier_value, 'evidence' as status, people.first_seen_at
    from (unpivot traits on house, postal_code, birth_date, personal_number into name kind value value) as traits
    inner join people using (record_number)
    union all
    select source, 'devices' as entity, device_id as record_id, 'login' as identifier_kind,
        login as identifier_value, 'links' as status, first_seen_at
    from device_logins
    union all
    select source, 'devices' as entity, device_id as record_id, 'newsletter_click' as identifier_kind,
        email_click_id as identifier_value, 'links' as status, first_seen_at
    from device_clicks
"""

# A device that a few people use joins nobody, so it has no edge between them that a guard could stop.
SHARED_DEVICES = """
    select distinct one_clusters.cluster as cluster_a, other_clusters.cluster as cluster_b, 'device' as kind,
        device_owners.source || '|' || device_owners.device_id as value, 'shared_device' as guard,
        greatest(one.first_seen_at, other.first_seen_at) as first_seen_at
    from device_owners
    inner join device_counts using (source, device_id)
    inner join device_members as one using (source, device_id)
    inner join device_members as other using (source, device_id)
    inner join clusters as one_clusters on one_clusters.record_number = one.record_number
    inner join clusters as other_clusters on other_clusters.record_number = other.record_number
    where device_owners.is_shared and one_clusters.cluster < other_clusters.cluster and not is_off('shared_device')
        -- the readers of a public one have nothing to do with one another
        and device_counts.login_count + device_counts.click_count <= getvariable('device_reader_cap')
"""

# What a value says of two customers is not said again of likeness, nor what likeness says of a device. Only values are
# named: which records are alike, and which device was seen, stands in identity.edges.
REVIEW = f"""
    with stopped as (
        select cluster_a, cluster_b, kind, value, guard, first_seen_at,
            case when kind in ('likely', 'possible') then 2 else 1 end as rank
        from edges_judged
        where not is_accepted
        union all
        select cluster_a, cluster_b, kind, value, guard, first_seen_at, 3 as rank
        from ({SHARED_DEVICES})
    ),

    strongest as (
        select least(one.customer_id, other.customer_id) as customer_id_a,
            greatest(one.customer_id, other.customer_id) as customer_id_b,
            stopped.* exclude (cluster_a, cluster_b)
        from stopped
        inner join cluster_ids as one on one.cluster = stopped.cluster_a
        inner join cluster_ids as other on other.cluster = stopped.cluster_b
        qualify rank = min(rank) over (partition by customer_id_a, customer_id_b)
    )

    select customer_id_a, customer_id_b, kind as identifier_kind, case when rank = 1 then value end as identifier_value,
        guard,
        case when guard in ('below_accept', 'name_alone') then 'undecided'
            when list_contains(getvariable('household_guards'), guard) then 'household'
            else 'kept_apart' end as decision,
        count(*) as edge_count, min(first_seen_at) as first_seen_at
    from strongest
    group by 1, 2, 3, 4, 5, 6
"""

OF_CHOSEN = (
    "entity = 'profiles' and hash(source, record_id) in (select record_key from chosen)"
    " or entity = 'devices' and hash(source, record_id) in (select device_key from chosen_devices)"
)

OUTPUTS: dict[str, str] = {
    "record_customers": RECORD_CUSTOMERS,
    "record_spells": RECORD_SPELLS,
    "login_customers": LOGIN_CUSTOMERS,
    "devices": DEVICES,
    "customers": CUSTOMERS,
    "redirects": "select customer_id, living_customer_id, since, until from redirects",
    "edges": f"{RECORD_EDGES} union all {DEVICE_EDGES}",
    "identifiers": IDENTIFIERS,
    "review": REVIEW,
    "models": "select trained_on, fields_left_out, drift_share from models",
    "events": "select * from events",
}


OUTDATED: dict[str, str] = {
    "record_customers": OF_CHOSEN,
    "record_spells": OF_CHOSEN,
    "login_customers": "login_namespace || '|' || login_id in (select value from touched_logins)",
    "devices": "hash(source, device_id) in (select device_key from chosen_devices)",
    "customers": "customer_id in (from touched_customers)",
    "redirects": "customer_id in (from touched_ids) or living_customer_id in (from touched_ids)",
    # a link never leaves its neighbourhood; to a device it belongs to the record
    "edges": "hash(source_b, record_id_b) in (select record_key from chosen)",
    "identifiers": OF_CHOSEN,
    "review": "customer_id_a in (from touched_customers) or customer_id_b in (from touched_customers)",
    "models": "true",
    "events": "false",
}
"""SQL per table: the rows whose place is taken by what a run over a part finds."""


def write_outputs(connection: duckdb.DuckDBPyConnection, scope: Scope = EVERYTHING) -> None:
    """Write every table of schema `identity`: all rows, or those of a part. Within the caller's transaction."""
    connection.execute(
        "create or replace temp table kinds as "
        "select members.customer_id, min(people.customer_kind) as customer_kind "
        "from members inner join people using (source, record_id) group by members.customer_id"
    )
    run_query(connection, "customer_names")
    create_identity_tables(connection)
    if not scope.is_part:
        for table, rows in OUTPUTS.items():
            replace_table(connection, table, rows)
        return
    run_query(connection, "touched_outputs")
    for table, rows in OUTPUTS.items():
        connection.execute(f"delete from identity.{table} where {OUTDATED[table]}")
        connection.execute(f"insert into identity.{table} by name {rows}")
    run_query(connection, "devices_seen_again")

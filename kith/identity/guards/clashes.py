"""Clashes: which pairs of clusters the pair guards keep apart.

Data flow: `create_attributes` lays what gives the attributes of any clusters; `clash_query` turns any table of cluster
pairs into the pairs that clash, each with the first guard (in the order of PAIR_GUARDS) that stops it.
"""

import duckdb

from kith.identity.guards.pairs import (
    AGREEMENTS,
    FULL_NAME,
    NEVER,
    ONE_SIDED,
    PAIR_GUARDS,
    PARTIES,
    PairGuard,
)


def create_attributes(connection: duckdb.DuckDBPyConnection, level: str) -> None:
    """Lay macro attributes_of(table of record_number, cluster): one row per cluster, attribute and known value.

    An attribute is that of a guard of this level, or an agreement that outweighs one; the full name is always there.
    """
    guards = [guard for guard in PAIR_GUARDS if level in guard.levels]
    outweighing = {name for guard in guards for name in guard.outweighed_by}
    outweighing |= {had for said, had in ONE_SIDED.items() if said in outweighing}
    attributes = {
        guard.name: guard.attribute for guard in PAIR_GUARDS if guard in guards or guard.name == FULL_NAME
    }
    attributes |= {name: AGREEMENTS[name].value for name in AGREEMENTS if name in outweighing}
    names = ", ".join(attributes)
    values = ", ".join(f"{value} as {name}" for name, value in attributes.items())
    connection.execute("set variable agreements = $names", {"names": list(AGREEMENTS)})
    connection.execute(
        f"""
        create or replace temp macro attributes_of(members_table) as table
        select distinct cluster, attribute, value
        from (
            unpivot (
                select members.cluster, {values}
                from query_table(members_table) as members
                inner join people on people.record_number = members.record_number
                left join (
                    select record_number, value as useful_email
                    from identifiers
                    where kind = 'email' and status = 'links'
                ) as useful on useful.record_number = people.record_number and useful.useful_email = people.email
            )
            on {names} into name attribute value value
        )
        """
    )


def clash_query(pairs: str, level: str, attributes: str = "cluster_attributes") -> str:
    """SQL for one row per clashing pair of `pairs` (cluster_a, cluster_b): cluster_a, cluster_b, guard.

    attributes: table (cluster, attribute, value) of the clusters in question. Reads names, decided_clusters,
    cluster_never and cluster_parties. Of several guards that stop a pair the first in their order is named.
    """
    active = [guard for guard in PAIR_GUARDS if level in guard.levels]
    clashes = " union all ".join(
        (
            _listed_pairs(pairs, "cluster_never", NEVER),
            _listed_pairs(pairs, "cluster_parties", PARTIES),
            _attribute_clashes(pairs, active, level, attributes),
        )
    )
    first, *others = (guard.name for guard in active)
    ranks = [NEVER, first, PARTIES, *others]
    return f"""
        select cluster_a, cluster_b, ({ranks!r})[min(list_position({ranks!r}, guard))] as guard
        from ({clashes})
        where not is_off(guard)
        group by cluster_a, cluster_b
    """


def _listed_pairs(pairs: str, listed: str, guard: str) -> str:
    """SQL for the pairs that table `listed` (cluster_a, cluster_b) names: what is known of two records, not of one."""
    return f"""
        select pairs.cluster_a, pairs.cluster_b, '{guard}' as guard
        from {pairs} as pairs
        semi join {listed} as listed
            on listed.cluster_a = pairs.cluster_a and listed.cluster_b = pairs.cluster_b
    """


def _attribute_clashes(pairs: str, guards: list[PairGuard], level: str, attributes: str) -> str:
    """SQL for the pairs of which two values of one attribute clash, by each of `guards` that says so."""
    clashes = " ".join(f"when '{guard.name}' then {guard.clash}" for guard in guards)
    one_fits = [guard.name for guard in guards if guard.one_fits]
    return f"""
        from (
            with differing as materialized (
                select
                    pairs.cluster_a, pairs.cluster_b, left_side.attribute,
                    left_side.value as left_value, right_side.value as right_value,
                    split_part(left_value, '|', 1) as left_part, split_part(right_value, '|', 1) as right_part
                from {pairs} as pairs
                inner join {attributes} as left_side on left_side.cluster = pairs.cluster_a
                inner join {attributes} as right_side
                    on right_side.cluster = pairs.cluster_b
                    and right_side.attribute = left_side.attribute
                    and right_side.value <> left_side.value
                where left_side.attribute in {[guard.name for guard in guards]!r}
            ),

            named as (
                select name, name_row
                from names
                where name in (
                    select name_of(left_value) from differing union all select name_of(right_value) from differing
                )
            ),

            judged as (
                select
                    pairs.cluster_a, pairs.cluster_b, pairs.attribute as guard,
                    case pairs.attribute {clashes} else false end
                    and not exists ({_decided_agreement(attributes)}) as is_clash
                from differing as pairs
                left join (select name as left_key, name_row as left_name from named)
                    on left_key = name_of(left_value)
                left join (select name as right_key, name_row as right_name from named)
                    on right_key = name_of(right_value)
            ),

            outweighed as ({_outweighed(guards, level, attributes)})

            select cluster_a, cluster_b, guard
            from judged
            anti join outweighed using (cluster_a, cluster_b, guard)
            group by cluster_a, cluster_b, guard
            having bool_or(is_clash) and (not list_contains(cast({one_fits!r} as text[]), guard) or bool_and(is_clash))
        )
    """


def _outweighed(guards: list[PairGuard], level: str, attributes: str) -> str:
    """SQL for the pairs of `differing` that have in common what outweighs a guard: cluster_a, cluster_b, guard."""
    in_common = " ".join(
        f"when '{guard.name}' then left_side.attribute in {names!r}"
        for guard in guards
        if (names := [name for name in guard.outweighed_by if AGREEMENTS[name].link_level != level])
    )
    borne_out = " ".join(
        f"when '{one}' then right_side.attribute = '{other}'"
        for said, had in ONE_SIDED.items()
        for one, other in ((said, had), (had, said))
    )
    return f"""
        select differing.cluster_a, differing.cluster_b, differing.attribute as guard
        from differing
        inner join {attributes} as left_side on left_side.cluster = differing.cluster_a
        inner join {attributes} as right_side
            on right_side.cluster = differing.cluster_b and right_side.value = left_side.value
        where case differing.attribute {in_common or "when null then null"} else false end
            and case left_side.attribute {borne_out} else right_side.attribute = left_side.attribute end
    """


def _decided_agreement(attributes: str) -> str:
    """SQL: where a person joined records of two values, a value that agrees with one of the two is no clash."""
    return f"""
        select 1
        from {attributes} as agreeing
        inner join decided_clusters using (cluster)
        where agreeing.attribute = pairs.attribute
            and (
                agreeing.cluster = pairs.cluster_a and agreeing.value = right_value
                or agreeing.cluster = pairs.cluster_b and agreeing.value = left_value
            )
    """

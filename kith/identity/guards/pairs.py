"""Pair guards: attributes of two clusters that cannot belong to one person.

Data flow: `create_attributes` lays what gives the attributes of any clusters; `clash_query` turns any table of cluster
pairs into the pairs that clash, each with the first guard (in the order below) that stops it.
Adding a guard is adding a `PairGuard`; likely links pass through the same list.
"""

from dataclasses import dataclass

import duckdb

from kith.identity.guards.likely import LIKELY_SENTENCES
from kith.identity.settings import EXACT_LEVELS, LIKELY_LEVEL

EXACT_NAMES = tuple(level for level, _ in EXACT_LEVELS)
ALL_NAMES = (*EXACT_NAMES, LIKELY_LEVEL[0])
PARTIES = "subscription_parties"
NEVER = "decided_never"
AMBIGUOUS = "ambiguous"
BRIDGE = "weak_bridge"


@dataclass(frozen=True)
class PairGuard:
    """One rule: two different values of `attribute` stop a link when `clash` holds.

    attribute: SQL giving the value (text) per row of `people`; null means unknown, and the unknown never
    clashes. clash: SQL over left_value, right_value (and left_name, right_name, rows of `names`, where
    is_name). sentence: what `explain` says. makes_household: people kept apart by it who share an
    identifier live together.
    """

    name: str
    attribute: str
    clash: str
    sentence: str
    levels: tuple[str, ...] = ALL_NAMES
    makes_household: bool = False


PAIR_GUARDS: tuple[PairGuard, ...] = (
    PairGuard(
        "organisation",
        "customer_kind",
        "true",
        "one is an organisation, the other a person",
    ),
    PairGuard(
        "first_name",
        "first_name || '|' || coalesce(last_name, '')",
        "first_names_clash(left_name, right_name)",
        "their first names clearly differ: one household, not one person",
        levels=EXACT_NAMES,
        makes_household=True,
    ),
    # a likely link has weighed the names already: only two names that people have are sure to be two people, and
    # only where no birth date or number of one's own was there to be weighed against them
    PairGuard(
        "known_names",
        "case when birth_date is null and personal_number is null"
        " then first_name || '|' || coalesce(last_name, '') end",
        "first_names_clash(left_name, right_name)"
        " and (left_name.is_known and right_name.is_known"
        " or length(left_name.first_name) = 1 or length(right_name.first_name) = 1)",
        "their first names are two different names, not one misspelt",
        levels=("likely",),
        makes_household=True,
    ),
    PairGuard(
        "two_logins",
        "case when login_id is not null then login_namespace || '|' || login_id end",
        "split_part(left_value, '|', 1) = split_part(right_value, '|', 1)",
        "they have two different logins of one system",
    ),
    PairGuard(
        "birth_date",
        "cast(birth_date as text)",
        "birth_dates_clash(left_value, right_value)",
        "their birth dates differ",
        levels=EXACT_NAMES,
    ),
    PairGuard("generation", "generation", "true", "one is junior, the other senior"),
    PairGuard(
        "surname",
        "case when first_name is not null then last_name end",
        "damerau_levenshtein(left_value, right_value) > 1",
        "a device alone does not join two surnames",
        levels=("device",),
    ),
)

SENTENCES = (
    LIKELY_SENTENCES
    | {guard.name: guard.sentence for guard in PAIR_GUARDS}
    | {
        NEVER: "somebody decided that they are two people",
        PARTIES: "one pays what the other receives: contact data that the payer typed proves nothing",
        AMBIGUOUS: "it fits two different people equally well, so it is joined to neither",
        BRIDGE: "joining them would chain people who cannot be one",
    }
)


def create_attributes(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay macro attributes_of(table of record_number, cluster): one row per cluster, attribute and known value."""
    names = ", ".join(guard.name for guard in PAIR_GUARDS)
    values = ", ".join(f"{guard.attribute} as {guard.name}" for guard in PAIR_GUARDS)
    connection.execute(
        f"""
        create or replace temp macro attributes_of(members_table) as table
        select distinct cluster, attribute, value
        from (
            unpivot (
                select members.cluster, {values}
                from query_table(members_table) as members
                inner join people using (record_number)
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
            _attribute_clashes(pairs, active, attributes),
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


def _attribute_clashes(pairs: str, guards: list[PairGuard], attributes: str) -> str:
    """SQL for the pairs of which two values of one attribute clash, by each of `guards` that says so."""
    clashes = " ".join(f"when '{guard.name}' then {guard.clash}" for guard in guards)
    return f"""
        from (
            with differing as materialized (
                select
                    pairs.cluster_a, pairs.cluster_b, left_side.attribute,
                    left_side.value as left_value, right_side.value as right_value
                from {pairs} as pairs
                inner join {attributes} as left_side on left_side.cluster = pairs.cluster_a
                inner join {attributes} as right_side
                    on right_side.cluster = pairs.cluster_b
                    and right_side.attribute = left_side.attribute
                    and right_side.value <> left_side.value
            ),

            named as (
                select name, name_row
                from names
                where name in (select left_value from differing union all select right_value from differing)
            )

            select pairs.cluster_a, pairs.cluster_b, pairs.attribute as guard
            from differing as pairs
            left join (select name as left_key, name_row as left_name from named) on left_key = left_value
            left join (select name as right_key, name_row as right_name from named) on right_key = right_value
            where case pairs.attribute {clashes} else false end and not exists ({_decided_agreement(attributes)})
        )
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

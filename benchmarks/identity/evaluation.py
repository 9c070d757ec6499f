"""One judge for all systems: what a system joined, beside who is who in truth.

Data flow: truth (record, person, household) and found (record, cluster), two tables or views of one DuckDB
connection, in; a dictionary of figures out. A record that a system leaves out stands alone. A ratio over nothing is 1.
"""

from typing import Any, NamedTuple

import duckdb

Figures = dict[str, float]
Connection = duckdb.DuckDBPyConnection


def judge(connection: Connection) -> Figures:
    """Figures over the pairs that the clusters of `found` imply, beside those of `truth`.

    precision, recall, f1: of pairs. b_cubed_*: the same averaged over records. whole_*: of clusters of two or more
    that hold exactly the records of one person. same_household: share of joined pairs whose two records belong to two
    people of one household. Raises ValueError when `truth` or `found` names a record twice.
    """
    _refuse_repeats(connection)
    connection.execute(
        """
        create or replace temp table judged as
        select
            truth.record, truth.person, truth.household,
            coalesce(cast(found.cluster as varchar), 'alone ' || truth.record) as cluster
        from truth
        left join found using (record)
        """
    )
    joined, true = _pairs(connection, "cluster"), _pairs(connection, "person")
    right = _pairs(connection, "cluster, person")
    in_household = _pairs(connection, "cluster, household", "household is not null") - _pairs(
        connection, "cluster, household, person", "household is not null"
    )
    return (
        {
            "records": _number(connection, "select count(*) from judged"),
            "true_pairs": true,
            "joined_pairs": joined,
        }
        | _ratios(right, joined, true)
        | _b_cubed(connection)
        | _whole(connection)
        | {"same_household": in_household / joined if joined else 0.0}
    )


def judge_pairs(connection: Connection, pairs: str) -> Figures:
    """Figures of the pairs that a system decided on by themselves, before it formed clusters.

    pairs: SQL that gives record_a and record_b; a pair counts once, whichever way round.
    """
    counted = connection.execute(
        f"""
        select count(*) as joined, count(*) filter (where one.person = other.person) as agreed
        from (
            select distinct least(record_a, record_b) as record_a, greatest(record_a, record_b) as record_b
            from ({pairs})
        ) as pairs
        inner join truth as one on one.record = pairs.record_a
        inner join truth as other on other.record = pairs.record_b
        """
    ).fetchall()
    joined, right = counted[0]
    true = _number(
        connection,
        "select coalesce(sum(size * (size - 1) / 2), 0) from (select count(*) as size from truth group by person)",
    )
    return {"joined_pairs": joined} | _ratios(right, joined, true)


def ceiling(connection: Connection, evidence: str) -> float:
    """Share of true pairs that values shared by a person's own records connect, one after another if need be.

    evidence: SQL that gives record and value; a value that two records of one person share speaks for their being one.
    """
    import numpy
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = connection.execute(
        f"""
        with own as (
            select distinct truth.record, truth.person, evidence.value
            from ({evidence}) as evidence
            inner join truth using (record)
            where evidence.value is not null
        )

        select
            dense_rank() over (order by record) - 1 as record_node,
            dense_rank() over (order by person, value) - 1 as value_node
        from own
        """
    ).fetchnumpy()
    true = _number(
        connection,
        "select coalesce(sum(size * (size - 1) / 2), 0) from (select count(*) as size from truth group by person)",
    )
    records, values = links["record_node"], links["value_node"]
    if not true or not len(records):
        return 0.0 if true else 1.0
    size = int(records.max()) + 1
    matrix = coo_matrix(
        (numpy.ones(len(records), dtype=numpy.int8), (records, values + size)),
        shape=(size + int(values.max()) + 1,) * 2,
    )
    _, labels = connected_components(matrix, directed=False)
    sizes = numpy.bincount(labels[:size])
    return float((sizes * (sizes - 1) // 2).sum() / true)


class Merged(NamedTuple):
    """Of one kind of planted thing: how many there are, and the clusters that hold two people of one of them.

    things: those of which two people have records, since others can join nobody. by_name: clusters in which both people
    stand by a first name in full. by_short_form: the others; there one of the two has but an initial or a short form,
    and it may well fit both: S., or Sam, of Samantha and Samuel.
    """

    things: int
    by_name: int
    by_short_form: int


def merged_by_kind(connection: Connection, planted: str, short_forms: str) -> dict[str, Merged]:
    """How many clusters hold two people of one planted thing, by kind; how they came to hold them is not asked.

    planted: SQL that gives kind, thing and person, one row per person who shares the thing. short_forms: SQL that
    gives the records with but an initial or a short form for a first name.
    """
    rows = connection.execute(
        f"""
        with recorded as (
            select distinct planted.kind, planted.thing, planted.person
            from ({planted}) as planted
            semi join truth using (person)
        ),

        shared as (
            select * from recorded qualify count(*) over (partition by kind, thing) > 1
        ),

        mixed as (
            select
                shared.kind,
                found.cluster,
                count(distinct shared.person) filter (where record not in ({short_forms})) > 1 as is_by_name
            from shared
            inner join truth using (person)
            inner join found using (record)
            group by shared.kind, shared.thing, found.cluster
            having count(distinct shared.person) > 1
        ),

        clusters as (select kind, cluster, bool_or(is_by_name) as is_by_name from mixed group by kind, cluster)

        select
            kind,
            count(distinct thing),
            (select count(*) from clusters where clusters.kind = shared.kind and is_by_name),
            (select count(*) from clusters where clusters.kind = shared.kind and not is_by_name)
        from shared
        group by kind
        order by kind
        """
    ).fetchall()
    return {kind: Merged(*counts) for kind, *counts in rows}


def _refuse_repeats(connection: Connection) -> None:
    for table in ("truth", "found"):
        if _number(connection, f"select count(*) - count(distinct record) from {table}"):
            raise ValueError(f"{table} names a record twice")


def _number(connection: Connection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _pairs(connection: Connection, columns: str, condition: str = "true") -> int:
    """Pairs of judged records that agree in all of `columns`."""
    return _number(
        connection,
        f"select coalesce(sum(size * (size - 1) / 2), 0) from ("
        f" select count(*) as size from judged where {condition} group by {columns})",
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _ratios(right: int, joined: int, true: int) -> Figures:
    precision = right / joined if joined else 1.0
    recall = right / true if true else 1.0
    return {"precision": precision, "recall": recall, "f1": _f1(precision, recall)}


def _b_cubed(connection: Connection) -> Figures:
    ((precision, recall, records),) = connection.execute(
        """
        select
            coalesce(sum(shared * shared / in_cluster), 0), coalesce(sum(shared * shared / of_person), 0),
            coalesce(sum(shared), 0)
        from (
            select
                count(*) as shared,
                sum(count(*)) over (partition by cluster) as in_cluster,
                sum(count(*)) over (partition by person) as of_person
            from judged
            group by cluster, person
        )
        """
    ).fetchall()
    means = [float(total) / int(records) if records else 1.0 for total in (precision, recall)]
    return {"b_cubed_precision": means[0], "b_cubed_recall": means[1], "b_cubed_f1": _f1(*means)}


def _whole(connection: Connection) -> Figures:
    figures: dict[str, Any] = {}
    cursor = connection.execute(
        """
        with found_clusters as (
            select count(*) as size, count(distinct person) as people, any_value(person) as person
            from judged group by cluster having count(*) > 1
        ),

        true_clusters as (select person, count(*) as size from judged group by person having count(*) > 1)

        select
            (select count(*) from found_clusters) as joined,
            (select count(*) from true_clusters) as true,
            (
                select count(*) from found_clusters
                inner join true_clusters using (person)
                where found_clusters.people = 1 and found_clusters.size = true_clusters.size
            ) as right_ones
        """
    )
    joined, true, right = cursor.fetchall()[0]
    for name, value in _ratios(right, joined, true).items():
        figures[f"whole_{name}"] = value
    return figures

"""Clusters: records to people, strongest identifiers first, and never over a guard.

Data flow: `edges` (pairs of records sharing an identifier) and the guards in, temp table `clusters`
(record_number, cluster) and `verdicts` (one row per stopped pair of clusters) out. A cluster is named by
its smallest record number.

Clusters begin with what people decided. Each level (login, e-mail, phone, device, and last the likely links) works
on the clusters of the level before:

1. pairs of clusters that clash are stopped (guards.pairs);
2. what is left is joined with scipy's connected components;
3. a component that holds a clash all the same was bridged, say by a "J. Smith" between Jane and John. Records
   of one full name are joined first, but for the two that clash; then every cluster that fits two clashing
   neighbours is ambiguous and loses its links of this level;
4. a component that still holds a clash keeps no link of this level.

So no link of a level brings two records together that a guard of this level keeps apart, whatever the order of
rows, and a weak identifier never undoes a strong one. A cluster may hold such two all the same: a decision joins
what it names unjudged, and likely links stand under other guards than exact ones (guards/pairs.py says which).
"""

from typing import TYPE_CHECKING, Any

from kith.identity.connection import Connection, count_rows
from kith.identity.guards.clashes import clash_query, create_attributes
from kith.identity.guards.pairs import AMBIGUOUS, BRIDGE
from kith.identity.queries.run import run_query
from kith.identity.settings import EXACT_LEVELS, LIKELY_LEVEL

if TYPE_CHECKING:
    import numpy

    Labels = numpy.ndarray[Any, numpy.dtype[numpy.int64]]

DOUBTFUL = "(select cluster_a, cluster_b from level_pairs where is_doubtful)"


def connected_components(left: "Labels", right: "Labels") -> tuple["Labels", "Labels"]:
    """Nodes and, for each, the smallest node it is connected to.

    left, right: the two ends of each link, integers of any size, one array each. Nodes without a link do
    not appear.
    """
    import numpy
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components as scipy_components

    nodes, positions = numpy.unique(numpy.concatenate([left, right]), return_inverse=True)
    if len(nodes) == 0:
        return nodes, nodes
    starts, ends = positions[: len(left)], positions[len(left) :]
    # equal links add up, so the type must hold their number
    weights = numpy.ones(len(left), dtype=numpy.int32)
    matrix = coo_matrix((weights, (starts, ends)), shape=(len(nodes), len(nodes)))
    count, labels = scipy_components(matrix, directed=False)
    smallest = numpy.full(count, nodes[-1], dtype=nodes.dtype)
    numpy.minimum.at(smallest, labels, nodes)
    return nodes, smallest[labels]


def components_of(connection: Connection, links: str, table: str, node: str, component: str) -> None:
    """Create temp `table` (node, component) from `links`, SQL giving two integer columns."""
    import pyarrow

    columns = list(connection.execute(links).fetchnumpy().values())
    nodes, labels = connected_components(columns[0], columns[1])
    found = pyarrow.table({node: nodes, component: labels})
    connection.register("found_components", found)
    connection.execute(
        f"create or replace temp table {table} as "
        f"select cast({node} as bigint) as {node}, cast({component} as bigint) as {component}"
        " from found_components"
    )
    connection.unregister("found_components")


def build_clusters(connection: Connection) -> None:
    """Create `clusters` from `edges`, one exact level after another; the device level adds its own edges first."""
    components_of(
        connection,
        "select record_a, record_b from decided_pairs where kind = 'always'",
        "decided_components",
        "record_number",
        "component",
    )
    run_query(connection, "clusters_start")
    for level, kinds in EXACT_LEVELS:
        if level == "device":
            run_query(connection, "device_links")
        _join_level(connection, level, kinds)


def join_likely(connection: Connection) -> None:
    """Let `clusters` grow by the edges of kind `likely`, which stand in `edges` by now."""
    _join_level(connection, *LIKELY_LEVEL)


def _join_level(connection: Connection, level: str, kinds: tuple[str, ...]) -> None:
    """Join what this level joins; records of one full name first, where the level holds a clash."""
    connection.execute("set variable level_kinds = $kinds", {"kinds": list(kinds)})
    if not count_rows(
        connection, "(from edges where list_contains(getvariable('level_kinds'), kind) limit 1)"
    ):
        return
    connection.execute("delete from verdicts")  # another level has other guards
    create_attributes(connection, level)
    has_clash = _judge(connection, level, same_name_only=False)
    connection.execute("delete from level_components where component in (select component from conflicted)")
    run_query(connection, "level_finish")
    if not has_clash:
        return
    for same_name_only in (True, False):
        if _judge(connection, level, same_name_only):
            _resolve(connection, level)
        run_query(connection, "level_finish")


def _judge(connection: Connection, level: str, same_name_only: bool) -> bool:
    """Stop the pairs that clash and join the others; True when a component holds a clash all the same."""
    connection.execute(f"set variable same_name_only = {str(same_name_only).lower()}")
    run_query(connection, "level_pairs")
    _stop_doubtful(connection, level)
    has_clash = _find_conflicts(connection, level)
    while _expand_stars(connection):
        _stop_doubtful(connection, level)
        has_clash = _find_conflicts(connection, level)
    return has_clash


def _resolve(connection: Connection, level: str) -> None:
    """Take links away until no component holds a clash."""
    _stop_ambiguous(connection, level)
    if _find_conflicts(connection, level):
        _stop_conflicted(connection)
        _find_conflicts(connection, level)


def _expand_stars(connection: Connection) -> bool:
    """Turn stars that say too little into all pairs; False when there is none left, so it ends."""
    run_query(connection, "level_outgrown")
    if count_rows(connection, "outgrown_values") == 0:
        return False
    run_query(connection, "level_expand")
    run_query(connection, "level_pairs")
    return True


def _stop_doubtful(connection: Connection, level: str) -> None:
    """Stop the pairs that clash, where there are any: to plan the question costs more than to answer it for a few."""
    if count_rows(connection, f"(from {DOUBTFUL} limit 1)"):
        _stop(connection, clash_query(DOUBTFUL, level))


def _stop(connection: Connection, clashes: str) -> None:
    """Add one verdict per pair that `clashes` gives, unless the pair is stopped already."""
    connection.execute(
        f"""
        insert into verdicts
        select clashes.cluster_a, clashes.cluster_b, clashes.guard
        from ({clashes}) as clashes
        anti join verdicts as known
            on known.cluster_a = clashes.cluster_a and known.cluster_b = clashes.cluster_b
        """
    )


def _find_conflicts(connection: Connection, level: str) -> bool:
    """Join what is not stopped into level_components; fill `conflicted` with components that hold a clash."""
    components_of(
        connection,
        """
        select level_pairs.cluster_a, level_pairs.cluster_b
        from level_pairs
        anti join verdicts
            on verdicts.cluster_a = level_pairs.cluster_a and verdicts.cluster_b = level_pairs.cluster_b
        """,
        "level_components",
        "cluster",
        "component",
    )
    run_query(connection, "level_suspects")
    # to plan the question costs more than to answer it, and most levels have nobody to ask it of
    if not count_rows(connection, "suspect_pairs"):
        connection.execute("create or replace temp table conflicted (component bigint)")
        return False
    connection.execute(
        f"""
        create or replace temp table conflicted as
        select distinct level_components.component
        from ({clash_query("suspect_pairs", level, "suspect_attributes")}) as clashes
        inner join level_components on level_components.cluster = clashes.cluster_a
        """
    )
    return count_rows(connection, "conflicted") > 0


def _stop_ambiguous(connection: Connection, level: str) -> None:
    """Stop the links of a cluster whose neighbours clash with one another: it fits either of them.

    Among records of one full name only those to the two that clash: the others are one person's all the same, whichever
    of the two that is. Where names differ, or lack, each may be of another of them, so all links go.
    """
    run_query(connection, "level_neighbours")
    _stop(
        connection,
        f"""
        with clashing as ({clash_query("neighbour_pairs", level, "suspect_attributes")}),

        ambiguous as (
            select distinct one.cluster, unnest([one.neighbour, other.neighbour]) as neighbour
            from clashing
            inner join neighbours as one on one.neighbour = clashing.cluster_a
            inner join neighbours as other
                on other.neighbour = clashing.cluster_b and other.cluster = one.cluster
        )

        select cluster_a, cluster_b, '{AMBIGUOUS}' as guard
        from level_pairs
        where
            not is_off('{AMBIGUOUS}')
            and case
                when getvariable('same_name_only') then
                    (cluster_a, cluster_b) in (select (cluster, neighbour) from ambiguous)
                    or (cluster_b, cluster_a) in (select (cluster, neighbour) from ambiguous)
                else cluster_a in (select cluster from ambiguous) or cluster_b in (select cluster from ambiguous)
            end
        """,
    )


def _stop_conflicted(connection: Connection) -> None:
    """Stop every link of this level in components that still hold a clash."""
    _stop(
        connection,
        f"""
        select level_pairs.cluster_a, level_pairs.cluster_b, '{BRIDGE}' as guard
        from level_pairs
        inner join level_components on level_components.cluster = level_pairs.cluster_a
        where
            level_components.component in (select component from conflicted)
            and not is_off('{BRIDGE}')
        """,
    )

"""Likely links: what matching believes, handed to the clusters as edges.

Data flow: `people`, the clusters that exact identifiers have made, and the model in; rows of `edges` of kind
`likely` (to be joined) and `possible` (never joined: for review), the latter with the guard that keeps them in
`stopped_edges`, out; every one with its probability and pattern in `edge_scores`.

A pair is joined when its chance reaches `accept`, no doubt (guards/likely.py) stands against it, and the whole
groups it would join speak for it too (matching/agglomeration.py).
"""

from collections.abc import Sequence
from itertools import groupby

from kith.identity.cluster import components_of
from kith.identity.connection import Connection, count_rows
from kith.identity.guards.likely import doubt_query
from kith.identity.matching.agglomeration import Neighbours, Pair, agglomerate, ambiguous_links
from kith.identity.matching.model import Model
from kith.identity.matching.patterns import create_levels
from kith.identity.matching.scoring import SHOWN, score
from kith.identity.queries.run import run_query

RISING_BARS = (0.99, 0.999, 0.9999)
"""A component above the cap is cut at these chances, one after another, until its parts are small enough: each bar asks
for ten times the odds of the one before, the first for eleven times those of the default `accept`."""
ABOVE_ALL_CHANCES = 2.0
"""The last bar: what is too large at .9999 keeps no likely link at all. Who is whom in a crowd is for people to say."""


def create_likely_links(connection: Connection, model: Model) -> None:
    """Add the edges of matching; reads `pair_levels` and the settings as variables."""
    connection.execute(f"set variable knows_households = {model.knows_households}")
    score(connection, model, "pair_levels", "scored_pairs", least=SHOWN)
    connection.execute(f"create or replace temp table doubted_pairs as {doubt_query('scored_pairs')}")
    run_query(connection, "likely_pairs")
    _bound_components(connection)
    _weigh_components(connection, model)
    _agglomerate(connection)
    run_query(connection, "likely_edges")


def _bound_components(connection: Connection) -> None:
    """Create `likely_components` over `likely_pairs`; what makes one too large loses its weakest links."""
    for bar in (*RISING_BARS, ABOVE_ALL_CHANCES):
        _find_components(connection)
        run_query(connection, "likely_oversized")
        if not count_rows(connection, "oversized_components"):
            return
        connection.execute(f"set variable rising_bar = {bar}")
        run_query(connection, "likely_cut")
    _find_components(connection)


def _find_components(connection: Connection) -> None:
    components_of(
        connection,
        "select cluster_a, cluster_b from likely_pairs where guard is null",
        "likely_components",
        "cluster",
        "component",
    )


def _weigh_components(connection: Connection, model: Model) -> None:
    """Create `cluster_odds`: per two clusters of a component the support of all their record pairs."""
    run_query(connection, "likely_component_pairs")
    create_levels(connection, "component_pairs", "component_levels")
    score(connection, model, "component_levels", "component_scores")
    connection.execute(f"create or replace temp table component_doubts as {doubt_query('component_scores')}")
    run_query(connection, "likely_cluster_odds")


def _agglomerate(connection: Connection) -> None:
    """Create `likely_groups` (cluster, group_cluster) for the components in which something speaks against.

    And `likely_ambiguous` (cluster_a, cluster_b): the links that were given up there since they fit several.
    """
    rows = connection.execute(
        """
        select component, cluster_a, cluster_b, support, pairs
        from cluster_odds
        where component in (select component from cluster_odds where support <= 0)
        order by all
        """
    ).fetchall()
    run_query(connection, "likely_indistinct")
    indistinct = {
        cluster for (cluster,) in connection.execute("select cluster from indistinct_clusters").fetchall()
    }
    groups: dict[int, int] = {}
    ambiguous: set[Pair] = set()
    for _, found in groupby(rows, lambda row: row[0]):
        component = [Neighbours(*row[1:]) for row in found]
        given_up = ambiguous_links(component, indistinct)
        groups |= agglomerate(component, given_up)
        ambiguous |= given_up
    _lay_pairs(connection, "likely_groups", ("cluster", "group_cluster"), sorted(groups.items()))
    _lay_pairs(connection, "likely_ambiguous", ("cluster_a", "cluster_b"), sorted(ambiguous))


def _lay_pairs(connection: Connection, table: str, columns: tuple[str, str], pairs: Sequence[Pair]) -> None:
    """Create temp `table` of two whole numbers."""
    import pyarrow

    sides = {
        column: pyarrow.array([pair[side] for pair in pairs], pyarrow.int64())
        for side, column in enumerate(columns)
    }
    connection.register("found_pairs", pyarrow.table(sides))
    connection.execute(f"create or replace temp table {table} as select * from found_pairs")
    connection.unregister("found_pairs")

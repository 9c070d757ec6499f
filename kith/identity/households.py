"""Households: which persons live together. Never a merge.

Data flow: people, clusters and the links that guards stopped in; temp table `household_components` (cluster, household)
out, of the persons who live with somebody.
"""

from kith.identity.cluster import components_of
from kith.identity.connection import Connection
from kith.identity.queries.run import run_query

STRENGTHS = (1, 2, 3)
"""Of the links of a household, weakest first: an address alone, an identifier, one surname at one address."""


def create_households(connection: Connection) -> None:
    """Create `household_components`; one above the cap gives its weakest links up, until it is small enough."""
    run_query(connection, "households")
    _close(connection)
    for strength in STRENGTHS:
        connection.execute(f"set variable weakest_strength = {strength}")
        run_query(connection, "household_outgrown")
        _close(connection)


def _close(connection: Connection) -> None:
    components_of(
        connection,
        "select cluster_a, cluster_b from household_links",
        "household_components",
        "cluster",
        "household",
    )

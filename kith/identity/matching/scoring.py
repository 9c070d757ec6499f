"""Scoring: the chance that a pair is one person, from its pattern.

Data flow: a table of pairs with levels and a `Model` in; those of a certain chance, with p_person, p_household and
support, out. The support is the natural logarithm of the odds for one person where relatives were as likely as
strangers before: what the pair itself says, and next to nothing where there is little to compare.
"""

import duckdb

from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.model import Model
from kith.identity.matching.patterns import COLUMNS, count_patterns

SHOWN = "getvariable('review')"
"""SQL: the chance from which a pair is joined or shown for review. Of the others nothing is kept: they are most."""

LEAST = 1e-12
"""Chances are held this far from none and from certainty, so that their odds have a logarithm."""


def score(
    connection: duckdb.DuckDBPyConnection, model: Model, levels: str, table: str, least: str = "0"
) -> None:
    """Create temp `table` from the pairs of `levels` whose p_person is at least `least`, SQL."""
    import numpy
    import pyarrow

    patterns, _ = count_patterns(connection, levels)
    chances = model.posterior(patterns)
    even = numpy.clip(model.posterior(patterns, even_priors=True)[0], LEAST, 1 - LEAST)
    columns = {
        comparison.name: pyarrow.array(patterns[:, index].astype("int8"))
        for index, comparison in enumerate(COMPARISONS)
    }
    scores = {
        "p_person": chances[0],
        "p_household": chances[1],
        "support": numpy.log(even / (1 - even)),
    }
    connection.register("pattern_scores", pyarrow.table(columns | scores))
    connection.execute(
        f"create or replace temp table {table} as select * from {levels}"
        f" inner join (from pattern_scores where p_person >= {least}) using ({COLUMNS})"
    )
    connection.unregister("pattern_scores")

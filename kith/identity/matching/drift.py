"""Drift: how much training anew would change.

Data flow: `pair_levels`, `traits` and the model in force in; the share of likely pairs on which a model of today's
records would decide otherwise, out. The tiers of frequency stay those of the model in force, so the share is a
little low where names have become common since.
"""

from kith.identity.connection import Connection, count_rows
from kith.identity.matching.estimation import PERSON, Evidence, NotConvergedError
from kith.identity.matching.model import Model
from kith.identity.matching.patterns import count_patterns
from kith.identity.matching.randomness import strangers
from kith.identity.matching.training import learned

LEAST_GROWTH = 0.05
"""Growth or shrinkage since training, as a share of the records it learned from, below which nothing is learned anew:
another 5 % of records of the same kind moves no weight by a bit, and learning costs as much as linking does. Records
that were replaced by as many others are not seen."""


def drift_share(connection: Connection, model: Model, accept: float) -> float:
    """Pairs decided otherwise per pair likely under either model; 1 where training anew would not settle."""
    records = count_rows(connection, "traits")
    if not model.trained_on or abs(records - model.trained_on) < LEAST_GROWTH * model.trained_on:
        return 0.0
    patterns, pairs = count_patterns(connection, "pair_levels")
    evidence = Evidence(patterns, pairs, records * (records - 1) / 2, strangers(connection))
    try:
        anew = Model(learned(evidence, records), records)
    except NotConvergedError:
        return 1.0
    before = model.posterior(patterns)[PERSON] >= accept
    after = anew.posterior(patterns)[PERSON] >= accept
    either = pairs[before | after].sum()
    return float(pairs[before != after].sum() / either) if either else 0.0

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
"""Growth or shrinkage since drift was measured, as a share of the records of training, below which a day that resolves
a part leaves it as it was: another 5 % of records of the same kind moves no weight by a bit, and learning costs as much
as linking does. Such a day does not see records that were replaced by as many others; the next run over all does."""


def drift_share(connection: Connection, model: Model, accept: float) -> float:
    """Pairs decided otherwise per pair likely under either model; 1 where training anew would not settle.

    Measured whatever the number of records: a list may be exchanged for another of its size. Shipped weights have none.
    """
    records = count_rows(connection, "traits")
    if not model.trained_on:
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

"""Training: a model from the records at hand, without labels.

Data flow: the described records in; a `Model`, and temp tables `value_tiers`, `traits` and `pair_levels`, out. The same
records give the same model, to the last digit.
"""

from collections.abc import Callable
from pathlib import Path

from kith.identity.connection import Connection, count_rows
from kith.identity.matching.blocking import create_candidates
from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import Estimate, Evidence, estimate, shipped_estimate
from kith.identity.matching.frequencies import count_tiers, create_traits
from kith.identity.matching.model import Model, discard_untried, load_model, save_untried
from kith.identity.matching.patterns import count_patterns, create_levels
from kith.identity.matching.randomness import strangers


def train(connection: Connection, block_cap: int, few_records: int) -> Model:
    """Learn from the described records; under `few_records`, or where no two are alike, the shipped weights are used.

    Leaves `traits`, and `pair_levels` for scoring. Raises NotConvergedError.
    """
    count_tiers(connection)
    create_traits(connection)
    create_candidates(connection, block_cap)
    _compare_candidates(connection)
    records = count_rows(connection, "traits")
    patterns, pairs = count_patterns(connection, "pair_levels")
    # of a list of addresses alone nothing is learned, and what was would be kept for all records to come
    if records < few_records or not len(pairs):
        return Model(shipped_estimate(records), 0, _left_out(connection))
    evidence = Evidence(patterns, pairs, records * (records - 1) / 2, strangers(connection))
    return Model(estimate(evidence, records), records, _left_out(connection))


def model_in_force(
    connection: Connection,
    folder: Path,
    block_cap: int,
    few_records: int,
    find_candidates: Callable[[Connection, int], None] = create_candidates,
) -> Model:
    """The model kept in `folder`, or one trained now, where there is none that fits.

    What is trained now lies there untried, until the run's checks let it publish (`keep_untried`); a run that ends
    red leaves the next one to train anew. The shipped weights are not kept: once there are records enough, a run
    trains. Either way `traits` has its tiers, and `pair_levels` the candidates' patterns. find_candidates: lays the
    pairs to compare under a kept model, given the cap of a block; a model is always trained on those of all records.
    """
    discard_untried(folder)
    model = load_model(connection, folder)
    if model is None:
        model = train(connection, block_cap, few_records)
        if model.trained_on:
            save_untried(connection, model, folder)
        return model
    create_traits(connection)
    find_candidates(connection, block_cap)
    _compare_candidates(connection)
    return model


def _compare_candidates(connection: Connection) -> None:
    """Create `pair_levels` of `candidates`, which nothing reads beyond it."""
    create_levels(connection, "candidates", "pair_levels")
    connection.execute("drop table candidates")


def learned(evidence: Evidence, records: int) -> Estimate:
    """The estimate from `evidence`; without a single candidate pair there is nothing to learn from."""
    return estimate(evidence, records) if len(evidence.pairs) else shipped_estimate(records)


def _left_out(connection: Connection) -> tuple[str, ...]:
    answered = ", ".join(f"coalesce(max({comparison.name}), 0) > 0" for comparison in COMPARISONS)
    (flags,) = connection.execute(f"select {answered} from pair_levels").fetchall()
    return tuple(
        comparison.name for comparison, is_answered in zip(COMPARISONS, flags, strict=True) if not is_answered
    )

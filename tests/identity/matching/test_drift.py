"""Whether training anew would change much."""

from dataclasses import replace

import pytest

from kith.identity.matching import estimation
from kith.identity.matching.drift import drift_share
from kith.identity.matching.training import train
from tests.identity.matching.town import settle
from tests.identity.matching.traits import traits_of
from tests.identity.world import World

COUPLES = 200


def test_a_model_of_as_many_other_records_is_told_of(world: World) -> None:
    with traits_of(settle(world, COUPLES)) as connection:
        model = train(connection, 100, 1)
        # of other records: where hardly anybody is known twice, little is likely
        other = replace(model, estimate=replace(model.estimate, priors=model.estimate.priors * [1e-9, 1, 1]))
        assert drift_share(connection, other, 0.9) > 0.02


def test_a_model_that_learns_the_same_again_is_not_old(world: World) -> None:
    with traits_of(settle(world, COUPLES)) as connection:
        model = train(connection, 100, 1)
        assert drift_share(connection, model, 0.9) == 0


def test_a_check_that_cannot_learn_says_so_and_does_not_end_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traits_of(settle(world, COUPLES)) as connection:
        model = train(connection, 100, 1)
        monkeypatch.setattr(estimation, "MOST_ROUNDS", 1)
        assert drift_share(connection, model, 0.9) == 1

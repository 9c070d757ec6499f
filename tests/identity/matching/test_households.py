"""Whether the model knows that there are families at all."""

import numpy
import pytest

from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.estimation import Evidence, visible_households
from kith.identity.matching.training import train
from tests.identity.matching.town import settle
from tests.identity.matching.traits import traits_of
from tests.identity.world import World


def test_couples_are_not_learned_away_from_a_short_list_without_birth_dates(world: World) -> None:
    settle(world, 40)
    for profile in world.profiles:
        profile["birth_date"] = None
    with traits_of(world) as connection:
        assert train(connection, 60, 2).knows_households


def test_a_list_of_single_people_knows_no_households(world: World) -> None:
    settle(world, 80)
    world.profiles = [profile for profile in world.profiles if profile["record_id"].split("-")[1] == "0"]
    with traits_of(world) as connection:
        assert not train(connection, 60, 2).knows_households


@pytest.mark.parametrize(
    ("both_differ", "namesakes"),
    [(0, 0), (6, 0), (13, 0), (20, 14)],
    ids=["no errors meet", "as many as errors explain", "hardly more", "fathers and sons"],
)
def test_fathers_and_sons_are_seen_where_errors_do_not_explain_two_dates_and_two_numbers(
    both_differ: int, namesakes: int
) -> None:
    # a tenth of the dates is wrong, and 60 of 600 numbers: of 60 pairs with a wrong date 6 have a wrong number too
    counts = {
        ("equal", "equal"): 600,
        ("differs", "one_slip"): 60,
        ("one_slip", "differs"): 60,
        ("differs", "differs"): both_differ,
    }
    alike = {"first_name": "equal_first_name_tier_3", "last_name": "equal_last_name_tier_2"}
    patterns = []
    for birth_date, number in counts:
        levels = alike | {"place": "equal_house_tier_1", "birth_date": birth_date, "personal_number": number}
        patterns.append(
            [known.level_number(levels[known.name]) if known.name in levels else 0 for known in COMPARISONS]
        )
    evidence = Evidence(numpy.array(patterns), numpy.array([*counts.values()], dtype=float), 1e6, [])
    assert visible_households(evidence) == pytest.approx(namesakes)

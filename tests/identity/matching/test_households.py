"""Whether the model knows that there are families at all."""

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

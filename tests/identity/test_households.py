"""Households: who lives together, and who only shares a number."""

from __future__ import annotations

from tests.identity.world import World


def homes(world: World) -> dict[str, str | None]:
    """household_id by founding record id."""
    return dict(world.query("select founding_record_id, household_id from identity.customers"))


def test_one_surname_at_one_address_is_one_household(world: World) -> None:
    world.person("shop", "john", full_name="John Smith", address_line="1 High St", postal_code="AB1 2CD")
    world.person("bureau", "jane", full_name="Jane Smith", address_line="1 High Street", postal_code="ab12cd")
    world.person("bureau", "kim", full_name="Kim Lund", address_line="1 High Street", postal_code="ab12cd")
    world.person("bureau", "rosa", full_name="Rosa Smith", address_line="2 High Street", postal_code="ab12cd")
    world.resolve()
    found = homes(world)
    assert found["john"] == found["jane"] == found["kim"] != found["rosa"]


def test_in_a_house_of_flats_only_surnames_make_a_household(world: World) -> None:
    for name in ("John Smith", "Jane Smith", "Kim Lund", "Rosa Diaz", "Uma Rao"):
        world.person("shop", name, full_name=name, address_line="1 Tower House", city="Hull")
    world.resolve()
    found = homes(world)
    assert found["John Smith"] == found["Jane Smith"]
    assert len(set(found.values())) == 4


def test_everybody_has_a_household_and_organisations_have_none(world: World) -> None:
    world.person("shop", "john", full_name="John Smith")
    world.person("shop", "acme", profile_kind="organisation")
    world.resolve()
    found = homes(world)
    assert str(found["john"]).startswith("h_") and found["acme"] is None


def test_colleagues_who_share_a_phone_are_no_household(world: World) -> None:
    for name, street in (("John Smith", "1 High St"), ("Rosa Diaz", "9 Park Rd")):
        world.person("shop", name, full_name=name, address_line=street, city="Hull", phone="020 7946 0018")
    world.resolve()
    assert len(set(homes(world).values())) == 2


def test_a_home_for_too_many_of_one_surname_is_no_household(world: World) -> None:
    for number in range(9):
        names = {"first_name": f"{chr(97 + number) * 4}", "last_name": "Smith"}
        world.person("shop", str(number), **names, address_line="1 Care Home", city="Hull")
    world.resolve()
    assert len(set(homes(world).values())) == 9


def test_a_household_keeps_its_id_when_somebody_joins(world: World) -> None:
    world.person("shop", "john", full_name="John Smith", address_line="1 High St", city="Hull")
    world.resolve("run-1")
    before = homes(world)["john"]
    world.person(
        "aaa", "jane", full_name="Jane Smith", address_line="1 High St", city="Hull", created_at=None
    )
    world.resolve("run-2")
    assert homes(world) == {"john": before, "jane": before}

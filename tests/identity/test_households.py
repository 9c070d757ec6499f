"""Households: who lives together, and who only shares a number."""

from __future__ import annotations

from collections.abc import Iterator

from tests.identity.village import shared
from tests.identity.world import World


def homes(world: World) -> dict[str, str | None]:
    """household_id by founding record id."""
    return dict(world.query("select founding_record_id, household_id from identity.customers"))


@shared
def test_one_surname_at_one_address_is_one_household(corner: World) -> Iterator[None]:
    corner.person("shop", "john", full_name="John Smith", address_line="1 High St", postal_code="AB1 2CD")
    corner.person(
        "bureau", "jane", full_name="Jane Smith", address_line="1 High Street", postal_code="ab12cd"
    )
    corner.person("bureau", "kim", full_name="Kim Lund", address_line="1 High Street", postal_code="ab12cd")
    corner.person(
        "bureau", "rosa", full_name="Rosa Smith", address_line="2 High Street", postal_code="ab12cd"
    )
    yield
    found = homes(corner)
    assert found["john"] == found["jane"] == found["kim"] != found["rosa"]


@shared
def test_in_a_house_of_flats_only_surnames_make_a_household(corner: World) -> Iterator[None]:
    for name in ("John Smith", "Jane Smith", "Kim Lund", "Rosa Diaz", "Uma Rao"):
        corner.person("shop", name, full_name=name, address_line="1 Tower House", city="Hull")
    yield
    found = homes(corner)
    assert found["John Smith"] == found["Jane Smith"]
    assert len(set(found.values())) == 4


@shared
def test_two_flats_of_one_house_are_two_households_also_of_one_surname(corner: World) -> Iterator[None]:
    lines = {
        "John": "Flat 2, 9 Park Road",
        "Jane": "9 Park Road, Apt 2",
        "Rosa": "Flat 3, 9 Park Road",
        "Kim": "9/4 Park Road",
    }
    for name, line in lines.items():
        corner.person("shop", name, first_name=name, last_name="Smith", address_line=line, city="Hull")
    yield
    found = homes(corner)
    assert found["John"] == found["Jane"]
    assert len(set(found.values())) == 3


@shared
def test_everybody_has_a_household_and_organisations_have_none(corner: World) -> Iterator[None]:
    corner.person("shop", "john", full_name="John Smith")
    corner.person("shop", "acme", profile_kind="organisation")
    yield
    found = homes(corner)
    assert str(found["john"]).startswith("h_") and found["acme"] is None


@shared
def test_colleagues_who_share_a_phone_are_no_household(corner: World) -> Iterator[None]:
    for name, street in (("John Smith", "1 High St"), ("Rosa Diaz", "9 Park Rd")):
        corner.person("shop", name, full_name=name, address_line=street, city="Hull", phone="020 7946 0018")
    yield
    assert len(set(homes(corner).values())) == 2


@shared
def test_a_home_for_too_many_of_one_surname_is_no_household(corner: World) -> Iterator[None]:
    for number in range(9):
        names = {"first_name": f"{chr(97 + number) * 4}", "last_name": "Smith"}
        corner.person("shop", str(number), **names, address_line="1 Care Home", city="Hull")
    yield
    assert len(set(homes(corner).values())) == 9


@shared
def test_a_household_keeps_its_id_when_somebody_joins(corner: World) -> Iterator[None]:
    corner.person("shop", "john", full_name="John Smith", address_line="1 High St", city="Hull")
    yield
    before = homes(corner)["john"]
    corner.person(
        "aaa", "jane", full_name="Jane Smith", address_line="1 High St", city="Hull", created_at=None
    )
    yield
    assert homes(corner) == {"john": before, "jane": before}

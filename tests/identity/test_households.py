"""Households: who lives together, and who only shares a number."""

from __future__ import annotations

from collections.abc import Iterator

from tests.identity.test_decisions import decide
from tests.identity.village import shared
from tests.identity.world import World, day


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
def test_who_shares_a_phone_and_says_no_more_lives_with_whom_it_is(corner: World) -> Iterator[None]:
    """A surname, or an address, that is not known is not another one."""
    home, elsewhere = (
        {"address_line": "1 High St", "city": "Hull"},
        {"address_line": "9 Park Rd", "city": "Hull"},
    )
    corner.person("shop", "john", full_name="John Smith", phone="020 7946 0018", **home)
    corner.person("bureau", "rosa", first_name="Rosa", phone="020 7946 0018", **elsewhere)
    corner.person(
        "shop", "olga", full_name="Olga Diaz", phone="020 7946 0019", address_line="2 Dock St", city="York"
    )
    corner.person("bureau", "kim", full_name="Kim Lund", phone="020 7946 0019")
    yield
    found = homes(corner)
    assert found["john"] == found["rosa"] != found["olga"] == found["kim"]


@shared
def test_who_is_said_to_be_two_people_may_live_together(corner: World) -> Iterator[None]:
    for name in ("John", "Jane", "John again"):
        corner.person("shop", name, first_name=name.split()[0], last_name="Moss", phone="020 7946 0018")
    decide(corner.state, "never", "shop:John", "shop:Jane")
    decide(corner.state, "never", "shop:John again", "shop:John")
    yield
    found = homes(corner)
    assert found["John"] == found["Jane"]


@shared
def test_another_of_the_same_name_is_no_household(corner: World) -> Iterator[None]:
    for record in ("one", "two"):
        corner.person("shop", record, full_name="Zadok Moss", phone="020 7946 0019")
    decide(corner.state, "never", "shop:one", "shop:two")
    yield
    found = homes(corner)
    assert found["one"] != found["two"]


@shared
def test_a_home_for_too_many_of_one_surname_is_no_household(corner: World) -> Iterator[None]:
    for number in range(9):
        names = {"first_name": f"{chr(97 + number) * 4}", "last_name": "Smith"}
        corner.person("shop", str(number), **names, address_line="1 Care Home", city="Hull")
    yield
    assert len(set(homes(corner).values())) == 9


@shared
def test_who_bought_a_house_does_not_live_with_who_sold_it(corner: World) -> Iterator[None]:
    """Of one who moved, only where he lives now is a home; his wife moved with him."""
    moves = {"Ann Hill": ("Mill", "Park"), "Tom Hill": ("Mill", "Park"), "Kim Lund": ("Dock", "Mill")}
    for name, streets in moves.items():
        for number, street in enumerate(streets):
            home = {"address_line": f"1 {street} Road", "city": "Hull", "created_at": day(number)}
            corner.person(f"source{number}", name, full_name=name, email=f"{name[:3]}@tide.example", **home)
    yield
    found = homes(corner)
    assert found["Ann Hill"] == found["Tom Hill"] != found["Kim Lund"]


@shared
def test_a_record_written_anew_says_where_somebody_lives_now(corner: World) -> Iterator[None]:
    person = {"first_name": "Ann", "last_name": "Hill", "email": "ann@tide.example", "city": "Hull"}
    corner.person("stripe", "ann", address_line="1 Park Road", created_at=day(1), updated_at=day(9), **person)
    corner.person("shop", "ann", address_line="1 Mill Road", created_at=day(5), **person)
    for street in ("Park", "Mill"):
        corner.person(
            "bureau", street, full_name=f"{street} Hill", address_line=f"1 {street} Road", city="Hull"
        )
    yield
    found = homes(corner)
    assert found["ann"] == found["Park"] != found["Mill"]


@shared
def test_a_household_that_hangs_together_by_one_after_another_is_bounded(corner: World) -> Iterator[None]:
    """Ten people with two homes each, one of them the neighbour's: the couple among them stays one household."""
    for number in range(10):
        name = {"first_name": "Kim", "last_name": chr(97 + number) * 4, "email": f"{number}@tide.example"}
        for side in (0, 1):
            home = {"address_line": f"{number + side} Park Road", "city": "Hull"}
            corner.person(f"source{side}", str(number), **name, **home)
    corner.person(
        "shop", "wife", first_name="Rosa", last_name="aaaa", address_line="0 Park Road", city="Hull"
    )
    yield
    found = homes(corner)
    assert found["0"] == found["wife"]
    assert len(set(found.values())) == 10


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

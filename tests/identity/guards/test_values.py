"""Which shared values prove nothing: placeholders, role mailboxes, hubs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from kith.identity.settings import IdentitySettings
from tests.identity.village import shared
from tests.identity.world import World

SURNAMES = ["Adler", "Brook", "Clay", "Dunn", "Ebner", "Frost", "Gale"]


def status_of(world: World, value: str) -> set[str]:
    """Status of an identifier value."""
    rows = world.query(f"select status from identity.identifiers where identifier_value = '{value}'")
    return {status for (status,) in rows}


@shared
def test_a_placeholder_joins_nobody(corner: World) -> Iterator[None]:
    for number in range(3):
        corner.person(
            "shop", str(number), email="noemail@shop.example", phone="020 0000 0000", login_id="null"
        )
    yield
    assert len(corner.groups()) == 3
    assert status_of(corner, "noemail@shop.example") == {"placeholder"}


def test_ten_thousand_records_on_one_placeholder_stay_apart_and_bounded(world: World) -> None:
    for number in range(10_000):
        world.person("shop", str(number), email="shop-till@shop.example")
    report = world.resolve()
    assert report.persons == 10_000
    assert report.links == {}
    assert report.unused_values == {"hub": 1}


@shared
def test_a_role_mailbox_joins_no_people(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", email="info@acme.example")
    corner.person("bureau", "1", first_name="John", email="info@acme.example")
    yield
    assert not corner.are_one("shop:1", "bureau:1")
    assert status_of(corner, "info@acme.example") == {"role"}


@shared
def test_a_role_mailbox_of_a_firm_and_one_of_its_people_is_for_review(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", email="info@acme.example")
    for source in ("bureau", "stripe"):
        corner.person(
            source, "1", profile_kind="organisation", organisation_name="Acme", email="info@acme.example"
        )
    yield
    assert corner.groups() == {frozenset({"shop:1"}), frozenset({"bureau:1", "stripe:1"})}
    assert corner.query("select guard, evidence from identity.review") == [
        ("role", '{"records":3,"customers":2,"sources":3}')
    ]


@shared
def test_a_role_mailbox_known_by_its_hash_joins_nobody(corner: World) -> Iterator[None]:
    digest = corner.hashed("info@acme.example")
    corner.person("shop", "1", email="info@acme.example")
    corner.person("panel", "1", email_sha256=digest)
    yield
    assert not corner.are_one("shop:1", "panel:1")


@shared
def test_a_phone_of_more_than_five_names_is_a_hub(corner: World) -> Iterator[None]:
    for surname in SURNAMES[:6]:
        corner.person("bureau", surname, first_name="Kim", last_name=surname, phone="020 7946 0018")
    yield
    assert len(corner.groups()) == 6
    assert status_of(corner, "+442079460018") == {"hub"}


@shared
def test_many_guest_orders_of_one_name_are_no_hub(corner: World) -> Iterator[None]:
    for number in range(30):
        name = "John" if number % 2 else "J."
        corner.person(
            "shop", f"guest:{number}", first_name=name, last_name="Smith", email="john@tide.example"
        )
    yield
    assert len(corner.groups()) == 1


@shared
def test_a_good_customer_is_one_however_often_he_orders(corner: World) -> Iterator[None]:
    """Of so many records not every pair is judged: a few do for all that are like them, and Jane stays Jane."""
    for number in range(300):
        name = "Jane" if number == 7 else "John"
        corner.person(
            "shop", f"guest:{number}", first_name=name, last_name="Smith", email="john@tide.example"
        )
    yield
    assert sorted(map(len, corner.groups())) == [1, 299]
    assert corner.query(
        "select guard, count(*) from identity.edges where not is_accepted group by guard"
    ) == [("first_name", 2)]


def test_thousands_of_orders_of_one_name_are_one_customer_by_bounded_work(world: World) -> None:
    """Also where two of them are known to be two people, by their logins: those and nobody else stay apart."""
    for number in range(3_000):
        world.person("shop", str(number), full_name="John Smith", email="john@tide.example")
    world.profiles[5]["login_id"], world.profiles[9]["login_id"] = "l1", "l2"
    report = world.resolve()
    assert sorted(map(len, world.groups())) == [1, 1, 2_998]
    assert sum(report.links.values()) + sum(report.stopped.values()) < 4_000


@shared
def test_an_address_on_which_one_name_stands_names_what_has_none(corner: World) -> Iterator[None]:
    """By a phone, or with a second name on the address, nobody says whose the nameless orders are."""
    for number in range(26):
        corner.person("shop", f"one{number}", email="john@tide.example")
        corner.person("shop", f"two{number}", email="pair@tide.example")
        corner.person("shop", f"till{number}", phone="020 7946 0018")
    for number in range(201):
        corner.person("shop", f"kiosk{number}", email="kiosk@tide.example")
    corner.person("bureau", "one", full_name="John Smith", email="john@tide.example")
    corner.person("bureau", "John", full_name="John Brook", email="pair@tide.example")
    corner.person("bureau", "Rosa", full_name="Rosa Diaz", email="pair@tide.example")
    corner.person("bureau", "till", full_name="Clara Dodd", phone="020 7946 0018")
    corner.person("bureau", "kiosk", full_name="Denis Eames", email="kiosk@tide.example")
    yield
    assert corner.are_one("bureau:one", *(f"shop:one{number}" for number in range(26)))
    assert {len(group) for group in corner.groups() if "bureau:one" not in group} == {1}


@shared
def test_a_login_on_two_names_of_one_source_joins_nobody(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", login_id="L1")
    corner.person("shop", "2", first_name="Rosa", login_id="L1")
    corner.person("stripe", "1", login_id="L1")
    yield
    assert len(corner.groups()) == 3


@shared
def test_empty_hashes_join_nobody(corner: World) -> Iterator[None]:
    for number in range(2):
        corner.person("panel", str(number), email_sha256=hashlib.sha256(b"").hexdigest())
    yield
    assert len(corner.groups()) == 2


@shared
def test_records_with_every_field_null_stay_alone(corner: World) -> Iterator[None]:
    for number in range(3):
        corner.person("zendesk", str(number), created_at=None, country_code=None)
    yield
    assert len(corner.groups()) == 3


def test_a_cap_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="person_cap"):
        IdentitySettings(person_cap=0)

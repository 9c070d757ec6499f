"""What may never be one person, whatever the records share: one test a guard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kith.identity.settings import IdentitySettings
from tests.identity.guards.guarded_worlds import guard_between
from tests.identity.village import shared
from tests.identity.world import World, born

PHONE = "020 7946 0018"


@shared
def test_clashing_first_names_make_a_household_not_a_person(corner: World) -> Iterator[None]:
    corner.person("shop", "john", first_name="John", last_name="Smith", email="family@tide.example")
    corner.person("bureau", "jane", first_name="Jane", last_name="Smith", email="family@tide.example")
    yield
    assert not corner.are_one("shop:john", "bureau:jane")
    assert guard_between(corner, "shop:john", "bureau:jane") == {"first_name"}
    ((households,),) = corner.query("select count(distinct household_id) from identity.customers")
    assert households == 1


@pytest.mark.parametrize(
    "names", [("Nicholas", "Nicola"), ("Andrew", "Andrea"), ("Michael", "Michele")], ids=str
)
@shared
def test_a_man_and_a_woman_of_like_names_are_two_people(
    corner: World, names: tuple[str, str]
) -> Iterator[None]:
    for name in names:
        corner.person("shop", name, first_name=name, last_name="Smith", email="smiths@tide.example")
    yield
    assert guard_between(corner, *(f"shop:{name}" for name in names)) == {"first_name"}


@shared
def test_initials_nicknames_and_slips_are_one_name(corner: World) -> Iterator[None]:
    for number, name in enumerate(["John", "J.", "Johnny", "Jhon", "Jack"]):
        corner.person("shop", str(number), first_name=name, last_name="Smith", email="john@tide.example")
    yield
    assert len(corner.groups()) == 1


@shared
def test_exchanged_first_and_last_names_are_one_name(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", last_name="Smith", email="john@tide.example")
    corner.person("bureau", "1", first_name="Smith", last_name="John", email="john@tide.example")
    yield
    assert corner.are_one("shop:1", "bureau:1")


@shared
def test_organisations_are_never_linked_to_people(corner: World) -> Iterator[None]:
    corner.person(
        "stripe", "acme", profile_kind="organisation", email="jo@acme.example", organisation_name="Acme"
    )
    corner.person("shop", "jo", first_name="Jo", email="jo@acme.example")
    yield
    assert not corner.are_one("stripe:acme", "shop:jo")
    assert guard_between(corner, "stripe:acme", "shop:jo") == {"organisation"}
    kinds = dict(corner.query("select founding_record_id, customer_kind from identity.customers"))
    assert kinds == {"acme": "organisation", "jo": "person"}


@shared
def test_a_record_of_a_company_without_a_name_is_an_organisation(corner: World) -> Iterator[None]:
    corner.person("stripe", "acme", email="books@acme.example", organisation_name="Acme Ltd")
    corner.person("stripe", "jo", email="jo@acme.example", organisation_name="Acme Ltd", first_name="Jo")
    yield
    kinds = dict(corner.query("select founding_record_id, customer_kind from identity.customers"))
    assert kinds == {"acme": "organisation", "jo": "person"}


@shared
def test_two_records_of_one_organisation_are_one_customer(corner: World) -> Iterator[None]:
    for source in ("stripe", "bureau"):
        corner.person(source, "acme", profile_kind="organisation", email="accounts@acme.example")
    yield
    assert corner.are_one("stripe:acme", "bureau:acme")


@shared
def test_two_logins_of_one_system_are_two_people(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", email="john@tide.example", login_id="L1")
    corner.person("shop", "2", first_name="John", email="john@tide.example", login_id="L2")
    yield
    assert not corner.are_one("shop:1", "shop:2")
    assert guard_between(corner, "shop:1", "shop:2") == {"two_logins"}


def test_logins_of_two_systems_do_not_clash(world: World) -> None:
    world.add("stg_ops__sources", source="club", connector="files", login_namespace="club")
    world.person("shop", "1", first_name="John", email="john@tide.example", login_id="L1")
    world.person("club", "1", first_name="John", email="john@tide.example", login_id="999")
    world.resolve()
    assert world.are_one("shop:1", "club:1")


def test_equal_login_ids_of_two_systems_are_no_link(world: World) -> None:
    world.add("stg_ops__sources", source="club", connector="files", login_namespace="club")
    world.person("shop", "1", login_id="7")
    world.person("club", "1", login_id="7")
    world.resolve()
    assert not world.are_one("shop:1", "club:1")


@shared
def test_clashing_birth_dates_cannot_link(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", phone=PHONE, birth_date=born("1950-03-04"))
    corner.person("bureau", "1", first_name="John", phone=PHONE, birth_date=born("1981-11-23"))
    yield
    assert guard_between(corner, "shop:1", "bureau:1") == {"birth_date"}


@shared
@pytest.mark.parametrize("slip", ["1950-04-03", "1950-03-05", "1951-03-04", "1900-01-01"])
def test_a_slip_in_a_birth_date_is_no_clash(corner: World, slip: str) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", phone=PHONE, birth_date=born("1950-03-04"))
    corner.person("bureau", "1", first_name="John", phone=PHONE, birth_date=born(slip))
    yield
    assert corner.are_one("shop:1", "bureau:1")


@shared
def test_junior_and_senior_cannot_link(corner: World) -> Iterator[None]:
    corner.person("shop", "1", full_name="John Smith Jr.", phone=PHONE)
    corner.person("bureau", "1", full_name="John Smith Sr", phone=PHONE)
    yield
    assert guard_between(corner, "shop:1", "bureau:1") == {"generation"}


@shared
def test_two_names_are_kept_apart_though_the_likely_link_is_of_two_others(corner: World) -> Iterator[None]:
    """The link is between two initials; whose customers they are, John's and Jane's, is what speaks against it."""
    same = {"last_name": "Harbottle", "birth_date": born("1950-03-04"), "city": "Hull"}
    for source, name in (("shop", "John"), ("bureau", "Jane")):
        email = f"harbottle.{source}@tide.example"
        corner.person(source, "1", first_name="J.", email=email, address_line="12 Harbour Street", **same)
        corner.person(source, "2", first_name=name, email=email, last_name="Harbottle")
    yield
    assert len(corner.groups()) == 2
    assert guard_between(corner, "shop:1", "bureau:1") == {"known_names"}


@shared
def test_payer_and_receiver_of_a_subscription_are_never_joined_by_contact_data(
    corner: World,
) -> Iterator[None]:
    corner.person("bureau", "payer", first_name="John", phone=PHONE, email="john@tide.example")
    corner.person("bureau", "niece", phone=PHONE, email="john@tide.example")
    corner.parties("payer", "niece")
    yield
    assert not corner.are_one("bureau:payer", "bureau:niece")
    assert guard_between(corner, "bureau:payer", "bureau:niece") == {"subscription_parties"}


@shared
def test_a_payer_and_a_receiver_are_not_bridged_by_a_third_record(corner: World) -> Iterator[None]:
    corner.person("bureau", "payer", phone=PHONE)
    corner.person("bureau", "niece", phone=PHONE)
    corner.person("shop", "guest", phone=PHONE)
    corner.parties("payer", "niece")
    yield
    assert not corner.are_one("bureau:payer", "bureau:niece")


@shared
def test_payer_and_receiver_are_no_household(corner: World) -> Iterator[None]:
    corner.person("bureau", "payer", first_name="John", last_name="Smith", phone=PHONE)
    corner.person("bureau", "niece", first_name="Rosa", last_name="Diaz", phone=PHONE)
    corner.parties("payer", "niece")
    yield
    ((households,),) = corner.query("select count(distinct household_id) from identity.customers")
    assert households == 2


def test_a_customer_whose_known_first_names_differ_says_so(world: World) -> None:
    names = {"john": "John", "jane": "Jane"}, {"jack": "Jack", "j": "J.", "jhon": "Jhon"}, {"nobody": None}
    for number, people in enumerate(names):
        for record_id, first_name in people.items():
            world.person("shop", record_id, first_name=first_name, email=f"box{number}@tide.example")
    world.person("shop", "exchanged", first_name="James", last_name="Thomas", email="box3@tide.example")
    world.person("shop", "straight", first_name="Thomas", last_name="James", email="box3@tide.example")
    world.resolve(settings=IdentitySettings(switched_off=("first_name",)))
    found = dict(world.query("select founding_record_id, names_clash from identity.customers"))
    assert found == {"jane": True, "j": False, "nobody": None, "exchanged": False}

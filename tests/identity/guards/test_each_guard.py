"""Every guard on its own: what it keeps apart, what it leaves for review, and that its switch lets it through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kith.identity.decisions import Decision, RecordName, add_decisions
from kith.identity.guards.pairs import SENTENCES
from kith.identity.settings import GUARDS
from tests.identity.guards.guarded_worlds import (
    BORN,
    EMAIL,
    GUARDED,
    PHONE,
    STREET,
    bridged,
    fitting_two,
    guard_between,
    two_logins_of_one_reader,
)
from tests.identity.village import shared
from tests.identity.world import World, born

VALUE_GUARDS = ("placeholder", "role", "hub")
PAIR_GUARDS = [name for name, guarded in GUARDED.items() if guarded.decision]


NO_GUARDS = {"decided_never", "below_accept"}


def test_every_guard_has_a_world_of_its_own() -> None:
    assert set(GUARDED) == set(GUARDS)


def test_every_reason_that_explain_knows_is_a_guard_or_a_choice() -> None:
    assert set(SENTENCES) - NO_GUARDS <= set(GUARDS)


@shared
def test_a_bridge_of_exact_links_is_cut(corner: World) -> Iterator[None]:
    bridged(corner)
    yield
    assert len(corner.groups()) == 4
    assert {guard for (guard,) in corner.query("select guard from identity.review")} == {"weak_bridge"}


@shared(component_cap=2)
def test_orders_that_are_one_person_already_do_not_make_a_chain_too_long(corner: World) -> Iterator[None]:
    person = {"first_name": "John", "last_name": "Harbottle", "birth_date": BORN, **STREET}
    for order in range(4):
        corner.person("shop", f"guest:{order}", email=EMAIL, **person)
    corner.person("bureau", "1", **person)
    yield
    assert len(corner.groups()) == 1


@pytest.mark.parametrize(
    ("name", "settings"), [(name, GUARDED[name].settings) for name in PAIR_GUARDS], ids=PAIR_GUARDS
)
@shared
def test_what_a_guard_stops_is_kept_for_review(corner: World, name: str, settings: Any) -> Iterator[None]:
    guarded = GUARDED[name]
    guarded.fill(corner)
    yield
    assert not corner.are_one(*guarded.records)
    known = corner.customers()
    one, other = sorted(known[record] for record in guarded.records)
    found = corner.query(
        "select identifier_kind, guard, decision from identity.review"
        f" where customer_id_a = '{one}' and customer_id_b = '{other}'"
    )
    assert (guarded.kind, name, guarded.decision) in found
    assert guard_between(corner, *guarded.records) == {name}


@pytest.mark.parametrize("name", VALUE_GUARDS)
@shared
def test_a_value_that_proves_nothing_says_so_and_is_in_review_with_how_many_carry_it(
    corner: World, name: str
) -> Iterator[None]:
    guarded = GUARDED[name]
    guarded.fill(corner)
    yield
    assert not corner.are_one(*guarded.records)
    statuses = corner.query(
        f"select distinct status from identity.identifiers where identifier_kind = '{guarded.kind}'"
    )
    assert statuses == [(name,)]
    (entry,) = corner.query(
        "select * exclude (identifier_value) from identity.review where guard <> 'name_alone'"
    )
    assert entry[:5] == (None, None, guarded.kind, name, "kept_apart")
    assert json.loads(entry[-1]) == {
        "records": len(corner.profiles),
        "customers": len(corner.groups()),
        "sources": len({profile["source"] for profile in corner.profiles}),
    }


@shared
def test_what_is_likely_and_stopped_at_an_exact_link_is_in_review_with_its_records_and_weights(
    corner: World,
) -> Iterator[None]:
    alike = {"first_name": "John", "last_name": "Harbottle", "birth_date": BORN, "email": EMAIL, **STREET}
    for login in ("L1", "L2"):
        corner.person("shop", login, login_id=login, **alike)
    yield
    ((*records, probability, evidence),) = corner.query(
        "select source_a || ':' || record_id_a, source_b || ':' || record_id_b, probability, evidence"
        " from identity.review where guard = 'two_logins'"
    )
    known = corner.customers()
    assert records == sorted(known, key=known.__getitem__)
    assert probability > 0.9
    assert {weight["comparison"] for weight in json.loads(evidence)["weights"]} >= {"birth_date", "email"}


@shared
def test_a_shared_device_is_nobodys_and_its_links_say_why(corner: World) -> Iterator[None]:
    GUARDED["shared_device"].fill(corner)
    yield
    assert corner.device("tablet") == (None, "several_logins", True)
    links = corner.query("select distinct is_accepted, guard from identity.edges where entity_a = 'devices'")
    assert links == [(False, "shared_device")]
    assert ("device", "shared_device", "kept_apart") in corner.query(
        "select identifier_kind, guard, decision from identity.review"
    )


@shared
def test_a_shared_device_is_nobodys_even_if_all_its_records_are_one_person(corner: World) -> Iterator[None]:
    two_logins_of_one_reader(corner)
    yield
    assert corner.device("tablet") == (None, "several_logins", True)


@shared(device_reader_cap=3, accept=1.0)
def test_readers_of_a_public_device_are_not_for_review(corner: World) -> Iterator[None]:
    for number in range(4):
        corner.person(
            "mailchimp",
            f"list:{number}",
            full_name=f"Kim {chr(65 + number)}hill",
            email=f"{number}@tide.example",
        )
        corner.member(f"list:{number}", f"click-{number}")
        corner.click("kiosk", f"click-{number}")
    yield
    assert corner.query("select guard from identity.review") == []


@shared
def test_two_customers_are_in_review_once_by_the_strongest_reason(corner: World) -> Iterator[None]:
    """Their numbers are one and their records alike: what stopped the number is said, not that they are alike too."""
    shared = {"first_name": "John", "last_name": "Harbottle", "birth_date": BORN, "phone": PHONE, **STREET}
    corner.person("shop", "1", name_suffix="Jr", **shared)
    corner.person("bureau", "1", name_suffix="Sr", **shared)
    yield
    assert corner.query("select identifier_kind, guard, edge_count from identity.review") == [
        ("phone", "generation", 1)
    ]


@pytest.mark.parametrize(
    ("guard", "one", "other"),
    [
        ("two_logins", {"login_id": "L1"}, {"login_id": "L2"}),
        ("generation", {"name_suffix": "Jr"}, {"name_suffix": "Sr"}),
    ],
)
@shared
def test_pair_guards_hold_for_likely_links_too(
    corner: World, guard: str, one: dict[str, str], other: dict[str, str]
) -> Iterator[None]:
    shared = {"first_name": "John", "last_name": "Harbottle", "birth_date": BORN, **STREET}
    corner.person("shop", "1", **shared, **one)
    corner.person("bureau", "1", **shared, **other)
    yield
    assert not corner.are_one("shop:1", "bureau:1")
    assert corner.query("select identifier_kind, guard, decision from identity.review") == [
        ("likely", guard, "kept_apart")
    ]


@shared
def test_payer_and_receiver_are_not_joined_by_a_likely_link(corner: World) -> Iterator[None]:
    for record in ("payer", "holder"):
        corner.person("bureau", record, first_name="John", last_name="Harbottle", birth_date=BORN, **STREET)
    corner.parties("payer", "holder")
    yield
    assert corner.query("select guard from identity.review") == [("subscription_parties",)]


@shared(device_reader_cap=3, accept=1.0)
def test_a_likely_link_below_accept_waits_for_a_person(corner: World) -> Iterator[None]:
    for source in ("shop", "bureau"):
        corner.person(source, "1", first_name="John", last_name="Harbottle", birth_date=BORN, **STREET)
    yield
    assert not corner.are_one("shop:1", "bureau:1")
    assert corner.query("select guard, decision from identity.review") == [("below_accept", "undecided")]


@pytest.mark.parametrize("shared", [{"email": EMAIL}, {"phone": PHONE}, STREET])
@shared
def test_twins_are_two_people_of_one_household(corner: World, shared: dict[str, str]) -> Iterator[None]:
    for source, name in (("shop", "John"), ("bureau", "Jane")):
        corner.person(source, "1", first_name=name, last_name="Harbottle", birth_date=BORN, **shared)
    yield
    ((people, households),) = corner.query(
        "select count(*), count(distinct household_id) from identity.customers"
    )
    assert (people, households) == (2, 1)


@shared
def test_an_unknown_value_never_clashes(corner: World) -> Iterator[None]:
    known = {"first_name": "John", "birth_date": born("1950-03-04"), "name_suffix": "Jr", "login_id": "L1"}
    corner.person("shop", "1", email=EMAIL, **known)
    corner.person("bureau", "1", email=EMAIL)
    yield
    assert corner.are_one("shop:1", "bureau:1")


@shared
def test_the_strongest_reason_is_named_where_several_stand(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", email=EMAIL, birth_date=BORN, login_id="L1")
    corner.person("bureau", "1", first_name="Rosa", email=EMAIL, birth_date=born("1981-11-23"), login_id="L2")
    yield
    assert corner.query("select guard from identity.review") == [("first_name",)]


@shared
def test_a_record_that_fits_two_people_is_for_review_with_both(corner: World) -> Iterator[None]:
    fitting_two(corner)
    yield
    found = corner.query(
        "select guard, decision from identity.review where identifier_kind = 'phone' order by all"
    )
    assert found == [("ambiguous", "household")] * 2 + [("first_name", "household")]


@shared
def test_what_people_decided_is_in_review_as_kept_apart(corner: World) -> Iterator[None]:
    for source in ("shop", "bureau"):
        corner.person(source, "1", first_name="John", email=EMAIL)
    add_decisions(
        corner.state,
        Decision(
            "never",
            RecordName("shop", "1"),
            RecordName("bureau", "1"),
            "anna",
            "2026-06-30T08:00:00Z",
            "asked",
        ),
    )
    yield
    assert ("email", "decided_never", "kept_apart") in corner.query(
        "select identifier_kind, guard, decision from identity.review"
    )

"""Whom likely links join and whom they keep apart, where no exact value helps: hand-made people, shipped weights."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from kith.identity.settings import IdentitySettings
from tests.identity.village import shared
from tests.identity.world import World, born

HARBOUR = {"address_line": "12 Harbour Street", "postal_code": "HU1 1AA", "city": "Hull"}
JOHN = {"first_name": "John", "last_name": "Harbottle", "birth_date": born("1950-03-04"), **HARBOUR}


def joined(corner: World, one: dict[str, Any], other: dict[str, Any]) -> Generator[None, None, bool]:
    """Whether two records, of two sources, become one person."""
    corner.person("shop", "1", **one)
    corner.person("bureau", "1", **other)
    yield
    return corner.are_one("shop:1", "bureau:1")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"first_name": "Jhon"},
        {"first_name": "Johnny"},
        {"first_name": "J."},
        {"last_name": "Harbotle"},
        {"birth_date": born("1950-04-03")},
        {"birth_date": born("1950-03-05")},
        {"address_line": "12 Harbor St"},
        {"address_line": "3 Mill Lane", "postal_code": "BA2 2BB", "city": "Bath"},
        {"last_name": "Brook"},
        {"first_name": "Harbottle", "last_name": "John"},
        {"first_name": "Harbottle", "last_name": "Jhon", "birth_date": None},
    ],
    ids=str,
)
@shared
def test_one_slip_does_not_hide_a_person(corner: World, change: dict[str, Any]) -> Iterator[None]:
    assert (yield from joined(corner, JOHN, JOHN | change))


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"address_line": "Flat 2, 12 Harbour Street"},
        {"address_line": "12 Harbour Street, Apt. 2"},
    ],
    ids=str,
)
def test_name_and_house_are_one_person_where_no_more_is_known(world: World, other: dict[str, Any]) -> None:
    """However few the records are: what two of two have is not common."""
    known = JOHN | {"birth_date": None}
    world.person("shop", "1", **known)
    world.person("bureau", "1", **known | other)
    world.resolve()
    assert world.are_one("shop:1", "bureau:1")


@pytest.mark.parametrize("first_name", ["Jane", "Peter", "Rosa", "Joan", "Jonas"])
@pytest.mark.parametrize("birth_date", [None, born("1950-03-04")], ids=["no birth date", "twins"])
@shared
def test_a_household_that_shares_all_but_the_first_name_is_never_one_person(
    corner: World, first_name: str, birth_date: Any
) -> Iterator[None]:
    shared = {"email": "harbottles@tide.example", "phone": "020 7946 0018", "middle_name": "Robin"}
    one = JOHN | shared | {"birth_date": birth_date}
    assert not (yield from joined(corner, one, one | {"first_name": first_name}))
    ((people, households),) = corner.query(
        "select count(*), count(distinct household_id) from identity.customers"
    )
    assert (people, households) == (2, 1)


@pytest.mark.parametrize(
    "other",
    [
        JOHN
        | {
            "birth_date": born("1981-11-23"),
            "address_line": "9 Mill Lane",
            "postal_code": "YO1 9ZZ",
            "city": "York",
        },
        JOHN | {"first_name": "Rosa", "birth_date": born("1981-11-23")},
        {"first_name": "John", "last_name": "Harbottle"},
        HARBOUR,
        {},
    ],
    ids=["namesake", "wife", "name alone", "address alone", "nothing"],
)
@shared
def test_too_little_is_not_enough(corner: World, other: dict[str, Any]) -> Iterator[None]:
    assert not (yield from joined(corner, JOHN, other))


@shared
def test_a_misspelt_copy_joins_its_own_twin_and_not_the_other(corner: World) -> Iterator[None]:
    corner.person("shop", "john", **JOHN)
    corner.person("shop", "peter", **JOHN | {"first_name": "Peter"})
    corner.person("bureau", "1", **JOHN | {"first_name": "Jhon"})
    yield
    assert corner.groups() == {frozenset({"shop:john", "bureau:1"}), frozenset({"shop:peter"})}


@shared
def test_an_initial_that_fits_both_of_a_couple_joins_neither(corner: World) -> Iterator[None]:
    couple = {"last_name": "Harbottle", **HARBOUR}
    corner.person("shop", "john", first_name="John", **couple)
    corner.person("shop", "jane", first_name="Jane", **couple)
    corner.person("bureau", "j", first_name="J.", **couple)
    yield
    assert len(corner.groups()) == 3


@shared
def test_exact_links_stand_whatever_is_likely(corner: World) -> Iterator[None]:
    """One address joins them, though matching alone would not: nothing else is alike."""
    corner.person(
        "shop", "1", first_name="John", last_name="Harbottle", email="john@tide.example", city="Hull"
    )
    corner.person("bureau", "1", first_name="John", last_name="Brook", email="john@tide.example", city="Bath")
    yield
    assert corner.are_one("shop:1", "bureau:1")


@pytest.mark.parametrize("doubtful", [{"birth_date": None}, {"first_name": "J."}], ids=str)
def test_too_long_a_chain_is_cut_at_its_weakest_links(world: World, doubtful: dict[str, Any]) -> None:
    """Two whom a number of their own makes all but sure stay one; who is likely one of them is left to people."""
    for source in ("shop", "bureau"):
        world.person(source, "1", **JOHN, personal_number="A1234567")
    world.person("stripe", "1", **JOHN | doubtful)
    world.resolve(settings=IdentitySettings(component_cap=2))
    assert world.groups() == {frozenset({"shop:1", "bureau:1"}), frozenset({"stripe:1"})}

"""Every guard's switch: it lets through what the guard keeps apart, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from kith.identity.settings import GUARDS, IdentitySettings
from tests.identity.guards.guarded_worlds import (
    DOUBTFUL,
    GUARDED,
    bridged,
    fitting_two,
    two_logins_of_one_reader,
)
from tests.identity.village import shared
from tests.identity.world import World

FIRST = GUARDS.index("first_name")
OFF_IN = dict(zip((*GUARDS[FIRST:], *GUARDS[:FIRST]), combinations(range(6), 3), strict=True))
"""In which of six runs each guard is off: half of them, and no two in the same ones. So what lets a link through in
just those is its own switch."""
SWITCHED = [tuple(guard for guard in GUARDS if run in OFF_IN[guard]) for run in range(6)]


def run_with(*on: str, off: tuple[str, ...]) -> dict[str, Any]:
    """Settings of the first of those runs in which some guards are on and others off."""
    return next(
        DOUBTFUL | {"switched_off": switched}
        for switched in SWITCHED
        if set(off) <= set(switched) and not set(on) & set(switched)
    )


@pytest.mark.parametrize("settings", [DOUBTFUL | {"switched_off": switched} for switched in SWITCHED])
@pytest.mark.parametrize("name", [name for name in GUARDED if name != "component_size"])
@shared
def test_a_guard_that_is_switched_off_lets_the_link_through_and_no_other_does(
    corner: World, name: str, settings: Any
) -> Iterator[None]:
    guarded = GUARDED[name]
    guarded.fill(corner)
    yield
    is_off = not {name, *guarded.needs}.isdisjoint(settings["switched_off"])
    assert corner.are_one(*guarded.records) is is_off
    assert not is_off or (name,) not in corner.query(
        "select guard from identity.edges where entity_a = 'profiles'"
    )


@shared(component_cap=2, switched_off=("component_size",))
def test_the_cap_of_a_chain_has_the_same_switch(corner: World) -> Iterator[None]:
    GUARDED["component_size"].fill(corner)
    yield
    assert corner.are_one(*GUARDED["component_size"].records)


def test_a_guard_that_there_is_not_cannot_be_switched_off() -> None:
    with pytest.raises(ValueError, match="no identity guard 'first_nam'; there are placeholder, role, hub"):
        IdentitySettings(switched_off=("first_nam",))


@shared(**run_with("first_name", off=("weak_bridge",)))
def test_a_bridge_of_exact_links_has_the_same_switch(corner: World) -> Iterator[None]:
    bridged(corner)
    yield
    assert len(corner.groups()) == 1


@shared(**run_with("first_name", "weak_bridge", off=("ambiguous",)))
def test_a_record_that_fits_two_joins_one_without_the_one_guard(corner: World) -> Iterator[None]:
    fitting_two(corner)
    yield
    assert len(corner.groups()) == 2
    assert not corner.are_one("shop:1", "zendesk:1")


@shared(**run_with("first_name", off=("ambiguous", "weak_bridge")))
def test_a_record_that_fits_two_joins_both_without_both_guards(corner: World) -> Iterator[None]:
    fitting_two(corner)
    yield
    assert len(corner.groups()) == 1


@shared(**run_with("two_logins", off=("shared_device",)))
def test_a_shared_device_without_its_guard_is_his_whose_records_all_are(corner: World) -> Iterator[None]:
    two_logins_of_one_reader(corner)
    yield
    assert corner.device("tablet") == (corner.customers()["press:1"], "one_login", False)

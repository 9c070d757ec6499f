"""What holds for any records and any decisions, tried on drawn ones; the draws are the same in every run."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.identity.cluster import connected_components
from kith.identity.decisions import add_decisions, checked_decisions
from tests.identity.drawn_villages import Wish, decide, fill, village_of, wishes
from tests.identity.world import World

SEED = 3
VILLAGES = 60
"""Of the worlds that several tests read."""
DRAWN = 8
"""Villages of each world that a property is tried on: a run over many costs hardly more than one over few."""
DRAWS = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> World:
    """All villages, resolved. Tests copy it."""
    world = World(tmp_path_factory.mktemp("settled"))
    fill(world, random.Random(SEED), VILLAGES)
    world.resolve()
    return world


@pytest.fixture(scope="module")
def decided(settled: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same, resolved again after people decided. Tests copy it."""
    world = settled.copied(tmp_path_factory.mktemp("decided"))
    decide(world, wanted(world))
    world.resolve("run-2")
    return world


def wanted(world: World) -> list[Wish]:
    """What the people of all villages want decided."""
    return wishes(world, random.Random(SEED), VILLAGES)


def differing_villages(one: World, other: World) -> list[str]:
    """Villages of which two runs say something else: whose a record is, or what became of a link."""
    customers = "select record_id, customer_id from identity.record_customers"
    links = "select record_id_a, * exclude (record_id_a) from identity.edges"
    differing = set()
    for query in (customers, links):
        differing |= set(one.query(query)) ^ set(other.query(query))
    return sorted({village_of({"record_id": row[0]}) for row in differing})


def union_find(links: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Every node of the links with the smallest node it hangs together with: the textbook way."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for one, other in links:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {node: root(node) for node in parent}


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=80))
def test_components_equal_union_find(links: list[tuple[int, int]]) -> None:
    left, right = (numpy.array([link[side] for link in links], dtype=numpy.int64) for side in (0, 1))
    nodes, labels = connected_components(left, right)
    assert dict(zip(nodes.tolist(), labels.tolist(), strict=True)) == union_find(links)


def test_no_customer_has_two_logins_or_is_an_organisation_and_a_person(settled: World) -> None:
    of_record = {f"{row['source']}:{row['record_id']}": row for row in settled.profiles}
    groups = settled.groups()
    assert len({village_of(row) for row in of_record.values()}) == VILLAGES
    for group in groups:
        members = [of_record[name] for name in group]
        assert len({member["profile_kind"] for member in members}) == 1, members
        assert len({member["login_id"] for member in members} - {None}) <= 1, members
    assert VILLAGES < len(groups) < len(of_record), "the draws join some and keep some apart"


@settings(max_examples=3, deadline=None, derandomize=True)
@given(DRAWS)
def test_the_order_of_the_rows_is_of_no_account(
    tmp_path_factory: pytest.TempPathFactory, draw: random.Random
) -> None:
    world = World(tmp_path_factory.mktemp("drawn"))
    fill(world, draw, DRAWN)
    world.resolve()
    shuffled = World(tmp_path_factory.mktemp("shuffled"), profiles=list(world.profiles))
    draw.shuffle(shuffled.profiles)
    shuffled.resolve()
    assert differing_villages(world, shuffled) == []


@settings(max_examples=2, deadline=None, derandomize=True)
@given(DRAWS)
def test_decisions_taken_back_leave_everything_as_if_never_taken(
    tmp_path_factory: pytest.TempPathFactory, draw: random.Random
) -> None:
    world = World(tmp_path_factory.mktemp("drawn"))
    fill(world, draw, DRAWN)
    world.resolve()
    decided = world.copied(tmp_path_factory.mktemp("decided"))
    taken = wishes(decided, draw, DRAWN)
    decide(decided, taken)
    decided.resolve("run-2")
    decide(decided, [replace(wish, kind="withdraw") for wish in reversed(taken)])
    assert checked_decisions(decided.state) == []
    decided.resolve("run-3")
    assert differing_villages(world, decided) == []


def test_what_people_decided_holds_whatever_the_evidence(settled: World, decided: World) -> None:
    known, decisions = decided.customers(), checked_decisions(decided.state)
    for decision in decisions:
        are_one = known[str(decision.record_a)] == known[str(decision.record_b)]
        assert are_one is (decision.kind == "always"), decision
    assert {decision.kind for decision in decisions} == {"always", "never"}
    assert len(differing_villages(settled, decided)) > VILLAGES / 4, (
        "the draws decide what the evidence would not"
    )


def test_what_people_decided_holds_whenever_it_was_decided(decided: World, tmp_path: Path) -> None:
    world = decided.copied(tmp_path)
    decisions = checked_decisions(world.state)
    shutil.rmtree(world.state)
    add_decisions(world.state, *decisions)
    world.resolve()
    assert world.groups() == decided.groups()

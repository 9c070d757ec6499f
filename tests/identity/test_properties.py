"""What holds for any records and any decisions, tried on drawn ones; the draws are the same in every run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.errors import UsageError
from kith.identity.cluster import connected_components
from kith.identity.decisions import Decision, RecordName, add_decisions, checked_decisions
from tests.identity.world import World

SOURCES = ("shop", "bureau", "list")
VILLAGE = 8
Record = dict[str, Any]
Wish = tuple[str, int, int]

# few values of each kind, so that the records of a village share them, clash and bridge one another
RECORD = st.fixed_dictionaries(
    {
        "source": st.sampled_from(SOURCES),
        "first_name": st.sampled_from(["John", "J.", "Jane", "Jhon", "Rosa", None]),
        "last_name": st.sampled_from(["Harbottle", "Harbotle", "Diaz", None]),
        "email": st.sampled_from(["one{}@tide.example", "two{}@tide.example", "info@tide{}.example", None]),
        "phone": st.sampled_from(["020 7946 00{}8", "020 7946 00{}9", None, None]),
        "login_id": st.sampled_from(["L1-{}", "L2-{}", None, None, None]),
        "birth_date": st.sampled_from(["195{}-03-04", "198{}-11-23", None]),
        "address_line": st.sampled_from(["12{} Harbour Street", "12{} Harbor St", "9{} Mill Lane", None]),
        "postal_code": st.sampled_from(["HU1 {}AA", "HU1 {}AA", None]),
        "profile_kind": st.sampled_from(["person", "person", "person", "organisation"]),
    }
)
PEOPLE = st.lists(RECORD, min_size=2 * VILLAGE, max_size=5 * VILLAGE)
WISHES = st.lists(
    st.tuples(
        st.sampled_from(["always", "always", "never", "never", "withdraw"]),
        st.integers(0, 5 * VILLAGE),
        st.integers(1, VILLAGE - 1),
    ),
    min_size=3,
    max_size=20,
)
FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""A run costs most of a second, whatever it is run over: so few draws, of several villages each."""


@contextmanager
def fresh_world(records: Sequence[Record]) -> Iterator[World]:
    """A world of the records, each numbered by its place, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        world = World(folder)
        for number, record in enumerate(records):
            values = {name: text and text.format(number // VILLAGE) for name, text in record.items()}
            world.person(values.pop("source"), str(number), **values)
        yield world
    finally:
        shutil.rmtree(folder)


def resolve_soundly(world: World) -> None:
    """Resolve; no customer has two logins or is an organisation and a person."""
    world.resolve()
    of_record = {f"{row['source']}:{row['record_id']}": row for row in world.profiles}
    for group in world.groups():
        members = [of_record[name] for name in group]
        assert len({member["profile_kind"] for member in members}) == 1
        assert len({member["login_id"] for member in members} - {None}) <= 1


def decide(world: World, records: Sequence[Record], wishes: Sequence[Wish]) -> None:
    """Add what may be added, of two records near one another; what is refused, is refused."""
    for kind, place, distance in wishes:
        numbers = place % len(records), (place + distance) % len(records)
        names = [RecordName(records[number]["source"], str(number)) for number in numbers]
        decision = Decision(kind, names[0], names[1], "anna", "2026-06-30T08:00:00+00:00", "asked")
        with suppress(UsageError):
            add_decisions(world.state, decision)


def outcome(world: World) -> tuple[Any, ...]:
    """All that a run says: whose every record is, and every link with its verdict."""
    return world.customers(), world.query("select * from identity.edges order by all")


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


@FEW
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_of_no_account(records: list[Record], chance: Any) -> None:
    with fresh_world(records) as world:
        resolve_soundly(world)
        before = outcome(world)
        chance.shuffle(world.profiles)
        shutil.rmtree(world.state)
        world.resolve()
        assert outcome(world) == before


@FEW
@given(PEOPLE, WISHES)
def test_decisions_taken_back_leave_everything_as_if_never_taken(
    records: list[Record], wishes: list[Wish]
) -> None:
    with fresh_world(records) as world:
        resolve_soundly(world)
        before = outcome(world)
        decide(world, records, wishes)
        world.resolve("run-2")
        decide(world, records, [("withdraw", *wish[1:]) for wish in reversed(wishes)])
        assert checked_decisions(world.state) == []
        world.resolve("run-3")
        assert outcome(world) == before


@FEW
@given(PEOPLE, WISHES)
def test_what_people_decided_holds_whatever_the_evidence_and_whenever_it_was_decided(
    records: list[Record], wishes: list[Wish]
) -> None:
    with fresh_world(records) as world:
        resolve_soundly(world)
        decide(world, records, wishes)
        world.resolve("run-2")
        known, later = world.customers(), world.groups()
        decisions = checked_decisions(world.state)
        for decision in decisions:
            are_one = known[str(decision.record_a)] == known[str(decision.record_b)]
            assert are_one is (decision.kind == "always"), decision
        shutil.rmtree(world.state)
        for decision in decisions:
            add_decisions(world.state, decision)
        world.resolve()
        assert world.groups() == later

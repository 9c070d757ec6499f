"""Input that no publisher means to send, and what comes of it: a clear outcome each, in bounded time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ingestion.errors import KithError, UsageError
from kith.identity import resolve
from kith.identity.decisions import Decision, RecordName, add_decisions, checked_decisions, contradiction
from tests.identity.village import shared
from tests.identity.world import RAN_AT, SECRET, World, day

LINKS = 10_000


def decision(kind: str, one: str, other: str) -> Decision:
    """A decision on two records of source shop."""
    return Decision(
        kind, RecordName("shop", one), RecordName("shop", other), "anna", "2026-06-30T08:00:00+00:00", "asked"
    )


def chain(world: World, first: str | None = None, last: str | None = None) -> World:
    """Records of which each knows its own address and the hash of the next one's; the ends may have names."""
    for number in range(LINKS + 1):
        world.person(
            "shop",
            f"{number:05}",
            first_name={0: first, LINKS: last}.get(number),
            email=f"box{number}@tide.example",
            email_sha256=hashlib.sha256(f"box{number + 1}@tide.example".encode()).hexdigest(),
        )
    return world


def test_ten_thousand_records_with_one_name_and_one_placeholder_address_stay_apart(world: World) -> None:
    for number in range(10_000):
        world.person("shop", str(number), first_name="John", last_name="Smith", email="noemail@shop.example")
    report = world.resolve()
    assert report.persons == 10_000
    assert report.links == {}
    assert report.unused_values == {"placeholder": 1}


def test_a_chain_of_ten_thousand_links_is_one_person(world: World) -> None:
    report = chain(world).resolve()
    assert report.persons == 1
    assert report.links["email"] >= LINKS


def test_a_chain_of_ten_thousand_links_between_two_people_is_cut(world: World) -> None:
    chain(world, first="John", last="Jane").resolve()
    assert not world.are_one("shop:00000", f"shop:{LINKS:05}")
    assert {guard for (guard,) in world.query("select guard from identity.review")} == {"weak_bridge"}


def test_a_record_with_every_field_null_is_a_customer_of_its_own(world: World) -> None:
    world.person("shop", "1", created_at=None, country_code=None)
    world.person("bureau", "1", first_name="John", email="john@tide.example")
    report = world.resolve()
    assert world.groups() == {frozenset({"shop:1"}), frozenset({"bureau:1"})}
    assert report.links == report.stopped == {}


def test_a_record_without_a_key_is_nobody(world: World) -> None:
    world.profiles.append({"source": "shop", "record_id": None, "first_name": "John"})
    world.add("int_record_pointers", source="shop", record_id=None)
    assert world.resolve().records == 0


def test_a_record_said_twice_is_what_was_said_last(world: World) -> None:
    world.person("shop", "1", first_name="John", email="old@tide.example", updated_at=day(1))
    world.person("shop", "1", first_name="John", email="new@tide.example", updated_at=day(2))
    assert world.resolve().records == 1
    assert world.query("select email from identity.record_customers") == [("new@tide.example",)]


def test_a_hundred_thousand_devices_on_one_login_are_one_customers(world: World) -> None:
    """A tenth of the million of the worst case: device work is one row each, so ten times is ten times."""
    world.person("shop", "1", first_name="John", login_id="L1")
    for number in range(100_000):
        world.login(f"d{number}", "L1")
    report = world.resolve()
    assert report.devices == {"one_login": 100_000}
    assert world.query("select count(*), count(distinct customer_id) from identity.devices") == [(100_000, 1)]
    assert report.persons == 1


def test_a_thousand_logins_on_one_device_make_it_nobodys(world: World) -> None:
    for number in range(1_000):
        world.person("shop", str(number), login_id=f"L{number}")
        world.login("kiosk", f"L{number}")
    report = world.resolve()
    assert world.device("kiosk") == (None, "several_logins", True)
    assert report.persons == 1_000


@shared
def test_a_value_as_long_as_a_book_is_no_trouble(corner: World) -> Iterator[None]:
    for source in ("shop", "bureau"):
        long = "x" * 100_000
        corner.person(source, "1", first_name=long, last_name=long, email=f"{long}@tide.example", phone=long)
    yield
    assert corner.are_one("shop:1", "bureau:1")


@shared
def test_times_out_of_all_bounds_are_no_trouble(corner: World) -> Iterator[None]:
    corner.person("shop", "1", email="john@tide.example", created_at=day(0) - timedelta(days=700_000))
    corner.person("bureau", "1", email="john@tide.example", created_at=day(0) + timedelta(days=2_900_000))
    yield
    assert corner.are_one("shop:1", "bureau:1")


def test_decisions_in_a_circle_of_ten_thousand_contradict_nothing() -> None:
    circle = [decision("always", f"{number:05}", f"{(number + 1) % LINKS:05}") for number in range(LINKS)]
    assert contradiction(circle) is None
    apart = decision("never", "00000", f"{LINKS // 2:05}")
    assert contradiction([*circle, apart]) == apart


@shared
def test_a_circle_of_decisions_is_one_person_and_one_without_a_link_is_still_whole(
    corner: World,
) -> Iterator[None]:
    for record in "abcd":
        corner.person("shop", record)
    for one, other in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")):
        add_decisions(corner.state, decision("always", one, other))
    yield
    assert len(corner.groups()) == 1
    add_decisions(corner.state, decision("withdraw", "d", "a"))
    yield
    assert len(corner.groups()) == 1


def test_a_never_inside_a_circle_of_decisions_is_refused(world: World) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        add_decisions(world.state, decision("always", one, other))
    before = checked_decisions(world.state)
    with pytest.raises(UsageError, match="would be one person and two: withdraw one of them first"):
        add_decisions(world.state, decision("never", "c", "a"))
    assert checked_decisions(world.state) == before


def test_a_run_over_contradicting_decisions_fails_and_leaves_the_tables_of_the_last_one(world: World) -> None:
    world.person("shop", "a")
    world.resolve()
    before = world.query("select * from identity.customers")
    lines = []
    for number, drawn in enumerate([("always", "ab"), ("always", "bc"), ("never", "ac")]):
        scratch = world.state / str(number)
        add_decisions(scratch, decision(drawn[0], *drawn[1]))
        lines.append((scratch / "decisions.jsonl").read_text(encoding="utf-8"))
    (world.state / "decisions.jsonl").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(KithError, match="shop:a and shop:c are decided to be two people, and one by other"):
        resolve(world.warehouse, world.state, SECRET, "run-2", RAN_AT)
    assert world.query("select * from identity.customers") == before

"""History: what Kith came to believe, by which link or decision, and which record went another way."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from kith.identity.registry import current_folder
from tests.identity.test_decisions import decide
from tests.identity.village import shared
from tests.identity.world import World, day

HILL, MILL = "hill@tide.example", "mill@tide.example"

Told = tuple[str, str, str | None, str | None, str | None]


def told(world: World, run_id: str) -> list[Told]:
    """Kind, cause, kind of link and its two records of one run's events."""
    return world.query(
        "select kind, cause, edge_kind, source_a || ':' || record_id_a, source_b || ':' || record_id_b"
        f" from identity.events where run_id = '{run_id}' order by all"
    )


def two_addresses(world: World) -> None:
    """Jo by one address in three records, and Jo by another in two."""
    for number in range(3):
        world.person(
            "shop", f"h{number}", first_name="Jo", last_name="Hill", email=HILL, created_at=day(number)
        )
    for number in range(2):
        world.person(
            "shop", f"m{number}", first_name="Jo", last_name="Hill", email=MILL, created_at=day(number)
        )


@shared
def test_a_customer_is_created_by_the_strongest_link_of_its_records(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="Jo", email=HILL, phone="020 7946 0018")
    corner.person("shop", "2", first_name="Jo", phone="020 7946 0018")
    corner.person("shop", "3", first_name="Jo", email=HILL)
    corner.person("shop", "4", first_name="Rosa")
    yield
    assert told(corner, "run-1") == [
        ("create", "first_seen", "email", "shop:1", "shop:3"),
        ("create", "first_seen", None, None, None),
    ]


@shared
def test_a_merge_names_the_two_records_that_brought_the_customers_together(corner: World) -> Iterator[None]:
    two_addresses(corner)
    yield
    corner.profiles[1] |= {"phone": "020 7946 0018"}
    corner.profiles[4] |= {"phone": "020 7946 0018"}
    yield
    assert told(corner, "run-2") == [("merge", "phone", "phone", "shop:m1", "shop:h1")]


@shared
def test_a_merge_through_a_new_record_names_the_link_to_it(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="Jo", email=HILL, created_at=day(1))
    corner.person("shop", "2", first_name="Jo", phone="020 7946 0018", created_at=day(2))
    yield
    corner.person("bureau", "1", email=HILL, phone="020 7946 0018")
    yield
    assert told(corner, "run-2") == [("merge", "through_other_records", "phone", "shop:2", "bureau:1")]


@shared
def test_a_record_that_goes_from_one_living_customer_to_another_is_told_of(corner: World) -> Iterator[None]:
    two_addresses(corner)
    yield
    before = corner.customers()
    corner.profiles[2] |= {"email": MILL}
    yield
    assert corner.customers()["shop:h2"] == before["shop:m0"]
    assert told(corner, "run-2") == [("move", "email", "email", "shop:h2", "shop:m0")]
    assert corner.query("select customer_id, other_customer_id from identity.events where kind = 'move'") == [
        (before["shop:h0"], before["shop:m0"])
    ]


@shared
def test_a_split_by_decision_names_the_pair_that_it_parts(corner: World) -> Iterator[None]:
    two_addresses(corner)
    yield
    for other in ("shop:h1", "shop:h2"):
        decide(corner.state, "never", "shop:h0", other)
    corner.profiles[4] |= {"email": None}
    yield
    assert told(corner, "run-2") == [
        ("split", "decision", "decision", "shop:h0", "shop:h1"),
        ("split", "links_gone", None, None, None),
    ]


@shared
def test_bystanders_of_a_decision_are_split_off_by_it_too(corner: World) -> Iterator[None]:
    two_addresses(corner)
    yield
    decide(corner.state, "never", "shop:h0", "shop:h1")
    yield
    events = told(corner, "run-2")
    assert len(events) == len(corner.groups()) - 2
    assert set(events) == {("split", "decision", "decision", "shop:h0", "shop:h1")}


@shared
def test_a_record_that_a_decision_sends_to_another_customer_names_both(corner: World) -> Iterator[None]:
    two_addresses(corner)
    corner.profiles[2] |= {"phone": "020 7946 0018"}
    yield
    corner.profiles[3] |= {"phone": "020 7946 0018"}
    for other in ("shop:h0", "shop:h1"):
        decide(corner.state, "never", "shop:h2", other)
    decide(corner.state, "always", "shop:h2", "shop:m0")
    yield
    assert told(corner, "run-2") == [("move", "decision", "decision", "shop:h2", "shop:m0")]


def test_events_of_an_older_kith_are_read_and_kept(world: World) -> None:
    two_addresses(world)
    world.resolve("run-1")
    folder = current_folder(world.state)
    assert folder is not None
    older = "event_id, run_id, happened_at, kind, customer_id, other_customer_id, cause"
    with duckdb.connect() as connection:
        connection.execute(f"create table events as select {older} from '{folder}/events.parquet'")
        connection.execute(f"copy events to '{folder}/events.parquet' (format parquet)")
    world.profiles[2] |= {"email": MILL}
    world.resolve("run-2")
    assert told(world, "run-1") == [("create", "first_seen", None, None, None)] * 2
    assert told(world, "run-2") == [("move", "email", "email", "shop:h2", "shop:m0")]

"""Promise P5: ids outlive rebuilds, shuffled input and added records; merges and splits can be undone."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import timedelta

from tests.identity.village import shared
from tests.identity.world import SECRET, World, day

Registry = dict[str, str]


def two_people(world: World) -> None:
    """John, two records; Rosa, one."""
    world.person("shop", "1", first_name="John", email="john@tide.example", created_at=day(1))
    world.person("stripe", "1", first_name="John", email="john@tide.example", created_at=day(5))
    world.person("shop", "2", first_name="Rosa", email="rosa@tide.example", created_at=day(2))


def redirects(world: World, standing: bool = True) -> list[tuple[str, str]]:
    """Retired id and living one, of redirects that stand, or of those that have ended."""
    condition = "until is null" if standing else "until is not null"
    return world.query(
        f"select customer_id, living_customer_id from identity.redirects where {condition} order by all"
    )


def events(world: World, run_id: str) -> list[tuple[str, str, str | None, str]]:
    """kind, customer_id, other_customer_id and cause of one run's events."""
    return world.query(
        "select kind, customer_id, other_customer_id, cause from identity.events"
        f" where run_id = '{run_id}' order by all"
    )


def test_an_id_is_the_keyed_hash_of_its_founding_record(world: World) -> None:
    two_people(world)
    world.resolve()
    digest = hmac.new(SECRET, b"shop|profiles|1|0", hashlib.sha256).hexdigest()
    assert world.customers()["stripe:1"] == "c_" + digest[:20]
    assert world.query(
        "select founding_source, founding_entity, generation from identity.customers limit 1"
    ) == [("shop", "profiles", 0)]


def test_a_long_secret_is_hashed_as_hmac_says(world: World) -> None:
    secret = b"k" * 100
    world.person("shop", "1")
    world.resolve(secret=secret)
    digest = hmac.new(secret, b"shop|profiles|1|0", hashlib.sha256).hexdigest()
    assert world.customers()["shop:1"] == "c_" + digest[:20]


def test_ids_survive_a_full_rebuild_and_write_no_new_state(world: World) -> None:
    two_people(world)
    world.resolve("run-1")
    before = world.customers()
    files = sorted(path.name for path in (world.state / "identity").iterdir())
    report = world.resolve("run-2")
    assert world.customers() == before
    assert report.events == {} and report.state_written is False
    assert sorted(path.name for path in (world.state / "identity").iterdir()) == files


def test_ids_survive_shuffled_input_and_other_secrets(world: World) -> None:
    two_people(world)
    world.resolve("run-1")
    before = world.customers()
    random.Random(1).shuffle(world.profiles)
    world.resolve("run-2", secret=b"another secret of the same home")
    assert world.customers() == before


@shared
def test_ids_survive_added_records_even_older_ones(corner: World) -> Iterator[None]:
    two_people(corner)
    yield
    before = corner.customers()
    corner.person("aaa", "0", first_name="John", email="john@tide.example", created_at=day(0))
    corner.person("aaa", "9", first_name="Kim", created_at=day(0))
    yield
    after = corner.customers()
    assert {record: after[record] for record in before} == before
    assert after["aaa:0"] == before["shop:1"]
    assert events(corner, "run-2") == [("create", after["aaa:9"], None, "first_seen")]


def elsewhere(world: World, folder: str) -> World:
    """The same records in a folder of their own, where nothing was resolved yet."""
    (world.folder / folder).mkdir()
    return replace(world, folder=world.folder / folder, profiles=list(world.profiles))


def merge(world: World) -> Generator[None, None, tuple[str, str]]:
    """John in two parts, then a record that joins them; the two ids, the older first."""
    world.person("shop", "1", first_name="John", email="john@tide.example", created_at=day(1))
    world.person("stripe", "1", first_name="John", phone="020 7946 0018", created_at=day(5))
    yield
    older, younger = world.customers()["shop:1"], world.customers()["stripe:1"]
    world.person("bureau", "1", email="john@tide.example", phone="020 7946 0018", created_at=day(9))
    yield
    return older, younger


@shared
def test_on_a_merge_the_oldest_id_lives(corner: World) -> Iterator[None]:
    older, younger = yield from merge(corner)
    assert set(corner.customers().values()) == {older}
    assert redirects(corner) == [(younger, older)]
    assert events(corner, "run-2") == [("merge", older, younger, "through_other_records")]


@shared
def test_a_merge_names_the_link_that_caused_it(corner: World) -> Iterator[None]:
    corner.person("shop", "1", first_name="John", email="john@tide.example")
    corner.person("stripe", "1", first_name="John")
    yield
    corner.profiles[1]["email"] = "john@tide.example"
    yield
    ((kind, _, _, cause),) = events(corner, "run-2")
    assert (kind, cause) == ("merge", "email")


@shared
def test_an_unmerge_gives_the_retired_id_back(corner: World) -> Iterator[None]:
    older, younger = yield from merge(corner)
    corner.profiles.pop()
    yield
    assert corner.customers() == {"shop:1": older, "stripe:1": younger}
    assert redirects(corner) == []
    assert redirects(corner, standing=False) == [(younger, older)]
    assert events(corner, "run-3") == [("split", older, younger, "founding_record_apart")]
    ((since, until),) = corner.query("select since, until from identity.redirects")
    assert (until - since) == timedelta(days=1)


@shared
def test_unmerged_is_never_merged_in_every_table_but_history(corner: World) -> Iterator[None]:
    yield from merge(corner)
    corner.profiles.pop()
    yield
    never = elsewhere(corner, "never")
    never.resolve()
    for table in ("record_customers", "record_spells", "customers", "edges", "identifiers", "review"):
        rows = f"select * from identity.{table} order by all"
        assert corner.query(rows) == never.query(rows), table


@shared
def test_a_split_of_what_was_always_one_mints_for_the_part_without_the_founder(
    corner: World,
) -> Iterator[None]:
    two_people(corner)
    yield
    john = corner.customers()["shop:1"]
    corner.profiles[1]["email"] = "other@tide.example"
    yield
    after = corner.customers()
    assert after["shop:1"] == john and after["stripe:1"] != john
    assert events(corner, "run-2") == [("split", john, after["stripe:1"], "links_gone")]
    corner.profiles[1]["email"] = "john@tide.example"
    yield
    corner.profiles[1]["email"] = "other@tide.example"
    yield
    assert corner.customers() == after


@shared
def test_an_id_stays_with_its_records_when_the_founding_record_goes(corner: World) -> Iterator[None]:
    two_people(corner)
    yield
    before = corner.customers()
    founder = corner.profiles.pop(0)
    yield
    assert corner.customers()["stripe:1"] == before["shop:1"]
    corner.profiles.append(founder | {"email": "else@tide.example"})
    yield
    after = corner.customers()
    assert after["stripe:1"] == before["shop:1"]
    assert after["shop:1"] not in before.values()
    generations = dict(corner.query("select customer_id, generation from identity.customers"))
    assert generations[after["shop:1"]] == 1


@shared
def test_a_person_whose_records_go_is_retired_and_comes_back(corner: World) -> Iterator[None]:
    two_people(corner)
    yield
    rosa = corner.customers()["shop:2"]
    row = corner.profiles.pop()
    yield
    assert events(corner, "run-2") == [("retire", rosa, None, "records_gone")]
    assert redirects(corner) == []
    corner.profiles.append(row)
    yield
    assert corner.customers()["shop:2"] == rosa
    assert events(corner, "run-3") == [("create", rosa, None, "records_returned")]


@shared
def test_a_redirect_outlives_all_records_and_stands_when_they_come_back(corner: World) -> Iterator[None]:
    """Nobody answers for the younger id meanwhile."""
    older, younger = yield from merge(corner)
    gone = list(corner.profiles)
    corner.profiles.clear()
    yield
    assert (redirects(corner), corner.customers()) == ([(younger, older)], {})
    corner.profiles += gone[:1]
    yield
    assert (redirects(corner), corner.customers()) == ([(younger, older)], {"shop:1": older})


@shared
def test_a_redirect_follows_when_its_target_is_merged_too(corner: World) -> Iterator[None]:
    for number in range(3):
        corner.person(
            "shop", str(number), first_name="John", email=f"j{number}@tide.example", created_at=day(number)
        )
    yield
    ids = corner.customers()
    corner.profiles[2]["email"] = "j1@tide.example"
    yield
    assert redirects(corner) == [(ids["shop:2"], ids["shop:1"])]
    corner.profiles[1]["email"] = corner.profiles[2]["email"] = "j0@tide.example"
    yield
    assert redirects(corner) == sorted([(ids["shop:1"], ids["shop:0"]), (ids["shop:2"], ids["shop:0"])])
    assert redirects(corner, standing=False) == [(ids["shop:2"], ids["shop:1"])]


@shared
def test_day_by_day_and_at_once_group_alike(corner: World) -> Iterator[None]:
    for number in range(24):
        name = ["John", "J.", None, "Jane"][number % 4]
        email = f"{['ann', 'bob', 'cy', 'di', 'eve'][number % 5]}@tide.example" if number % 3 else None
        phone = f"020 7946 00{10 + number % 6}" if number % 2 else None
        corner.person(
            f"s{number % 4}", str(number), first_name=name, email=email, phone=phone, created_at=day(number)
        )
    at_once = elsewhere(corner, "at once")
    at_once.resolve()
    days, corner.profiles = corner.profiles, []
    for number, row in enumerate(days):
        corner.profiles.append(row)
        if number % 6 == 5:
            yield
    assert corner.groups() == at_once.groups()
    assert corner.query(
        "select count(*) from identity.redirects where customer_id in"
        " (select customer_id from identity.customers) and until is null"
    ) == [(0,)]


@shared
def test_events_are_only_ever_added(corner: World) -> Iterator[None]:
    yield from merge(corner)
    first = corner.query("select * from identity.events order by event_id")
    corner.profiles.pop()
    yield
    later = corner.query("select * from identity.events order by event_id")
    assert set(first) < set(later)
    assert len({event[0] for event in later}) == len(later)

"""A day costs what changed, and finds what a run over all records would have found."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kith.identity.daily import memory, planning
from kith.identity.settings import IdentitySettings
from tests.identity.daily.days import Days
from tests.identity.daily.histories import History
from tests.identity.world import World, born, day

STREETS = (
    "Abbey",
    "Birch",
    "Castle",
    "Dock",
    "Elm",
    "Ferry",
    "Glebe",
    "Hythe",
    "Inn",
    "Jetty",
    "Kiln",
    "Lock",
)
NAMES = ("Ada Bell", "Bruno Crane", "Clara Dodd", "Denis Eames", "Edith Frome", "Frank Gill", "Grace Hunt")
TOWN = tuple(
    zip([*NAMES, "Henry Ives", "Irma Judd", "James Kerr", "Karen Lamb", "Leo Moss"], STREETS, strict=True)
)


SEED = 220
"""Of the drawn history: people, devices, payers and decisions come, change and go."""


def settle(world: World) -> None:
    """Twelve people who have nothing to do with one another, each with two records of one e-mail address."""
    for number, (name, street) in enumerate(TOWN):
        for source in ("shop", "bureau"):
            world.person(
                source,
                str(number),
                full_name=name,
                email=f"{name.split()[0].lower()}@tide.example",
                address_line=f"{number} {street} Road",
                postal_code=f"HU{number} 1AA",
            )


@pytest.fixture(scope="module")
def settled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town after its first day."""
    world = World(tmp_path_factory.mktemp("town"))
    settle(world)
    assert Days(world).next().resolved_records == 24
    return world.folder


@pytest.fixture
def days(settled_folder: Path, tmp_path: Path) -> Days:
    """The town after its first day, to go on with."""
    shutil.copytree(settled_folder, tmp_path, dirs_exist_ok=True)
    world = World(tmp_path)
    settle(world)
    return Days(world, day=1)


def test_a_history_lived_by_what_changed_is_the_one_lived_by_all_records(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "LARGEST_PART", 1.0)
    lived = Days(world)
    history = History(world, SEED, states=(lived.amended.state, lived.rebuilt.state))
    history.lay()
    lived.next(block_cap=4, person_cap=3, nameless_cap=3)
    parts = 0
    for _ in range(4):
        history.live(changes=4)
        parts += lived.is_part(lived.next())
    assert parts == 4


def test_a_new_record_has_its_person_resolved_and_nobody_else(days: Days) -> None:
    days.world.person("list", "n1", email="ada@tide.example", full_name="Ada Bell")
    assert days.next().resolved_records == 3


def test_a_day_without_news_resolves_nobody_and_writes_no_state(days: Days) -> None:
    for profile in days.world.profiles:
        profile["updated_at"] = day(99)
    report = days.next()
    assert (report.resolved_records, report.state_written) == (0, False)


def test_a_changed_record_leaves_its_person(days: Days) -> None:
    days.world.profiles[0] |= {
        "email": "zoe@tide.example",
        "full_name": "Zoe Quill",
        "address_line": "77 Quay",
    }
    report = days.next()
    assert report.resolved_records == 2
    assert report.persons == 13


def test_a_deleted_record_is_gone_from_every_table(days: Days) -> None:
    del days.world.profiles[0]
    assert days.next().resolved_records == 1


def test_a_bridge_joins_two_people_and_its_end_parts_them(days: Days) -> None:
    days.world.person("list", "n1", email="ada@tide.example", phone="020 7946 0018", full_name="Ada Bell")
    days.world.person("list", "n2", email="new@tide.example", phone="020 7946 0018", full_name="Ada Bell")
    assert days.next().resolved_records == 4
    days.world.profiles[-2]["phone"] = None
    assert days.is_part(days.next())


def test_an_identifier_becomes_a_hub_and_is_none_again(days: Days) -> None:
    for number, (name, _) in enumerate(TOWN[:3]):
        days.world.person("list", f"c{number}", full_name=name, phone="020 7946 0018")
    days.next(person_cap=3)
    days.world.person("list", "c9", full_name=TOWN[3][0], phone="020 7946 0018")
    report = days.next()
    assert days.is_part(report)
    assert report.unused_values == {"hub": 1}
    days.world.profiles.pop()
    report = days.next()
    assert days.is_part(report)
    assert report.unused_values == {}


def test_a_block_over_its_cap_lets_go_and_takes_hold_again(days: Days) -> None:
    def describe(number: int) -> dict[str, Any]:
        return {"full_name": "Otto Nimmo", "birth_date": born("1950-05-05"), "middle_name": "QRSTUV"[number]}

    for number in range(2):
        days.world.person("list", f"b{number}", **describe(number))
    joined = days.next(block_cap=3).links["likely"]
    for number in range(2, 4):
        days.world.person("list", f"b{number}", **describe(number))
    report = days.next()
    assert days.is_part(report)
    assert report.links.get("likely", 0) < joined
    del days.world.profiles[-2:]
    report = days.next()
    assert days.is_part(report)
    assert report.links["likely"] == joined


def test_a_device_seen_again_is_seen_again_and_a_second_reader_shares_it(days: Days) -> None:
    for number, reader in enumerate(("ada", "bruno")):
        days.world.member(str(number), f"click-{reader}", "shop")
    days.world.click("tablet", "click-ada")
    days.next()
    days.world.add("int_devices", source="ga4", device_id="tablet", first_seen_at=day(5), last_seen_at=day(9))
    assert days.next().resolved_records == 0
    days.world.click("tablet", "click-bruno")
    assert days.next().resolved_records == 4


def test_settings_changed_have_all_records_resolved(days: Days) -> None:
    assert days.amended.resolve(days.world, IdentitySettings(accept=0.95)).resolved_records == 24


def test_another_version_of_the_library_of_phone_numbers_has_all_records_resolved(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "version", lambda library: "another")
    assert days.amended.resolve(days.world).resolved_records == 24


@pytest.mark.parametrize(
    "damage",
    [
        "drop schema identity_memory cascade",
        "delete from identity_memory.pairs where key_a > 0",
        "delete from identity.edges where source_a = 'bureau' or source_b = 'bureau'",
    ],
)
def test_a_memory_that_is_damaged_is_none(days: Days, damage: str) -> None:
    with duckdb.connect(str(days.amended.warehouse)) as connection:
        connection.execute(damage)
    assert days.amended.resolve(days.world).resolved_records == 24


def test_a_state_put_back_from_a_backup_has_all_records_resolved(days: Days) -> None:
    days.world.person("list", "n1", email="ada@tide.example", full_name="Ada Bell")
    days.next()
    (days.amended.state / "identity" / "current").write_text("000001\n")
    assert days.amended.resolve(days.world).resolved_records == 25


def test_most_records_changed_have_all_resolved(days: Days) -> None:
    for profile in days.world.profiles[:10]:
        profile["phone"] = "020 7946 0018"
    assert days.amended.resolve(days.world).resolved_records == 24

"""A day costs what changed, and finds what a run over all records would have found."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from kith.identity.daily import memory, planning
from kith.identity.registry import current_folder
from kith.identity.settings import IdentitySettings
from tests.identity.daily.days import TRAINED_ON, Days
from tests.identity.daily.histories import History
from tests.identity.daily.town import TOWN
from tests.identity.world import World, born, day

SEED = 220
"""Of the drawn history: people, devices, payers and decisions come, change and go."""


def event_files(state: Path) -> list[str]:
    """What happened is never written again, but by a run over all records, which makes one file of it."""
    folder = current_folder(state)
    assert folder is not None
    return sorted(path.name for path in folder.glob("events*"))


def test_a_history_lived_by_what_changed_is_the_one_lived_by_all_records(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "LARGEST_PART", 1.0)
    lived = Days(world)
    history = History(world, SEED, states=(lived.amended.state, lived.rebuilt.state))
    history.lay()
    lived.next(block_cap=4, person_cap=3, nameless_cap=2, record_cap=3)
    parts = 0
    for _ in range(3):
        history.live(changes=5)
        parts += lived.is_part(lived.next())
    assert parts == 3


def test_a_day_has_those_resolved_whom_its_changes_concern_and_nobody_else(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new record, one that leaves its person, one that is gone, and a bridge between two people; then its end."""
    monkeypatch.setattr(planning, "LARGEST_PART", 0.5)
    world = days.world
    ada, bruno, clara, denis, *_ = world.profiles[::2]
    world.person("list", "a1", email=ada["email"], full_name=ada["full_name"])
    bruno |= {"email": "zoe@tide.example", "full_name": "Zoe Quill", "address_line": "77 Quay"}
    world.profiles.remove(clara)
    for record, email in (("d1", denis["email"]), ("d2", "new@tide.example")):
        world.person("list", record, email=email, phone="020 7946 0018", full_name=denis["full_name"])
    report = days.next()
    of_ada, of_bruno_and_zoe, of_clara, of_denis = 3, 2, 1, 4
    assert report.resolved_records == of_ada + of_bruno_and_zoe + of_clara + of_denis
    assert report.persons == 13
    world.profiles[-2]["phone"] = None
    report = days.next()
    assert report.resolved_records == of_denis
    assert report.persons == 14
    assert event_files(days.amended.state) == [
        "events.parquet",
        "events_000002.parquet",
        "events_000003.parquet",
    ]
    assert event_files(days.rebuilt.state) == ["events.parquet"]


def test_a_day_that_changes_no_person_resolves_nobody_and_writes_no_state(days: Days) -> None:
    """A profile touched and a device seen again are no news; a second reader of the device is, for both readers.

    So is an address written anew: it may say where somebody lives now.
    """
    ada = {"email": "ada@tide.example", "full_name": "Ada Bell"}
    days.world.person("list", "nowhere", **ada)
    for number, reader in enumerate(("ada", "bruno")):
        days.world.member(str(number), f"click-{reader}", "shop")
    days.world.click("tablet", "click-ada")
    days.next()
    days.world.profiles[-1]["updated_at"] = day(99)
    days.world.add("int_devices", source="ga4", device_id="tablet", first_seen_at=day(5), last_seen_at=day(9))
    report = days.next()
    assert (report.resolved_records, report.state_written) == (0, False)
    days.world.click("tablet", "click-bruno")
    days.world.profiles[0]["updated_at"] = day(99)
    assert days.next().resolved_records == 5


def test_a_number_and_a_block_over_their_caps_let_go_and_take_hold_again(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "LARGEST_PART", 0.5)

    def come(one_of_a_number: tuple[int, ...], alike: tuple[int, ...]) -> None:
        for number in one_of_a_number:
            name, _ = TOWN[number]
            days.world.person("list", f"c{number}", full_name=name, phone="020 7946 0018")
        for number in alike:
            values = {"birth_date": born("1950-05-05"), "middle_name": "QRSTUV"[number]}
            days.world.person("list", f"b{number}", full_name="Otto Nimmo", **values)

    come((0, 1, 2), alike=(0, 1))
    joined = days.next(person_cap=3, block_cap=3).links["likely"]
    come((3,), alike=(2, 3))
    report = days.next()
    assert days.is_part(report)
    assert report.unused_values == {"hub": 1}
    assert report.links.get("likely", 0) < joined
    del days.world.profiles[-3:]
    report = days.next()
    assert days.is_part(report)
    assert report.unused_values == {}
    assert report.links["likely"] == joined


def test_who_comes_with_a_number_that_is_a_hub_already_is_one_more_of_it(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are not gone over, but they count."""
    monkeypatch.setattr(planning, "LARGEST_PART", 0.5)
    phone = "020 7946 0018"
    for number in range(4):
        days.world.person("list", f"c{number}", full_name=TOWN[number][0], phone=phone)
    assert days.next(person_cap=3).unused_values == {"hub": 1}
    days.world.person("list", "late", full_name="Otto Nimmo", phone=phone)
    report = days.next()
    assert days.is_part(report)
    assert report.resolved_records == 1
    assert report.unused_values == {"hub": 1}


def test_settings_changed_have_all_records_resolved(days: Days) -> None:
    assert days.amended.goes_over_all(days.world, IdentitySettings(accept=0.95))


def test_another_version_of_the_library_of_phone_numbers_has_all_records_resolved(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "version", lambda library: "another")
    assert days.amended.goes_over_all(days.world)


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
    assert days.amended.goes_over_all(days.world)


def test_a_state_put_back_from_a_backup_has_all_records_resolved(days: Days) -> None:
    state = days.amended.state / "identity"
    shutil.copytree(state / "000001", state / "000002")
    (state / "current").write_text("000002\n")
    assert days.amended.goes_over_all(days.world)


def test_records_that_have_grown_far_from_those_of_the_model_have_all_resolved(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a run over all measures how much training anew would change."""
    days.world.person("list", "new", full_name="Nora Oakes")
    assert not days.amended.goes_over_all(days.world)
    monkeypatch.setattr(planning, "LEAST_GROWTH", 1 / TRAINED_ON)
    assert days.amended.goes_over_all(days.world)


def test_a_source_whose_numbers_are_read_in_another_country_has_all_records_resolved(days: Days) -> None:
    days.world.person("list", "british", full_name="Nora Oakes")
    days.next()
    days.world.person("list", "american", full_name="Otto Nimmo", country_code="US")
    assert not days.amended.goes_over_all(days.world)
    days.world.person("list", "another", full_name="Rosa Pym", country_code="US")
    assert days.amended.goes_over_all(days.world)


def test_most_records_changed_have_all_resolved(days: Days) -> None:
    assert not days.amended.goes_over_all(days.world)
    for profile in days.world.profiles[:10]:
        profile["phone"] = "020 7946 0018"
    assert days.amended.resolve(days.world).resolved_records == 24

"""The files of the state: what stays is not written again, and what a day changes lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.errors import KithError
from kith.identity import registry
from kith.identity.daily import planning
from kith.identity.registry import KEYS, current_folder
from tests.identity.daily.days import Days
from tests.identity.daily.town import TOWN

CLARA = 4
"""Place of the first of her two records."""


@pytest.fixture(autouse=True)
def larger_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few records are soon half of all."""
    monkeypatch.setattr(planning, "LARGEST_PART", 0.5)


def folder_of(days: Days) -> Path:
    """Where the state in force lies that is amended day by day."""
    folder = current_folder(days.amended.state)
    assert folder is not None
    return folder


def amended_tables(days: Days) -> set[str]:
    """Tables with rows beside what stays."""
    return {path.name.removesuffix("_amended.parquet") for path in folder_of(days).glob("*_amended.parquet")}


def live_four_days(days: Days) -> None:
    """Clara's shop forgets her, is told of her again, and others come; each day is held against a run over all."""
    world = days.world
    clara = world.profiles.pop(CLARA)
    world.person("list", "new", full_name="Nora Oakes", email="nora@tide.example")
    assert days.is_part(days.next())
    world.profiles.insert(CLARA, clara)
    assert days.is_part(days.next())
    world.person("list", "ada", full_name=TOWN[0][0], email="ada@tide.example")
    assert days.is_part(days.next())
    world.profiles.pop(CLARA)
    assert days.is_part(days.next())


def test_days_leave_the_files_of_what_stays_as_they_are(days: Days) -> None:
    whole = {table: (folder_of(days) / f"{table}.parquet").stat().st_ino for table in KEYS}
    live_four_days(days)
    assert {table: (folder_of(days) / f"{table}_kept.parquet").stat().st_ino for table in KEYS} == whole
    assert amended_tables(days) == set(KEYS)


def test_now_and_then_a_day_makes_one_file_again(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "CLOSING_EVERY", 5)
    live_four_days(days)
    assert folder_of(days).name == "000005"
    assert amended_tables(days) == set()


def test_a_file_system_without_links_keeps_the_same_state(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(OSError("no links")))
    live_four_days(days)


def test_a_day_that_broke_off_leaves_nothing_in_the_files_of_the_next(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.world.person("list", "new", full_name="Nora Oakes", email="nora@tide.example")
    with monkeypatch.context() as patch:
        patch.setattr(registry, "replace_file", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            days.amended.resolve(days.world)
    days.rebuilt.day = days.amended.day
    days.next()


@pytest.mark.parametrize("damage", ["damaged", "lost"])
def test_a_file_of_changes_that_is_damaged_or_lost_is_named(days: Days, damage: str) -> None:
    days.world.person("list", "new", full_name="Nora Oakes")
    days.next()
    file = folder_of(days) / "members_amended.parquet"
    if damage == "lost":
        file.unlink()
    else:
        file.write_bytes(b"PAR1 cut")
    with pytest.raises(KithError, match=r"members\*.parquet is damaged or not there: restore"):
        days.next()

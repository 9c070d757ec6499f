"""Each planted fault is in the file and row that truth names."""

import gzip
from pathlib import Path

import pytest

from kith.demo import generate
from tests.demo.conftest import DAYS, PEOPLE, SEED, World
from tests.demo.test_determinism import digests

AMBER = {
    "huge_number", "wrong_type", "not_a_number", "infinity", "missing_key", "unknown_object", "cut_line",
    "lone_surrogate",
    "bad_time", "ragged_row", "wrong_value", "exact_repeat", "same_content_other_name", "new_column", "late_event",
    "late_event_repeated", "event_of_1970", "event_of_the_future",
}  # fmt: skip


def lines_of(path: Path) -> list[bytes]:
    """The data rows of a file: for CSV without its header."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return content.split(b"\n")[1 if path.suffix == ".csv" else 0 : -1]


def test_every_kind_of_fault_is_planted(world: World) -> None:
    assert {fault["fault"] for fault in world.truth("faults")} == AMBER


@pytest.mark.parametrize(
    ("fault", "part"),
    [
        ("huge_number", b"1" + b"0" * 40), ("wrong_type", b'"oops"'), ("not_a_number", b"NaN"),
        ("infinity", b"Infinity"),
        ("lone_surrogate", b"\\ud800"), ("unknown_object", b'"payout"'), ("bad_time", b"2026-13-45"),
        ("wrong_value", b"frown"),
    ],
)  # fmt: skip
def test_the_row_that_truth_names_holds_the_poison(world: World, fault: str, part: bytes) -> None:
    (told,) = [row for row in world.truth("faults") if row["fault"] == fault]
    assert part in lines_of(world.home / told["file"])[int(told["row"]) - 1]


def test_repeats_repeat_a_row_of_their_file(world: World) -> None:
    for told in world.truth("faults"):
        if told["fault"] == "exact_repeat":
            rows = lines_of(world.home / told["file"])
            assert rows.count(rows[int(told["row"]) - 1]) == 2


def test_one_file_comes_twice_under_two_names(world: World) -> None:
    (told,) = [row for row in world.truth("faults") if row["fault"] == "same_content_other_name"]
    copy = world.home / told["file"]
    assert copy.read_bytes() == copy.with_name(copy.name.replace("_again", "")).read_bytes()


def test_no_poisoned_row_belongs_to_a_person(world: World) -> None:
    records = {row["record_id"].encode() for row in world.truth("records")}
    for told in world.truth("faults"):
        if told["row"] and told["fault"] != "exact_repeat":
            row = lines_of(world.home / told["file"])[int(told["row"]) - 1]
            assert not [record for record in records if record and record in row]


def test_late_and_impossible_events_come_in_the_last_days_extra_file(world: World) -> None:
    files = {
        row["file"] for row in world.truth("faults") if "event" in row["fault"] and "late" in row["file"]
    }
    assert files == {"landing/ga4/events_20260630_late.jsonl.gz"}
    assert len(lines_of(world.home / files.pop())) == 5


@pytest.fixture(scope="module")
def plain_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same world with nothing planted."""
    home = tmp_path_factory.mktemp("plain") / "home"
    generate(home, people=PEOPLE, days=DAYS, seed=SEED, with_faults=False)
    return World(home)


def test_without_faults_only_the_files_that_truth_names_are_other_ones(
    world: World, plain_world: World
) -> None:
    plain, faulty = digests(plain_world.home), digests(world.home)
    named = {row["file"] for row in world.truth("faults")}
    of_themselves = {"truth/faults.csv", "truth/demo.json"}
    assert {file for file in plain | faulty if plain.get(file) != faulty.get(file)} == named | of_themselves
    assert plain_world.truth("faults") == []


def test_without_faults_a_file_lacks_the_planted_rows_and_nothing_else(
    world: World, plain_world: World
) -> None:
    planted: dict[str, set[int]] = {}
    for told in world.truth("faults"):
        if told["row"] and not told["file"].endswith("_late.jsonl.gz"):
            planted.setdefault(told["file"], set()).add(int(told["row"]))
    assert len(planted) >= 4
    for file, rows in planted.items():
        kept = [line for row, line in enumerate(lines_of(world.home / file), 1) if row not in rows]
        assert lines_of(plain_world.home / file) == kept

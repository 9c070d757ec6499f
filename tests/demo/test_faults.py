"""Each planted fault is in the file and row that truth names."""

import gzip
from pathlib import Path

import pytest

from tests.demo.conftest import World

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

"""People decide: always, never, and as if never decided."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import KithError, UsageError
from kith.identity.decisions import (
    KINDS,
    Decision,
    RecordName,
    add_decisions,
    checked_decisions,
    decisions_in_force,
    read_decisions,
)
from tests.identity.village import shared
from tests.identity.world import World

EMAIL = "hill@tide.example"


def decide(state: Path, kind: str, one: str, other: str) -> None:
    add_decisions(
        state,
        Decision(
            kind, RecordName.parse(one), RecordName.parse(other), "anna", "2026-06-30T08:00:00+00:00", "asked"
        ),
    )


def married(world: World) -> World:
    """One woman with two surnames that nothing else ties, and her husband."""
    world.person("shop", "before", first_name="Catriona", last_name="Hill", email="cat@tide.example")
    world.person(
        "bureau", "after", first_name="Kate", last_name="Brook", address_line="1 Mill Lane", city="Bath"
    )
    world.person("stripe", "husband", first_name="Paul", last_name="Brook", email="paul@tide.example")
    return world


def test_decisions_are_taken_all_or_none(world: World) -> None:
    decide(world.state, "never", "a:1", "b:2")
    decide(world.state, "always", "a:1", "c:3")
    before = (world.state / "decisions.jsonl").read_bytes()
    decided = [
        Decision(kind, RecordName("b", "2"), RecordName(*other), "anna", "2026-06-30T08:00:00+00:00", "asked")
        for kind, other in (("always", ("d", "4")), ("always", ("c", "3")))
    ]
    with pytest.raises(UsageError, match="would be one person and two"):
        add_decisions(world.state, *decided)
    assert (world.state / "decisions.jsonl").read_bytes() == before


@shared
def test_a_decision_joins_what_no_evidence_joins(corner: World) -> Iterator[None]:
    married(corner)
    yield
    assert not corner.are_one("shop:before", "bureau:after")
    decide(corner.state, "always", "shop:before", "bureau:after")
    yield
    assert corner.are_one("shop:before", "bureau:after")
    assert ("decided",) in corner.query("select rule from identity.edges where is_accepted")


@shared
def test_a_record_that_fits_one_part_of_a_decided_person_joins_it(corner: World) -> Iterator[None]:
    married(corner).person("list", "kate", first_name="Kate", last_name="Brook", email="cat@tide.example")
    decide(corner.state, "always", "shop:before", "bureau:after")
    yield
    assert corner.are_one("list:kate", "shop:before")


@shared
def test_a_withdrawn_decision_leaves_everything_as_if_never_decided(corner: World) -> Iterator[None]:
    married(corner)
    yield
    before = corner.customers()
    decide(corner.state, "always", "shop:before", "bureau:after")
    yield
    decide(corner.state, "withdraw", "bureau:after", "shop:before")
    yield
    assert corner.customers() == before


@shared
def test_a_never_keeps_apart_what_the_same_address_joins(corner: World) -> Iterator[None]:
    for source in ("shop", "list"):
        corner.person(source, "1", first_name="Jo", last_name="Hill", email=EMAIL)
    yield
    assert corner.are_one("shop:1", "list:1")
    decide(corner.state, "never", "shop:1", "list:1")
    yield
    assert not corner.are_one("shop:1", "list:1")
    assert ("decided_never",) in corner.query("select guard from identity.edges where not is_accepted")


@shared
def test_a_record_taken_out_leaves_the_others_together(corner: World) -> Iterator[None]:
    for source in ("shop", "list", "stripe"):
        corner.person(source, "1", first_name="Jo", last_name="Hill", email=EMAIL)
    decide(corner.state, "never", "stripe:1", "list:1")
    decide(corner.state, "never", "stripe:1", "shop:1")
    yield
    assert corner.groups() == {frozenset({"shop:1", "list:1"}), frozenset({"stripe:1"})}


@shared
def test_decisions_in_a_circle_are_one_person(corner: World) -> Iterator[None]:
    married(corner)
    for one, other in (
        ("shop:before", "bureau:after"),
        ("bureau:after", "stripe:husband"),
        ("stripe:husband", "shop:before"),
    ):
        decide(corner.state, "always", one, other)
    yield
    assert len(corner.groups()) == 1


def test_a_decision_against_another_is_refused_and_not_kept(world: World) -> None:
    decide(world.state, "always", "shop:before", "bureau:after")
    decide(world.state, "always", "bureau:after", "stripe:husband")
    with pytest.raises(UsageError, match="shop:before and stripe:husband would be one person and two"):
        decide(world.state, "never", "stripe:husband", "shop:before")
    assert len(read_decisions(world.state)) == 2


def test_the_last_word_on_a_pair_counts(world: World) -> None:
    decide(world.state, "always", "shop:before", "bureau:after")
    decide(world.state, "never", "bureau:after", "shop:before")
    assert [decision.kind for decision in checked_decisions(world.state)] == ["never"]


Line = tuple[int, str, int, int]
"""Of a log: which command wrote it, what, and of which two records."""


def log_of(lines: list[Line], undoes: int | None = None) -> list[Decision]:
    """The lines of a log; `undoes` is the command that these take back."""
    deeds = {number: ("anna", f"2026-06-30T08:00:{number:02}+00:00", "asked") for number in range(60)}
    undone = None if undoes is None else deeds[undoes]
    return [
        Decision(kind, RecordName("shop", str(one)), RecordName("list", str(other)), *deeds[number], undone)
        for number, kind, one, other in lines
    ]


lines_of_logs = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(KINDS), st.integers(1, 2), st.integers(1, 2)), max_size=20
).map(sorted)


@given(lines=lines_of_logs, undone=st.integers(0, 9))
def test_a_command_taken_back_is_as_if_never_given(lines: list[Line], undone: int) -> None:
    """Also one that others came after, and again where the withdrawal is taken back in its turn."""
    log = log_of(lines)
    of_command = [line[1:] for line in lines if line[0] == undone]
    withdrawal = log_of([(20, "withdraw", one, other) for _, one, other in of_command], undoes=undone)
    without = log_of([line for line in lines if line[0] != undone])
    assert decisions_in_force([*log, *withdrawal]) == decisions_in_force(without)
    again = log_of([(21, "withdraw", one, other) for _, one, other in of_command], undoes=20)
    assert decisions_in_force([*log, *withdrawal, *again]) == decisions_in_force(log)


def test_what_a_withdrawal_undoes_stands_in_the_file(world: World) -> None:
    decide(world.state, "never", "a:1", "b:2")
    merge = Decision("always", RecordName("a", "1"), RecordName("b", "2"), "bob", "2026-07-01", "one")
    slip = ("anna", "2026-07-02T08:00:00.000+00:00", "a slip")
    add_decisions(world.state, merge)
    add_decisions(world.state, Decision("withdraw", *merge.pair, *slip, undoes=merge.deed))
    assert [decision.kind for decision in checked_decisions(world.state)] == ["never"]
    assert [decision.kind for decision in read_decisions(world.state)] == ["never", "always", "withdraw"]


def test_contradicting_lines_written_by_hand_are_a_clear_error(world: World) -> None:
    for number, (kind, one, other) in enumerate(
        [("always", "a:1", "b:1"), ("always", "b:1", "c:1"), ("never", "a:1", "c:1")]
    ):
        scratch = world.state / str(number)
        decide(scratch, kind, one, other)
        with (world.state / "decisions.jsonl").open("a", encoding="utf-8") as file:
            file.write((scratch / "decisions.jsonl").read_text(encoding="utf-8"))
    with pytest.raises(KithError, match="decided to be two people, and one by other decisions"):
        checked_decisions(world.state)


def written(**changes: object) -> str:
    """A line of the file, sound but for `changes`."""
    return json.dumps(
        {
            "kind": "never",
            "record_a": {"source": "shop", "record_id": "1"},
            "record_b": {"source": "list", "record_id": "1"},
            "decided_by": "anna",
            "decided_at": "2026-06-30T08:00:00+00:00",
            "reason": "asked",
        }
        | changes
    )


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"kind": "always"}',
        '{"kind": 1}',
        "[]",
        written(kind="perhaps"),
        written(decided_at="yesterday"),
        written(decided_by=7),
        written(record_a={"source": "shop", "record_id": 1}),
        written(record_a="shop:1"),
        written(record_b={"source": "shop", "record_id": "1"}),
        written(kind="withdraw", undoes=["anna", "asked"]),
        written(kind="withdraw", undoes=[1, 2, 3]),
        written(kind="never", undoes=["anna", "2026-06-30T08:00:00+00:00", "asked"]),
    ],
)
def test_a_line_that_is_no_decision_is_named(world: World, line: str) -> None:
    world.state.mkdir(parents=True, exist_ok=True)
    (world.state / "decisions.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(KithError, match="line 1 is no decision"):
        checked_decisions(world.state)


def test_a_file_that_is_no_text_is_named(world: World) -> None:
    world.state.mkdir(parents=True, exist_ok=True)
    (world.state / "decisions.jsonl").write_bytes(b"\xff\xfe{\x00")
    with pytest.raises(KithError, match="line 1 is no decision"):
        checked_decisions(world.state)


def test_a_decision_after_a_line_without_an_end_stands_on_a_line_of_its_own(world: World) -> None:
    world.state.mkdir(parents=True, exist_ok=True)
    (world.state / "decisions.jsonl").write_text(written(), encoding="utf-8")
    decide(world.state, "never", "shop:2", "list:2")
    assert len(checked_decisions(world.state)) == 2


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\r", "\n"])
def test_a_reason_with_an_end_of_a_line_in_it_is_one_decision(world: World, end: str) -> None:
    """As text from a letter or a chat has it; the file was no decision to any command from then on."""
    reason = f"father{end}and son"
    pair = RecordName("shop", "1"), RecordName("list", "1")
    add_decisions(world.state, Decision("never", *pair, "anna", "2026-06-30T08:00:00+00:00", reason))
    assert [decision.reason for decision in checked_decisions(world.state)] == [reason]


def test_a_reason_that_is_no_text_is_refused_and_nothing_is_written(world: World) -> None:
    pair = RecordName("shop", "1"), RecordName("list", "1")
    with pytest.raises(UsageError, match="bytes that are no UTF-8"):
        add_decisions(world.state, Decision("never", *pair, "anna", "2026-06-30T08:00:00+00:00", "\udcff"))
    assert not (world.state / "decisions.jsonl").exists()


@shared
def test_a_decision_on_a_record_that_is_gone_changes_nothing(corner: World) -> Iterator[None]:
    married(corner)
    decide(corner.state, "always", "shop:before", "zendesk:gone")
    yield
    assert len(corner.groups()) == 3


def test_a_record_is_not_decided_against_itself(world: World) -> None:
    with pytest.raises(UsageError, match="is one record"):
        decide(world.state, "always", "shop:1", "shop:1")

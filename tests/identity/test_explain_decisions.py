"""Explanations of what somebody decided: by whom, why, since when, and the way back."""

from __future__ import annotations

import pytest

from kith.identity.decisions import Decision, RecordName, add_decisions
from kith.identity.explain import explain
from kith.identity.explanation_page import explanation_page
from tests.identity.world import World

BY_ROOT = ("root", "2026-06-30T04:00:00+00:00", "father and daughter")


def decided(kind: str, one: str, other: str) -> Decision:
    """What root decided of two records."""
    return Decision(kind, RecordName.parse(one), RecordName.parse(other), *BY_ROOT)


def test_a_decision_is_named_in_place_of_the_guards_with_the_way_back(told: World) -> None:
    decision = decided("never", "shop:1", "bureau:1")
    apart = explain(told.warehouse, "stripe:1", "bureau:1", [decision])
    assert apart.reasons == [
        "root decided on 2026-06-30 that bureau:1 and shop:1 are two people: father and daughter."
    ]
    assert apart.changes == [
        'To take it back: `kith identity decisions --withdraw shop:1 bureau:1 --why "…"`.'
    ]
    others = explain(told.warehouse, "shop:1", "club:3", [decision])
    assert not any("decided" in sentence for sentence in [*others.reasons, *others.changes])


def test_one_deed_of_many_pairs_is_one_sentence_and_has_one_way_back(told: World) -> None:
    decisions = [decided("never", one, "bureau:1") for one in ("shop:1", "stripe:1")]
    apart = explain(told.warehouse, "stripe:1", "bureau:1", decisions)
    (said,) = apart.reasons
    assert said.startswith(
        "root decided on 2026-06-30 that bureau:1 and stripe:1 are two people, and so of 1 more"
    )
    assert said.endswith(" pair of their records: father and daughter.")
    assert apart.changes == [
        'To take it back: `kith identity decisions --withdraw stripe:1 bureau:1 --why "…"`.'
    ]


@pytest.mark.parametrize(
    ("one", "other", "kind", "words"),
    [("stripe:1", "shop:1", "never", "two people"), ("shop:1", "bureau:1", "always", "one person")],
)
def test_what_no_run_has_built_yet_is_said_to_come(
    told: World, one: str, other: str, kind: str, words: str
) -> None:
    found = explain(told.warehouse, one, other, [decided(kind, one, other)])
    first, second = sorted((one, other))
    assert found.is_one_person == (kind == "never")
    said, *today = found.reasons
    decision = f"root decided on 2026-06-30 that {first} and {second} are {words}: father and daughter."
    readers_see = "one person" if kind == "never" else "two people"
    assert said == (
        f"Decided since the last run: {decision} Readers see {readers_see} until the next `kith run` builds it so."
    )
    assert today == explain(told.warehouse, one, other, []).reasons
    assert bool(today) == (kind == "always")
    assert "<code>kith run</code>" in explanation_page(found) and "`" not in explanation_page(found)
    assert found.changes == [
        f'To take it back: `kith identity decisions --withdraw {one} {other} --why "…"`.'
    ]


def test_the_way_back_before_a_run_takes_back_the_whole_deed(told: World) -> None:
    decisions = [decided("never", "shop:hugh", other) for other in ("list:hugh", "bureau:hugh")]
    found = explain(told.warehouse, "shop:hugh", "bureau:hugh", decisions)
    assert "that bureau:hugh and shop:hugh are two people, and so of 1 more pair" in found.reasons[0]
    assert found.changes == [
        'To take it back: `kith identity decisions --withdraw shop:hugh bureau:hugh --why "…"`.'
    ]


def test_a_link_by_decision_says_by_whom_and_why_until_it_is_withdrawn(world: World) -> None:
    for name in ("Ida", "Uma"):
        world.person("club", name, first_name=name, email=f"{name}@tide.example")
    add_decisions(world.state, decision := decided("always", "club:Ida", "club:Uma"))
    world.resolve()
    joined = explain(world.warehouse, "club:Ida", "club:Uma", [decision]).as_text()
    assert "club:Ida = club:Uma: root decided so on 2026-06-30: father and daughter" in joined
    assert "`kith identity decisions --withdraw club:Ida club:Uma" in joined
    assert "unmerge" not in joined
    (withdrawn,) = explain(world.warehouse, "club:Ida", "club:Uma", []).reasons
    assert "was withdrawn since the last run" in withdrawn


def test_what_was_decided_of_others_with_the_number_is_not_said_of_the_one_explained(told: World) -> None:
    """Jane stands first of the two; a decision on John's record was told as if it were hers."""
    explanation = explain(told.warehouse, "07700 900123", "club:3", [decided("never", "shop:1", "club:3")])
    assert explanation.records == ("bureau:1", "club:3")
    assert not any("decided" in sentence for sentence in [*explanation.reasons, *explanation.changes])

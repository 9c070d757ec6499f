"""`kith identity unmerge`: the record is out afterwards, whoever had put it there."""

from __future__ import annotations

import shutil

import pytest

from kith.identity.decisions import checked_decisions
from tests.end_to_end.homes import kith
from tests.identity.test_decisions import decide
from tests.identity.world import World

EMAIL = "hill@tide.example"


@pytest.fixture
def published(world: World) -> World:
    """Jo of the shop and of the list by one address, and a bureau's record that somebody decided is Jo too."""
    for source in ("shop", "list"):
        world.person(source, "1", first_name="Jo", last_name="Hill", email=EMAIL)
    world.person("bureau", "1", first_name="Catriona", last_name="Brook")
    return world


def publish(world: World) -> None:
    """Resolve the world and lay it where the commands look."""
    world.resolve()
    folder = world.folder / "published" / "one"
    folder.mkdir(parents=True)
    shutil.copy(world.warehouse, folder / "kith_pii.duckdb")
    (folder.parent / "current").symlink_to(folder.name)
    (world.folder / "feeds.yml").write_text("sources: {}\n")


def unmerge(world: World, record: str) -> str:
    """What the command says, and the world resolved again."""
    said = kith("identity", "unmerge", record, "--why", "asked", "--by", "anna", "--home", str(world.folder))
    world.resolve("run-2")
    return said.output


def test_what_only_a_decision_joined_is_as_if_never_decided(published: World) -> None:
    decide(published.state, "always", "shop:1", "bureau:1")
    publish(published)
    unmerge(published, "bureau:1")
    assert checked_decisions(published.state) == []
    assert not published.are_one("shop:1", "bureau:1")


def test_what_a_decision_and_the_evidence_joined_is_kept_apart(published: World) -> None:
    decide(published.state, "always", "shop:1", "list:1")
    publish(published)
    unmerge(published, "list:1")
    assert not published.are_one("shop:1", "list:1")


def test_forbidding_what_somebody_merged_says_what_it_replaces(published: World) -> None:
    decide(published.state, "always", "shop:1", "bureau:1")
    publish(published)
    said = kith(
        "identity", "forbid", "shop:1", "bureau:1", "--why", "asked", "--home", str(published.folder)
    ).output
    assert "It replaces another decision: bureau:1 and shop:1 are one person: decided by" in said
    published.resolve("run-2")
    assert not published.are_one("shop:1", "bureau:1")


def test_only_what_is_in_force_now_is_said_in_one_line_for_many(published: World) -> None:
    for source in ("club", "stripe"):
        published.person(source, "1", first_name="Jo", last_name="Hill", email=EMAIL)
    decide(published.state, "always", "shop:1", "list:1")
    publish(published)
    said = unmerge(published, "list:1").splitlines()
    assert len(said) == 3, said
    assert said[0].startswith(
        "list:1 and each of 3 others (club:1, shop:1, stripe:1) are two people: decided by anna"
    )
    assert said[1].startswith("  It replaces another decision: list:1 and shop:1 are one person")
    back = kith(
        "identity", "merge", "list:1", "club:1", "--why", "she", "--home", str(published.folder)
    ).output
    first, second, third, _ = back.splitlines()
    assert first.startswith("club:1 and list:1 are one person")
    assert second.startswith("  It replaces another decision: club:1 and list:1 are two people")
    assert third.startswith("list:1 and each of 2 others (shop:1, stripe:1) are left to the evidence")


def test_evidence_through_a_third_record_does_not_bring_it_back(published: World) -> None:
    published.person("stripe", "1", first_name="Jo", last_name="Hill", email=EMAIL)
    decide(published.state, "always", "shop:1", "list:1")
    publish(published)
    unmerge(published, "list:1")
    assert published.are_one("shop:1", "stripe:1")
    assert not published.are_one("stripe:1", "list:1")


def test_a_record_that_goes_back_to_its_own_says_with_whom_it_stays(published: World) -> None:
    decide(published.state, "always", "shop:1", "bureau:1")
    publish(published)
    assert "shop:1 stays with list:1, as before those decisions." in unmerge(published, "shop:1")
    assert published.are_one("shop:1", "list:1")
    assert not published.are_one("shop:1", "bureau:1")

"""`kith identity unmerge`: the record is out afterwards, whoever had put it there.

Every test is about a family of its own in one home: all are resolved, then all commands are given, then all are
resolved again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from kith.identity.decisions import Decision, RecordName, add_decisions, checked_decisions
from tests.end_to_end.homes import kith
from tests.identity.test_decisions import decide
from tests.identity.world import World

SURNAMES = {"a": "Hill", "b": "Quennell", "c": "Thwaite", "d": "Ferrant", "e": "Dinnage", "f": "Varley"}
"""Of the families, by the letter that each of their record ids ends in."""
MERGED = {"a": "bureau", "b": "list", "c": "bureau", "d": "list", "e": "list", "f": "bureau"}
"""Of which source's record somebody decided, before the first run, that it is the shop's Jo."""
MORE = {"d": ("club", "stripe"), "e": ("stripe",)}
"""Further sources that know Jo by her address."""


@dataclass
class Families:
    """The home, and what the commands of each family said, in their order."""

    world: World
    said: dict[str, list[str]] = field(default_factory=dict)

    def command(self, family: str, *words: str) -> None:
        """Give one command of `kith identity` about a family's records."""
        said = kith("identity", *words, "--home", str(self.world.folder)).output
        self.said.setdefault(family, []).append(said)

    def unmerge(self, family: str, source: str) -> None:
        """Take a family's record out."""
        self.command(family, "unmerge", f"{source}:{family}", "--why", "asked", "--by", "anna")

    def are_one(self, family: str, one: str, other: str) -> bool:
        """Whether a family's records of two sources are one person."""
        return self.world.are_one(f"{one}:{family}", f"{other}:{family}")


def settle(world: World) -> None:
    """Jo of the shop and of the list by one address, and a bureau's Catriona, in every family."""
    for number, (family, surname) in enumerate(SURNAMES.items()):
        for source in ("shop", "list", *MORE.get(family, ())):
            email = f"{surname.lower()}@{family}.example"
            world.person(source, family, first_name="Jo", last_name=surname, email=email)
        world.person("bureau", family, first_name="Catriona", last_name=f"Brook{surname.lower()}{number}")
        decide(world.state, "always", f"shop:{family}", f"{MERGED[family]}:{family}")
    for source in ("shop", "list"):
        world.person(source, "g", first_name="Jo", last_name="Tamblyn", email="jo@g.example")
    for source in ("bureau", "club"):
        world.person(source, "g", first_name="Catriona", last_name="Brookfield", email="catriona@g.example")
    settle_forbidden(world)
    world.person("site", "Moss", first_name="Moss", login_id="moss")
    world.login("tablet", "moss")


def settle_forbidden(world: World) -> None:
    """Two families in which somebody forbade what the evidence, or bob, makes one person."""
    for family in ("h", "i"):
        for source in ("shop", "list"):
            world.person(source, family, first_name="Jo", last_name="Hollis", email=f"jo@{family}.example")
    world.person("club", "i", first_name="Catriona", last_name="Winterbourne")
    decide(world.state, "never", "shop:h", "list:h")
    decide(world.state, "never", "shop:i", "club:i")
    merged = ("bob", "2026-06-30T09:00:00.000+00:00", "she says so")
    shop, mailing_list, club = (RecordName(source, "i") for source in ("shop", "list", "club"))
    add_decisions(
        world.state,
        Decision("withdraw", shop, club, *merged),
        Decision("always", mailing_list, club, *merged),
    )


def publish(world: World) -> None:
    """Resolve the world and lay it where the commands look."""
    world.resolve()
    folder = world.folder / "published" / "one"
    folder.mkdir(parents=True)
    shutil.copy(world.warehouse, folder / "kith_pii.duckdb")
    (folder.parent / "current").symlink_to(folder.name)
    (world.folder / "feeds.yml").write_text("sources: {}\n")


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Families:
    """All families after their commands, resolved again."""
    home = Families(World(tmp_path_factory.mktemp("families")))
    settle(home.world)
    publish(home.world)
    home.unmerge("a", "bureau")
    home.unmerge("b", "list")
    home.command("c", "forbid", "shop:c", "bureau:c", "--why", "asked", "--by", "anna")
    home.command("c", "forbid", "bureau:c", "shop:c", "--why", "asked twice", "--by", "bob")
    home.unmerge("d", "list")
    home.unmerge("e", "list")
    home.unmerge("f", "shop")
    home.command("g", "merge", "jo@g.example", "catriona@g.example", "--why", "she changed her name")
    home.command("h", "merge", "shop:h", "list:h", "--why", "one Jo", "--by", "bob")
    home.command("h", "decisions", "--withdraw", "list:h", "shop:h", "--why", "two after all", "--by", "bob")
    home.unmerge("i", "club")
    home.world.resolve("run-2")
    # said, but not resolved: what the command would put back
    home.command("d", "merge", "list:d", "club:d", "--why", "she")
    home.command("e", "decisions", "--withdraw", "stripe:e", "list:e", "--why", "she after all")
    return home


def test_what_only_a_decision_joined_is_as_if_never_decided(families: Families) -> None:
    decided = {
        str(record) for decision in checked_decisions(families.world.state) for record in decision.pair
    }
    assert not {"shop:a", "bureau:a"} & decided
    assert not families.are_one("a", "shop", "bureau")


def test_what_a_decision_and_the_evidence_joined_is_kept_apart(families: Families) -> None:
    assert not families.are_one("b", "shop", "list")


def test_forbidding_what_somebody_merged_says_what_it_replaces(families: Families) -> None:
    said, _ = families.said["c"]
    assert "It replaces another decision: bureau:c and shop:c are one person: decided by" in said
    assert not families.are_one("c", "shop", "bureau")


def test_a_decision_that_is_repeated_says_that_it_stood_already(families: Families) -> None:
    decided, stood, _ = families.said["c"][1].splitlines()
    assert decided.startswith("bureau:c and shop:c are two people: decided by bob on ")
    assert stood.startswith("  That stood already, decided by anna on ")
    assert stood.endswith(", asked; the new word and reason take its place.")


def test_customers_are_merged_with_all_their_records(families: Families) -> None:
    """Of two names that clash, a guard would leave behind every record that no decision is about."""
    assert all(families.are_one("g", "shop", other) for other in ("list", "bureau", "club"))


def test_what_is_one_customer_already_is_not_merged(families: Families) -> None:
    before = checked_decisions(families.world.state)
    home = str(families.world.folder)
    said = kith(
        "identity", "merge", "jo@g.example", "shop:g", "--why", "again", "--home", home, exit_code=2
    ).output
    assert "jo@g.example and shop:g are one customer already" in said
    assert checked_decisions(families.world.state) == before


def test_only_what_is_in_force_now_is_said_in_one_line_for_many(families: Families) -> None:
    taken_out, put_back = families.said["d"]
    said = taken_out.splitlines()
    assert len(said) == 3, said
    assert said[0].startswith(
        "list:d and each of 3 others (club:d, shop:d, stripe:d) are two people: decided by anna"
    )
    assert said[1].startswith("  It replaces another decision: list:d and shop:d are one person")
    first, second, undone, third, _ = put_back.splitlines()
    assert first.startswith("club:d and list:d are one person")
    assert second.startswith("  It replaces another decision: club:d and list:d are two people")
    assert undone.startswith("Taken back: list:d and each of 2 others (shop:d, stripe:d) are two people")
    assert third.startswith("list:d and each of 2 others (shop:d, stripe:d) are left to the evidence")


def test_evidence_through_a_third_record_does_not_bring_it_back(families: Families) -> None:
    assert families.are_one("e", "shop", "stripe")
    assert not families.are_one("e", "stripe", "list")


def test_a_record_that_goes_back_to_its_own_says_with_whom_it_stays(families: Families) -> None:
    (said,) = families.said["f"]
    assert "shop:f stays with list:f, as before those decisions." in said
    assert families.are_one("f", "shop", "list")
    assert not families.are_one("f", "shop", "bureau")


def test_an_unmerge_is_taken_back_whole(families: Families) -> None:
    """Naming any of its pairs withdraws all of them, and the merge that it had replaced is in force again."""
    taken_back, withdrawn, again, _ = families.said["e"][-1].splitlines()
    assert taken_back.startswith("Taken back: list:e and each of ")
    assert "are two people: decided by anna" in taken_back
    assert withdrawn.startswith("list:e and stripe:e are left to the evidence: decided by")
    merged = "list:e and shop:e are one person: decided by anna on 2026-06-30 08:00 UTC, asked"
    assert again == f"In force again: {merged}"
    in_force = checked_decisions(families.world.state)
    assert [decision.kind for decision in in_force if RecordName("list", "e") in decision.pair] == ["always"]


def test_a_merge_taken_back_brings_back_the_forbid_that_it_replaced(families: Families) -> None:
    """Their one address would join them: who forbade it would not be asked again."""
    merged, taken_back = families.said["h"]
    forbidden = "list:h and shop:h are two people: decided by anna on 2026-06-30 08:00 UTC, asked"
    assert f"  It replaces another decision: {forbidden}" in merged.splitlines()
    undone, again, *_ = taken_back.splitlines()
    assert undone.startswith("Taken back: list:h and shop:h are one person: decided by bob on ")
    assert undone.endswith(", one Jo")
    assert again == f"In force again: {forbidden}"
    assert not families.are_one("h", "shop", "list")


def test_a_record_taken_out_of_a_merge_is_forbidden_again_what_the_merge_allowed(families: Families) -> None:
    (said,) = families.said["i"]
    taken_back, left, again, _ = said.splitlines()
    assert taken_back.startswith("Taken back: club:i and")
    assert left.startswith("club:i and list:i are left to the evidence: decided by anna")
    assert again.startswith("In force again: club:i and shop:i are two people: decided by anna on 2026-06-30")
    assert families.are_one("i", "shop", "list")
    assert not families.are_one("i", "shop", "club")


def test_a_withdrawal_names_customers_as_the_other_commands_do(families: Families) -> None:
    """Where several decisions are about one it says so; a record that is published no more is named by its key."""
    world, home = families.world, ("--home", str(families.world.folder))

    def withdraw(*names: str, exit_code: int) -> str:
        words = ("decisions", "--withdraw", *names, "--why", "asked", "--by", "anna")
        return kith("identity", *words, *home, exit_code=exit_code).output

    with duckdb.connect(str(world.folder / "published" / "current" / "kith_pii.duckdb")) as publication:
        owners = "select record_id, customer_id from identity.record_customers where source = 'shop'"
        customer = dict(publication.execute(owners).fetchall())
    assert "Nothing is decided on shop:b and stripe:e" in withdraw("shop:b", "stripe:e", exit_code=2)
    assert "Nobody in the publication goes by 'c_nobody'" in withdraw("c_nobody", "shop:b", exit_code=2)
    assert "In force again: list:b and shop:b are one person" in withdraw(
        customer["b"], "list:b", exit_code=0
    )
    kith("identity", "forbid", "shop:d", "stripe:d", "--why", "twins", *home)
    said = withdraw(customer["d"], customer["d"], exit_code=2)
    assert f"2 decisions are on records of {customer['d']} and {customer['d']}: name the two" in said
    decide(world.state, "always", "list:z", "gone:z")
    assert "gone:z and list:z are left to the evidence" in withdraw("list:z", "gone:z", exit_code=0)


def test_a_device_is_taken_out_of_nobody(families: Families) -> None:
    """Whose it is follows from who logs in on it: a decision on it would never be built."""
    home = str(families.world.folder)
    said = kith("identity", "unmerge", "ga4:tablet", "--why", "hers", "--home", home, exit_code=2).output
    assert "ga4:tablet is a device: decide on a record of a person instead." in said


@pytest.mark.parametrize(
    "command",
    [
        ("merge", "shop:f", "list:f", "--why", ""),
        ("forbid", "shop:f", "list:f", "--why", " "),
        ("unmerge", "shop:f", "--why", ""),
        ("decisions", "--withdraw", "shop:c", "bureau:c"),
    ],
    ids=lambda command: command[0],
)
def test_nothing_is_decided_without_a_reason(families: Families, command: tuple[str, ...]) -> None:
    before = checked_decisions(families.world.state)
    said = kith("identity", *command, "--home", str(families.world.folder), exit_code=2).output
    assert "Say why with --why" in said
    assert checked_decisions(families.world.state) == before


def test_who_was_merged_over_a_guard_is_left_to_the_evidence(tmp_path: Path) -> None:
    """Their one telephone joined them no more before the decision than it does after it."""
    world = World(tmp_path)
    for number, name in (("1", "John"), ("2", "Catriona")):
        world.person("shop", number, first_name=name, last_name="Moss", phone="020 7946 0018")
    publish(world)
    command = ("--why", "asked", "--by", "anna", "--home", str(tmp_path))
    kith("identity", "merge", "shop:1", "shop:2", *command)
    world.resolve("run-2")
    assert world.are_one("shop:1", "shop:2")
    shutil.copy(world.warehouse, tmp_path / "published" / "one" / "kith_pii.duckdb")
    said = kith("identity", "unmerge", "shop:2", *command).output
    world.resolve("run-3")
    assert "shop:2 goes back to whom it was with before those decisions." in said
    assert not checked_decisions(world.state)
    assert not world.are_one("shop:1", "shop:2")


def test_two_names_of_one_record_are_not_kept_apart(families: Families) -> None:
    home = str(families.world.folder)
    said = kith(
        "identity", "forbid", "bureau:a", "bureau:a", "--why", "no", "--home", home, exit_code=2
    ).output
    assert "bureau:a and bureau:a both mean bureau:a: name two records, as source:record." in said

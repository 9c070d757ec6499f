"""The judge of the identity benchmark, on cases whose figures are worked out by hand."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.identity.__main__ import REPORTING_SETS, misses, sets_to_run
from benchmarks.identity.evaluation import Merged, ceiling, judge, judge_pairs, merged_by_kind
from benchmarks.identity.running import Outcome


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def lay(connection: duckdb.DuckDBPyConnection, truth: str, found: str, households: str = "") -> None:
    """Each text names the person, the cluster, the household of records 0, 1, 2 … by a letter; '.' is none."""

    def fill(table: str, column: str, letters: str) -> None:
        connection.execute(f"create or replace table {table} (record bigint, {column} varchar)")
        for record, letter in enumerate(letters):
            if letter != "." or column == "household":
                value = None if letter == "." else letter
                connection.execute(f"insert into {table} values (?, ?)", [record, value])

    fill("people", "person", truth)
    fill("homes", "household", households or "." * len(truth))
    fill("found", "cluster", found)
    connection.execute("create or replace table truth as from people inner join homes using (record)")


@pytest.mark.parametrize(
    ("truth", "found", "precision", "recall"),
    [
        ("aabb", "xxyy", 1.0, 1.0),
        ("aabb", "xxxx", 2 / 6, 1.0),
        ("aabb", "wxyz", 1.0, 0.0),
        ("aaab", "xxyy", 0.5, 1 / 3),
        ("aabb", "xyxy", 0.0, 0.0),
        ("abcd", "wxyz", 1.0, 1.0),
        ("aaaa", "xx..", 1.0, 1 / 6),
    ],
)
def test_pairs_are_counted_within_clusters(
    connection: duckdb.DuckDBPyConnection, truth: str, found: str, precision: float, recall: float
) -> None:
    lay(connection, truth, found)
    figures = judge(connection)
    assert figures["precision"] == pytest.approx(precision)
    assert figures["recall"] == pytest.approx(recall)
    both = precision + recall
    assert figures["f1"] == pytest.approx(2 * precision * recall / both if both else 0.0)


def test_b_cubed_averages_over_records(connection: duckdb.DuckDBPyConnection) -> None:
    # x holds a, a, b: precision 2/3, 2/3, 1/3 and, for the last a, 1; recall 2/3, 2/3, 1, 1/3
    lay(connection, "aaba", "xxxy")
    figures = judge(connection)
    assert figures["b_cubed_precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert figures["b_cubed_recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4)


def test_a_cluster_is_whole_when_it_is_exactly_one_person(connection: duckdb.DuckDBPyConnection) -> None:
    # a is whole, b lacks a record, c and d are mixed; e has one record and does not count
    lay(connection, "aabbbccdde", "xxyyzwwwwv")
    figures = judge(connection)
    assert figures["whole_precision"] == pytest.approx(1 / 3)
    assert figures["whole_recall"] == pytest.approx(1 / 4)


def test_false_links_in_a_household_are_a_share_of_all_joined_pairs(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    # six pairs in one cluster: a-a is right, a-b twice of household h, the three with c of another
    lay(connection, "aabc", "xxxx", "hhhk")
    assert judge(connection)["same_household"] == pytest.approx(2 / 6)


def test_people_without_a_household_share_none(connection: duckdb.DuckDBPyConnection) -> None:
    lay(connection, "ab", "xx", "..")
    assert judge(connection)["same_household"] == 0.0


def test_a_record_named_twice_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    lay(connection, "aa", "xx")
    connection.execute("insert into found values (0, 'y')")
    with pytest.raises(ValueError, match="found names a record twice"):
        judge(connection)


def test_records_unknown_to_truth_are_not_judged(connection: duckdb.DuckDBPyConnection) -> None:
    lay(connection, "aa", "xxx")
    figures = judge(connection)
    assert (figures["records"], figures["joined_pairs"]) == (2, 1)


def test_a_pair_counts_once_whichever_way_round(connection: duckdb.DuckDBPyConnection) -> None:
    lay(connection, "aab", "xyz")
    figures = judge_pairs(connection, "values (0, 1), (1, 0), (1, 2) as pairs(record_a, record_b)")
    assert figures["joined_pairs"] == 2
    assert (figures["precision"], figures["recall"]) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("truth", "evidence", "share"),
    [
        ("aaa", "(0, 'e'), (1, 'e'), (1, 'f'), (2, 'f')", 1.0),
        ("aaa", "(0, 'e'), (1, 'e'), (2, 'g')", 1 / 3),
        ("ab", "(0, 'e'), (1, 'e')", 1.0),
        ("aab", "(0, 'e'), (1, 'f'), (2, 'e'), (2, 'f')", 0.0),
        ("aa", "(0, null), (1, null)", 0.0),
    ],
    ids=["in a chain", "in part", "nothing to find", "not through another person", "null is no value"],
)
def test_ceiling_is_what_a_persons_own_records_share(
    connection: duckdb.DuckDBPyConnection, truth: str, evidence: str, share: float
) -> None:
    lay(connection, truth, "." * len(truth))
    found = (
        f"select record, cast(value as varchar) as value from (values {evidence}) as evidence(record, value)"
    )
    assert ceiling(connection, found) == pytest.approx(share)


@pytest.mark.parametrize(
    ("found", "by_name", "by_short_form"),
    [("vwxyz", 0, 0), ("vvxyz", 1, 0), ("vwvyv", 0, 0), ("vvxxz", 1, 1), ("vwxxz", 0, 1), ("vvvvv", 1, 0)],
    ids=["all apart", "one house", "not of one house", "two houses", "a short form", "all together"],
)
def test_a_customer_counts_that_holds_two_people_of_one_planted_thing(
    connection: duckdb.DuckDBPyConnection, found: str, by_name: int, by_short_form: int
) -> None:
    # a and b live in one house, c and d, a short form, in another; e shares his with one of whom there is no record
    lay(connection, "abcde", found)
    planted = "(values ('a', 1), ('b', 1), ('c', 2), ('d', 2), ('e', 3), ('f', 3)) as planted(person, thing)"
    query = f"select 'house' as kind, thing, person from {planted} union all select 'kiosk', 1, 'e'"
    assert merged_by_kind(connection, query, "select 3") == {"house": Merged(2, by_name, by_short_form)}


@pytest.mark.parametrize(
    ("precision", "recall", "merged", "said"),
    [
        (0.995, 0.873, 0, []),
        (0.994, 0.9, 0, ["precision 0.9940, at least 0.995"]),
        (1.0, 0.87, 0, ["recall 0.8700, at least 0.8730"]),
        (1.0, 0.9, 1, ["1 customers hold two people of one kiosk"]),
    ],
)
def test_kith_is_held_to_its_figures_on_the_demo_world(
    precision: float, recall: float, merged: int, said: list[str]
) -> None:
    outcome = Outcome(
        "demo:home",
        "kith",
        clusters={"precision": precision, "recall": recall},
        ceiling=0.9,
        planted={"kiosk": Merged(1, merged, by_short_form=3)},
    )
    assert misses(outcome) == said


@pytest.mark.parametrize(
    ("systems", "has_peers", "run"),
    [
        (["kith"], True, list(REPORTING_SETS)),
        (["kith", "exact"], False, ["generated-100000-11"]),
        (["kith", "goldenmatch"], False, None),
    ],
    ids=["everything", "what needs no peers", "a peer that is not there"],
)
def test_without_the_peers_kith_runs_on_what_is_made_here(
    tmp_path: Path, systems: list[str], has_peers: bool, run: list[str] | None
) -> None:
    peers = tmp_path if has_peers else tmp_path / "missing"
    options = argparse.Namespace(sets=None, development=False, peers=peers, json=False, systems=systems)
    if run is None:
        with pytest.raises(SystemExit):
            sets_to_run(argparse.ArgumentParser(), options)
    else:
        assert sets_to_run(argparse.ArgumentParser(), options) == run

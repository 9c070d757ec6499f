"""Which likely links hold when whole groups are looked at."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.identity.matching.agglomeration import MARGIN, Neighbours, agglomerate, ambiguous_links

SUPPORTS = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-9, 9),
    max_size=15,
)


def settled(entries: list[Neighbours], nameless: frozenset[int] = frozenset()) -> dict[int, int]:
    """Groups from entries, of which the ambiguous links are given up."""
    return agglomerate(entries, ambiguous_links(entries, nameless))


def grouped(*links: tuple[int, int, float], nameless: frozenset[int] = frozenset()) -> dict[int, int]:
    """Groups from (one, other, support) of one record pair each."""
    return settled([Neighbours(one, other, support, 1) for one, other, support in links], nameless)


def test_two_that_fit_are_one() -> None:
    assert grouped((1, 2, 5.0)) == {1: 1, 2: 1}


def test_nothing_gives_nothing() -> None:
    assert agglomerate([]) == {}


def test_support_of_zero_joins_nobody() -> None:
    assert grouped((1, 2, 0.0)) == {1: 1, 2: 2}


def test_a_clear_best_link_beats_a_rival_that_contradicts_it() -> None:
    assert grouped((1, 2, 9.0), (2, 3, 9.0 - 2 * MARGIN), (1, 3, -9.0)) == {1: 1, 2: 1, 3: 3}


def test_a_nameless_cluster_that_fits_two_rivals_joins_neither() -> None:
    links = [(1, 2, 9.0), (2, 3, 8.9), (1, 3, -9.0)]
    entries = [Neighbours(one, other, support, 1) for one, other, support in links]
    assert ambiguous_links(entries, frozenset({2})) == {(1, 2), (2, 3)}
    assert grouped(*links, nameless=frozenset({2})) == {1: 1, 2: 2, 3: 3}


def test_a_named_cluster_that_fits_two_rivals_joins_the_better() -> None:
    assert grouped((1, 2, 8.9), (2, 3, 9.0), (1, 3, -9.0)) == {1: 1, 2: 2, 3: 2}


@pytest.mark.parametrize(("rival", "joins"), [(9.0 - MARGIN + 0.01, False), (9.0 - MARGIN - 0.01, True)])
def test_a_nameless_cluster_needs_a_link_better_than_its_rival_by_the_margin(
    rival: float, joins: bool
) -> None:
    groups = grouped((1, 2, 9.0), (2, 3, rival), (1, 3, -9.0), nameless=frozenset({2}))
    assert (groups[1] == groups[2]) is joins


def test_rivals_that_fit_one_another_are_no_rivals() -> None:
    links = [(1, 2, 9.0), (2, 3, 8.0), (1, 3, 7.0)]
    assert set(grouped(*links, nameless=frozenset({2})).values()) == {1}


def test_a_chain_does_not_run_over_a_contradiction_at_its_ends() -> None:
    """1-2-3-4 fit one after another, but 1 and 4 cannot be one person."""
    links = [(1, 2, 9.0), (2, 3, 2.0), (3, 4, 9.0), (1, 3, -3.0), (2, 4, -3.0), (1, 4, -9.0)]
    groups = grouped(*links)
    assert groups[1] == groups[2] != groups[3] == groups[4]


def test_a_weak_no_does_not_part_what_much_else_joins() -> None:
    """One pair of four speaks against, the average for it: so it is one person."""
    links = [(1, 2, 9.0), (1, 3, 9.0), (2, 3, 8.0), (1, 4, 9.0), (2, 4, 8.0), (3, 4, 1.0)]
    assert set(grouped(*links).values()) == {1}


def test_the_average_is_over_record_pairs_not_over_clusters() -> None:
    """Group 1+2 speaks for 3 with one pair and against it with nine."""
    groups = agglomerate([Neighbours(1, 2, 9.0, 1), Neighbours(1, 3, 1.0, 1), Neighbours(2, 3, -9.0, 9)])
    assert groups[3] == 3


def test_ties_go_to_the_smaller_numbers() -> None:
    """2 fits 1 and 3 alike, and the joined group then speaks against the third: 1 is first."""
    assert grouped((1, 2, 4.0), (3, 4, 4.0), (1, 3, -9.0), (2, 4, -9.0)) == {1: 1, 2: 1, 3: 3, 4: 3}


def test_a_group_has_the_name_of_its_smallest_cluster() -> None:
    assert set(grouped((7, 9, 1.0), (3, 9, 5.0), (3, 7, 1.0)).values()) == {3}


@given(SUPPORTS, st.frozensets(st.integers(1, 6)), st.integers(0, 9))
def test_the_order_of_the_input_is_of_no_account(
    supports: dict[tuple[int, int], int], nameless: frozenset[int], seed: int
) -> None:
    entries = [Neighbours(one, other, float(support), 1) for (one, other), support in supports.items()]
    shuffled = random.Random(seed).sample(entries, len(entries))
    turned = [Neighbours(entry.cluster_b, entry.cluster_a, entry.support, entry.pairs) for entry in shuffled]
    groups = settled(entries, nameless)
    assert settled(shuffled, nameless) == settled(turned, nameless) == groups


@given(SUPPORTS)
def test_two_that_only_speak_against_each_other_stay_apart(supports: dict[tuple[int, int], int]) -> None:
    groups = grouped(*((one, other, -1.0 - abs(support)) for (one, other), support in supports.items()))
    assert all(cluster == group for cluster, group in groups.items())

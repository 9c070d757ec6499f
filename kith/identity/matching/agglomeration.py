"""Agglomeration: which likely links hold when whole groups are looked at.

Data flow: for every two neighbouring clusters the sum of the support of their record pairs, and their number, in,
the group of every cluster out. A chain of likely links may end at two records that nothing has in common;
so clusters are joined best first, and only while the records of both sides, taken together, speak for it
(average linkage, Sokal and Michener 1958, with zero as the bound).
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import log


@dataclass(frozen=True)
class Neighbours:
    """Two clusters of one component: total support of their record pairs, and how many pairs these are."""

    cluster_a: int
    cluster_b: int
    support: float
    pairs: int


Pair = tuple[int, int]
Links = dict[int, dict[int, tuple[float, int]]]

MARGIN = log(9)
"""How much better than a rival a link must be: nine to one, the odds that the default of `accept` asks of a link with
none. A constant, not the setting: which of two it fits is another question than whether it fits at all, and who lowers
`accept` to see more links does not ask for guesses between a father and a son."""


def agglomerate(neighbours: Iterable[Neighbours], forbidden: Set[Pair] = frozenset()) -> dict[int, int]:
    """The group of every cluster, named by its smallest cluster; two clusters without an entry never join.

    forbidden: pairs, the smaller first, whose link speaks against joining as loudly as it spoke for it. Ties go to the
    smaller cluster numbers, so the order of the input is of no account.
    """
    between = _links(neighbours)
    for cluster_a, cluster_b in forbidden:
        support, pairs = between[cluster_a][cluster_b]
        _link(between, cluster_a, cluster_b, (-abs(support), pairs))
    group = {cluster: cluster for cluster in between}
    best_first = [entry for cluster in between for entry in _entries(between, cluster)]
    heapify(best_first)
    while best_first:
        entry = heappop(best_first)
        _, kept, gone = entry
        if not _stands(between, entry):
            continue
        _join(between, kept, gone)
        group = {cluster: kept if named == gone else named for cluster, named in group.items()}
        for grown in _entries(between, kept):
            heappush(best_first, grown)
    return group


def ambiguous_links(neighbours: Iterable[Neighbours], indistinct: Set[int]) -> set[Pair]:
    """Links, the smaller cluster first, of a cluster that fits two others about equally well, which are not one.

    indistinct: clusters that lack what tells relatives apart; only these can be ambiguous, and they join neither.
    """
    between = _links(neighbours)
    return {
        (min(cluster, other), max(cluster, other))
        for cluster in indistinct & between.keys()
        for other, link in between[cluster].items()
        if link[0] > 0 and _has_rival(between, cluster, other)
    }


def _has_rival(between: Links, cluster: int, other: int) -> bool:
    """Whether `cluster` fits a third about as well as it fits `other`, and these two do not fit one another."""
    links = between[cluster]
    return any(
        rival_link[0] > 0
        and between[other].get(rival, (-1.0, 1))[0] <= 0
        and _average(links[other]) < _average(rival_link) + MARGIN
        for rival, rival_link in links.items()
        if rival != other
    )


def _links(neighbours: Iterable[Neighbours]) -> Links:
    between: Links = defaultdict(dict)
    for entry in neighbours:
        _link(between, entry.cluster_a, entry.cluster_b, (entry.support, entry.pairs))
    return between


def _link(between: Links, cluster: int, other: int, link: tuple[float, int]) -> None:
    between[cluster][other] = between[other][cluster] = link


def _average(link: tuple[float, int]) -> float:
    support, pairs = link
    return support / pairs


def _entries(between: Links, cluster: int) -> Iterable[tuple[float, int, int]]:
    """The links of `cluster` that speak for joining, as the queue sorts them: best first, then by number."""
    for other, link in between[cluster].items():
        if link[0] > 0:
            yield -_average(link), min(cluster, other), max(cluster, other)


def _stands(between: Links, entry: tuple[float, int, int]) -> bool:
    """Whether a link of the queue is still as it was when it was put there."""
    badness, cluster, other = entry
    link = between.get(cluster, {}).get(other)
    return link is not None and link[0] > 0 and -_average(link) == badness


def _join(between: Links, kept: int, gone: int) -> None:
    """Let `kept` take over what `gone` had."""
    for other, (support, pairs) in between.pop(gone).items():
        del between[other][gone]
        if other == kept:
            continue
        known_support, known_pairs = between[kept].get(other, (0.0, 0))
        _link(between, kept, other, (known_support + support, known_pairs + pairs))

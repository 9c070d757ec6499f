"""Agglomeration: which likely links hold when whole groups are looked at.

Data flow: for every two neighbouring clusters the sum of the support of their record pairs, and their number, in,
the pairs of clusters to join out. A chain of likely links may end at two records that nothing has in common;
so clusters are joined best first, and only while the records of both sides, taken together, speak for it
(average linkage, Sokal and Michener 1958, with zero as the bound).
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Neighbours:
    """Two clusters of one component: total support of their record pairs, and how many pairs these are."""

    cluster_a: int
    cluster_b: int
    support: float
    pairs: int


Links = dict[int, dict[int, tuple[float, int]]]

MARGIN = log(9)
"""How much better than a rival a link must be: nine to one, as `accept` asks of a link without rivals."""


def agglomerate(neighbours: Iterable[Neighbours], indistinct: Set[int] = frozenset()) -> dict[int, int]:
    """The group of every cluster, named by its smallest cluster; two clusters without an entry never join.

    indistinct: clusters that lack what tells relatives apart. One that fits two others about equally well, which
    do not fit one another, joins neither. Ties go to the smaller cluster numbers, so the order of the input is of no
    account.
    """
    between: Links = defaultdict(dict)
    for entry in neighbours:
        between[entry.cluster_a][entry.cluster_b] = (entry.support, entry.pairs)
        between[entry.cluster_b][entry.cluster_a] = (entry.support, entry.pairs)
    group = {cluster: cluster for cluster in between}
    for pair in _ambiguous(between, indistinct):
        _forbid(between, *pair)
    while True:
        best = _best(between)
        if best is None:
            return group
        kept, gone = best
        _join(between, kept, gone)
        group = {cluster: kept if named == gone else named for cluster, named in group.items()}


def _average(link: tuple[float, int]) -> float:
    support, pairs = link
    return support / pairs


def _ambiguous(between: Links, indistinct: Set[int]) -> list[tuple[int, int]]:
    """Links of indistinct clusters with a rival link as good, to a cluster that speaks against the first."""
    return [
        (cluster, other)
        for cluster, links in between.items()
        if cluster in indistinct
        for other, link in links.items()
        if link[0] > 0
        and any(
            rival_link[0] > 0
            and between[other].get(rival, (-1.0, 1))[0] <= 0
            and _average(link) < _average(rival_link) + MARGIN
            for rival, rival_link in links.items()
            if rival != other
        )
    ]


def _forbid(between: Links, one: int, other: int) -> None:
    """Make the link speak against joining as loudly as it spoke for it."""
    support, pairs = between[one][other]
    between[one][other] = between[other][one] = (-abs(support), pairs)


def _best(between: Links) -> tuple[int, int] | None:
    """The two groups with the highest average above zero."""
    candidates = [
        (-_average(link), one, other)
        for one, others in between.items()
        for other, link in others.items()
        if one < other and link[0] > 0
    ]
    if not candidates:
        return None
    _, one, other = min(candidates)
    return one, other


def _join(between: Links, kept: int, gone: int) -> None:
    """Let `kept` take over what `gone` had."""
    for other, (support, pairs) in between.pop(gone).items():
        del between[other][gone]
        if other == kept:
            continue
        known_support, known_pairs = between[kept].get(other, (0.0, 0))
        joined = (known_support + support, known_pairs + pairs)
        between[kept][other] = joined
        between[other][kept] = joined

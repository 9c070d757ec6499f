"""Explains why two records are one person, or why they are not.

Data flow: schema identity (warehouse or publication) and two names of records in, an `Explanation` out: the
path of links, each with its rule, or what keeps the two apart (explain_apart.py). Values are masked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from ingestion.errors import KithError
from kith.identity.decisions import Decision
from kith.identity.explain_apart import explain_apart
from kith.identity.explain_decisions import (
    WITHDRAWN,
    DecidedPairs,
    decided_between,
    decided_so,
    joined_by,
    names_of,
    with_companions,
)
from kith.identity.explanation import DECIDED, Explanation, Link, SharedName
from kith.identity.lookup import Record, find_records, masked_name
from kith.identity.masking import mask
from kith.identity.reading import open_for_reading
from kith.identity.waterfall import Waterfall
from kith.reporting_zone import at_home, reporting_zone

# a publication of an older Kith knows no likely links
_EDGES = """
    create or replace temp view explained_edges as
    select *
    from (select cast(null as double) as probability, cast(null as text) as evidence, cast(null as text) as guard)
    where false
    union all by name
    select * from identity.edges
"""


def explain(path: Path, one: str, other: str, decisions: Sequence[Decision] | None = None) -> Explanation:
    """Explain two records of a warehouse file or publication folder.

    one, other: each 'source:record_id', a record id that is unique, a customer_id (retired ones too), an
    e-mail address or a phone number, as a record writes it or internationally. decisions: those in force, None where
    they are not known; what they say of the two is named before all evidence, and what was decided since the
    file was built is said to come. Days are those of reporting_timezone. Raises UsageError when nothing
    answers to one of them.
    """
    connection = open_for_reading(path)
    try:
        connection.execute(_EDGES)
        zone = reporting_zone(connection)
        decided = None if decisions is None else [_seen_from(zone, decision) for decision in decisions]
        from_records = find_records(connection, one, "first")
        to_records = find_records(connection, other, "second")
        found = _explained(connection, from_records, to_records, decided)
        links = [link.seen_from(zone) for link in found.path]
        return replace(
            found, path=links, shared=(_shared_name(one, from_records), _shared_name(other, to_records))
        )
    finally:
        connection.close()


def _seen_from(zone: ZoneInfo, decision: Decision) -> Decision:
    """The decision with its time as the clocks of `zone` show it."""
    return replace(
        decision, decided_at=at_home(datetime.fromisoformat(decision.decided_at), zone).isoformat()
    )


def _explained(
    connection: duckdb.DuckDBPyConnection,
    from_records: list[Record],
    to_records: list[Record],
    decisions: Sequence[Decision] | None,
) -> Explanation:
    """Of the customers that the two names mean: one that both mean, else the first of each."""
    both = {record.customer_id for record in from_records} & {record.customer_id for record in to_records}
    ones = _of_customer(from_records, min(both, default=from_records[0].customer_id))
    others = _of_customer(to_records, min(both, default=to_records[0].customer_id))
    explained = _linked if both else explain_apart
    return explained(connection, ones, others, decisions)


def _of_customer(records: list[Record], customer_id: str) -> list[Record]:
    return [record for record in records if record.customer_id == customer_id]


def _shared_name(name: str, meant: list[Record]) -> SharedName | None:
    """The name with all customers that it means, where they are several."""
    records: dict[str, list[str]] = defaultdict(list)
    for record in sorted(meant, key=lambda record: (record.customer_id, record.label)):
        records[record.customer_id].append(record.label)
    return SharedName(masked_name(name), dict(records)) if len(records) > 1 else None


def _linked(
    connection: duckdb.DuckDBPyConnection,
    starts: list[Record],
    ends: list[Record],
    decisions: Sequence[Decision] | None,
) -> Explanation:
    same = next((record for record in starts if record in ends), None)
    if same is None:
        one, other, path = _shortest_path(connection, starts, ends)
    else:
        # Both names are on one record. What else they are on hangs together by these links.
        one = other = same
        more = sorted({*starts, *ends} - {same})
        paths = [_shortest_path(connection, [same], [record])[2] for record in more]
        path = list(dict.fromkeys(link for links in paths for link in links))
    customers = (one.customer_id, other.customer_id)
    found = Explanation((one.label, other.label), customers, True, True, path, changes=_to_part(path, other))
    if decisions is None:
        return found
    asked = decided_between(decisions, "never", names_of(starts), names_of(ends))
    everybody = with_companions(connection, starts)
    to_part = asked.with_rest(decided_between(decisions, "never", everybody, everybody).decisions)
    return _as_decided(found, to_part, decisions)


def _as_decided(found: Explanation, to_part: DecidedPairs, decisions: Sequence[Decision]) -> Explanation:
    """Two that are one person still, with who decided what of them, and what the next run makes of it."""
    joining = [
        joined_by(decisions, link.from_record, link.to_record) if link.rule == DECIDED else None
        for link in found.path
    ]
    path = [
        replace(link, decided_so=decided_so(decision)) if decision else link
        for link, decision in zip(found.path, joining, strict=True)
    ]
    is_withdrawn = any(link.rule == DECIDED and not link.decided_so for link in path)
    to_join = DecidedPairs(tuple(decision for decision in joining if decision))
    return replace(
        found,
        path=path,
        reasons=to_part.pending("one person") or ([WITHDRAWN] if is_withdrawn else []),
        changes=to_part.way_back() or to_join.way_back() or found.changes,
    )


def _to_part(path: list[Link], asked: Record) -> list[str]:
    """What would part the two: the record that was asked about is taken out, not one that the path runs over."""
    return [f'If that is wrong: `kith identity unmerge {asked.label} --why "…"`.'] if path else []


def _shortest_path(
    connection: duckdb.DuckDBPyConnection, starts: list[Record], ends: list[Record]
) -> tuple[Record, Record, list[Link]]:
    """The accepted links whose weakest is strongest, since all hangs on that one; of such paths the shortest."""
    links = _links_of(connection, starts[0].customer_id, [record.label for record in [*starts, *ends]])
    weakest = _strength_needed(links, starts, ends)
    by_label = {record.label: record for record in [*starts, *ends]}
    targets = {record.label for record in ends}
    reached: dict[str, Link | None] = {record.label: None for record in starts}
    waiting = [record.label for record in starts]
    for label in waiting:
        if label in targets:
            path: list[Link] = []
            step = reached[label]
            while step is not None:
                path.insert(0, step)
                step = reached[step.from_record]
            first = path[0].from_record if path else label
            return by_label[first], by_label[label], path
        for link in links.get(label, []):
            if link.to_record not in reached and link.strength <= weakest:
                reached[link.to_record] = link
                waiting.append(link.to_record)
    raise KithError(
        f"{starts[0].label} and {ends[0].label} are one customer, but links that join them are missing in "
        "identity.edges: build it anew with `kith run --full-refresh`."
    )


def _strength_needed(
    links: dict[str, list[Link]], starts: list[Record], ends: list[Record]
) -> tuple[int, float]:
    """Strength of the weakest link that a path cannot do without."""
    targets = {record.label for record in ends}
    waiting = [((-1, 0.0), record.label) for record in sorted(starts)]
    settled: set[str] = set()
    strength = (-1, 0.0)
    while waiting and not settled & targets:
        strength, label = heappop(waiting)
        settled.add(label)
        for link in links.get(label, []):
            if link.to_record not in settled:
                heappush(waiting, (max(strength, link.strength), link.to_record))
    return strength


def _links_of(
    connection: duckdb.DuckDBPyConnection, customer_id: str, named: list[str]
) -> dict[str, list[Link]]:
    """Accepted links by record. A device lies on a path only if it is `named`: what it joins has a link of its own."""
    rows = connection.execute(
        """
        select edges.source_a || ':' || edges.record_id_a, edges.source_b || ':' || edges.record_id_b,
            edges.rule, edges.identifier_kind, edges.identifier_value, edges.first_seen_at, edges.probability,
            edges.evidence
        from explained_edges as edges
        inner join identity.record_customers as owner
            on owner.source = edges.source_b and owner.entity = edges.entity_b
            and owner.record_id = edges.record_id_b
        where edges.is_accepted and owner.customer_id = $customer_id
            and (
                edges.entity_a <> 'devices'
                or list_contains($named, edges.source_a || ':' || edges.record_id_a)
            )
        order by all
        """,
        {"customer_id": customer_id, "named": named},
    ).fetchall()
    links: dict[str, list[Link]] = {}
    for one, other, rule, kind, value, first_seen_at, probability, evidence in rows:
        shown = value and mask(kind, value)
        waterfall = Waterfall.parse(evidence, probability) if evidence else None
        links.setdefault(one, []).append(Link(one, other, rule, kind, shown, first_seen_at, waterfall))
        links.setdefault(other, []).append(Link(other, one, rule, kind, shown, first_seen_at, waterfall))
    return {
        record: sorted(found, key=lambda link: (link.strength, link.to_record))
        for record, found in links.items()
    }

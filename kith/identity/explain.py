"""Explains why two records are one person, or why they are not.

Data flow: schema identity (warehouse or publication) and two names of records in, an `Explanation` out: the
path of links, each with its rule, or the guard that stopped it, or the evidence that is missing. Values are
masked.
"""

from heapq import heappop, heappush
from pathlib import Path

import duckdb

from kith.identity.explanation import Explanation, Link
from kith.identity.guards.pairs import SENTENCES
from kith.identity.lookup import Record, find_records
from kith.identity.masking import mask
from kith.identity.reading import open_for_reading
from kith.identity.waterfall import Waterfall

STATUS_SENTENCES = {
    "role": "is a role mailbox",
    "hub": "is shared by too many people",
    "placeholder": "is a placeholder",
}
OTHER_LINKS = "other links stand against it"
# a publication of an older Kith knows no likely links
_EDGES = """
    create or replace temp view explained_edges as
    select * from (select cast(null as double) as probability, cast(null as text) as evidence) where false
    union all by name
    select * from identity.edges
"""
SHARED_DEVICE = "the device is used by several people: it belongs to none of them"


def explain(path: Path, one: str, other: str) -> Explanation:
    """Explain two records of a warehouse file or publication folder.

    one, other: each 'source:record_id', a record id that is unique, a customer_id (retired ones too), an
    e-mail address or a phone number, as a record writes it or internationally. Raises UsageError when nothing
    answers to one of them.
    """
    connection = open_for_reading(path)
    try:
        connection.execute(_EDGES)
        from_records = find_records(connection, one, "first")
        to_records = find_records(connection, other, "second")
        shared = {record.customer_id for record in from_records} & {
            record.customer_id for record in to_records
        }
        if shared:
            customer_id = min(shared)
            return _linked(
                connection,
                [record for record in from_records if record.customer_id == customer_id],
                [record for record in to_records if record.customer_id == customer_id],
            )
        return _apart(connection, from_records, to_records)
    finally:
        connection.close()


def _linked(connection: duckdb.DuckDBPyConnection, starts: list[Record], ends: list[Record]) -> Explanation:
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
    return Explanation((one.label, other.label), customers, True, True, path, changes=_to_part(path))


def _to_part(path: list[Link]) -> list[str]:
    """What would part the two: the weakest link is the one to look at."""
    weakest = max(path, key=lambda link: link.strength, default=None)
    if weakest is None:
        return []
    return [f'If that is wrong: `kith identity unmerge {weakest.to_record} --why "…"`.']


def _shortest_path(
    connection: duckdb.DuckDBPyConnection, starts: list[Record], ends: list[Record]
) -> tuple[Record, Record, list[Link]]:
    """The accepted links whose weakest is strongest, since all hangs on that one; of such paths the shortest."""
    links = _links_of(connection, starts[0].customer_id)
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
    raise AssertionError("one customer, but no path of accepted links: identity.edges is incomplete")


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


def _links_of(connection: duckdb.DuckDBPyConnection, customer_id: str) -> dict[str, list[Link]]:
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
        order by all
        """,
        {"customer_id": customer_id},
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


def _apart(connection: duckdb.DuckDBPyConnection, ones: list[Record], others: list[Record]) -> Explanation:
    one, other = ones[0], others[0]
    households = {
        household
        for (household,) in connection.execute(
            "select household_id from identity.customers where customer_id in ($one, $other)",
            {"one": one.customer_id, "other": other.customer_id},
        ).fetchall()
    }
    likeliest = _likeliest(connection, one, other)
    reasons = _stopped(connection, one, other) + _worthless(connection, one, other)
    return Explanation(
        (one.label, other.label),
        (one.customer_id, other.customer_id),
        False,
        len(households) == 1 and None not in households,
        reasons=reasons or _missing(connection, one, other),
        waterfall=likeliest,
        changes=_to_join(one, other, likeliest),
    )


def _to_join(one: Record, other: Record, likeliest: Waterfall | None) -> list[str]:
    """What would join the two."""
    wanted = "a login, an e-mail address or a phone number that both have and no guard stands against"
    if likeliest:
        against = [step.words for step in likeliest.steps if step.bits < 0]
        wanted += f"; or that these did not speak against it: {', '.join(against)}" if against else ""
    return [
        f"What would join them: {wanted}.",
        f'If you know better: `kith identity merge {one.label} {other.label} --why "…"`.',
    ]


def _likeliest(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> Waterfall | None:
    """The waterfall of the likeliest pair of their records that was not joined."""
    found = connection.execute(
        """
        select edges.evidence, edges.probability
        from explained_edges as edges
        inner join identity.record_customers as left_owner
            on left_owner.source = edges.source_a and left_owner.entity = edges.entity_a
            and left_owner.record_id = edges.record_id_a
        inner join identity.record_customers as right_owner
            on right_owner.source = edges.source_b and right_owner.entity = edges.entity_b
            and right_owner.record_id = edges.record_id_b
        where edges.evidence is not null
            and least(left_owner.customer_id, right_owner.customer_id) = least($one, $other)
            and greatest(left_owner.customer_id, right_owner.customer_id) = greatest($one, $other)
        order by edges.probability desc, edges.evidence
        limit 1
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    return Waterfall.parse(*found[0]) if found else None


def _stopped(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """Links between the two customers that a guard stopped."""
    rows = connection.execute(
        """
        select distinct identifier_kind, identifier_value, guard
        from identity.review
        where customer_id_a = least($one, $other) and customer_id_b = greatest($one, $other)
        order by all
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    return [
        f"Both have the {kind} {mask(kind, value)}, but {SENTENCES.get(guard, OTHER_LINKS)}."
        if value
        else f"A record of one may be the other's, but {SENTENCES.get(guard, OTHER_LINKS)}."
        for kind, value, guard in rows
    ]


def _worthless(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """Values that both customers have and that prove nothing, and devices that both have used."""
    rows = connection.execute(
        """
        with own as ( select identifiers.identifier_kind, identifiers.identifier_value, identifiers.status,
        owner.customer_id from identity.identifiers as identifiers inner join identity.record_customers as
        owner using (source, entity, record_id) where owner.customer_id in ($one, $other) and
        identifiers.status not in ('links', 'evidence') )

        select identifier_kind, identifier_value, min(status)
        from own
        group by identifier_kind, identifier_value
        having count(distinct customer_id) = 2
        order by all
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    devices = connection.execute(
        """
        select edges.record_id_a
        from explained_edges as edges
        inner join identity.record_customers as owner
            on owner.source = edges.source_b and owner.entity = edges.entity_b
            and owner.record_id = edges.record_id_b
        where edges.entity_a = 'devices' and owner.customer_id in ($one, $other)
        group by edges.record_id_a
        having count(distinct owner.customer_id) = 2
        order by edges.record_id_a
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    return [
        f"Both have the {kind} {mask(kind, value)}, but it {STATUS_SENTENCES[status]}."
        for kind, value, status in rows
    ] + [
        f"Both were seen on the device {mask('device', device)}, but {SHARED_DEVICE}."
        for (device,) in devices
    ]


def _missing(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """What each of the two has, when they share nothing at all."""
    kinds = {
        record: [
            kind
            for (kind,) in connection.execute(
                """
                select distinct identifier_kind
                from identity.identifiers as identifiers
                inner join identity.record_customers as owner using (source, entity, record_id)
                where owner.customer_id = $customer_id and identifiers.status = 'links'
                order by identifier_kind
                """,
                {"customer_id": record.customer_id},
            ).fetchall()
        ]
        for record in (one, other)
    }
    return [
        "They share no login, e-mail address, phone number or device.",
        *(
            f"{record.label} is known by: {', '.join(found) or 'nothing that links'}."
            for record, found in kinds.items()
        ),
    ]

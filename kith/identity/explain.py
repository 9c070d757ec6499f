"""Explains why two records are one person, or why they are not.

Data flow: schema identity (warehouse or publication) and two names of records in, an `Explanation` out: the
path of links, each with its rule, or the guard that stopped it, or the evidence that is missing. Values are
masked.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from kith.identity.guards.pairs import SENTENCES
from kith.identity.lookup import Record, find_records
from kith.identity.masking import mask
from kith.identity.reading import open_for_reading

STATUS_SENTENCES = {
    "role": "is a role mailbox",
    "hub": "is shared by too many people",
    "placeholder": "is a placeholder",
}
OTHER_LINKS = "other links stand against it"
SHARED_DEVICE = "the device is used by several people: it belongs to none of them"


@dataclass(frozen=True)
class Link:
    """One step of a path: from one record to the next, why, and since when (null: the sources do not say)."""

    from_record: str
    to_record: str
    rule: str
    identifier_kind: str
    identifier_value: str
    first_seen_at: datetime | None


@dataclass(frozen=True)
class Explanation:
    """Why two records are, or are not, one person. customers: the id of each of the two."""

    records: tuple[str, str]
    customers: tuple[str, str]
    is_one_person: bool
    is_one_household: bool
    path: list[Link] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for --json; times as ISO 8601 text."""
        plain = asdict(self)
        for link in plain["path"]:
            link["first_seen_at"] = link["first_seen_at"] and link["first_seen_at"].isoformat()
        return plain

    def as_text(self) -> str:
        """The explanation in sentences."""
        one, other = self.records
        if self.is_one_person:
            head = f"Both names stand on {one}, of" if one == other else f"{one} and {other} are one person,"
            lines = [f"{head} {self.customers[0]}."]
            lines += [
                f"  {link.from_record} = {link.to_record}: {link.rule} ({link.identifier_value})"
                + (f", since {link.first_seen_at:%Y-%m-%d}" if link.first_seen_at else "")
                for link in self.path
            ]
        else:
            lines = [f"{one} ({self.customers[0]}) and {other} ({self.customers[1]}) are two people."]
            lines += [f"  {reason}" for reason in self.reasons]
            if self.is_one_household:
                lines.append("  They live in one household.")
        return "\n".join(lines)


def explain(path: Path, one: str, other: str) -> Explanation:
    """Explain two records of a warehouse file or publication folder.

    one, other: each 'source:record_id', a record id that is unique, a customer_id (retired ones too), an
    e-mail address or a phone number, as a record writes it or internationally. Raises UsageError when nothing
    answers to one of them.
    """
    connection = open_for_reading(path)
    try:
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
    return Explanation((one.label, other.label), customers, True, True, path)


def _shortest_path(
    connection: duckdb.DuckDBPyConnection, starts: list[Record], ends: list[Record]
) -> tuple[Record, Record, list[Link]]:
    """Breadth first over the customer's accepted links; links and records in a fixed order, so one answer."""
    links = _links_of(connection, starts[0].customer_id)
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
            if link.to_record not in reached:
                reached[link.to_record] = link
                waiting.append(link.to_record)
    raise AssertionError("one customer, but no path of accepted links: identity.edges is incomplete")


def _links_of(connection: duckdb.DuckDBPyConnection, customer_id: str) -> dict[str, list[Link]]:
    rows = connection.execute(
        """
        select edges.source_a || ':' || edges.record_id_a, edges.source_b || ':' || edges.record_id_b,
            edges.rule, edges.identifier_kind, edges.identifier_value, edges.first_seen_at
        from identity.edges as edges
        inner join identity.record_customers as owner
            on owner.source = edges.source_b and owner.entity = edges.entity_b
            and owner.record_id = edges.record_id_b
        where edges.is_accepted and owner.customer_id = $customer_id
        order by all
        """,
        {"customer_id": customer_id},
    ).fetchall()
    links: dict[str, list[Link]] = {}
    for one, other, rule, kind, value, first_seen_at in rows:
        shown = mask(kind, value)
        links.setdefault(one, []).append(Link(one, other, rule, kind, shown, first_seen_at))
        links.setdefault(other, []).append(Link(other, one, rule, kind, shown, first_seen_at))
    return links


def _apart(connection: duckdb.DuckDBPyConnection, ones: list[Record], others: list[Record]) -> Explanation:
    one, other = ones[0], others[0]
    households = {
        household
        for (household,) in connection.execute(
            "select household_id from identity.customers where customer_id in ($one, $other)",
            {"one": one.customer_id, "other": other.customer_id},
        ).fetchall()
    }
    reasons = _stopped(connection, one, other) + _worthless(connection, one, other)
    return Explanation(
        (one.label, other.label),
        (one.customer_id, other.customer_id),
        False,
        len(households) == 1 and None not in households,
        reasons=reasons or _missing(connection, one, other),
    )


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
        for kind, value, guard in rows
    ]


def _worthless(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """Values that both customers have and that prove nothing, and devices that both have used."""
    rows = connection.execute(
        """
        with own as ( select identifiers.identifier_kind, identifiers.identifier_value, identifiers.status,
        owner.customer_id from identity.identifiers as identifiers inner join identity.record_customers as
        owner using (source, entity, record_id) where owner.customer_id in ($one, $other) and
        identifiers.status <> 'links' )

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
        from identity.edges as edges
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

"""Finds records by any name a person may give them: record, customer id, e-mail address, phone number."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from ingestion.errors import UsageError
from kith.identity.masking import mask
from kith.identity.normalise import readable_domain, reference_rows

_FEWEST_DIGITS = 6  # of a phone number
START_SHOWN = (
    10  # characters of a customer_id that briefings print: they tell a hundred thousand people apart
)


@dataclass(frozen=True, order=True)
class Record:
    """A source record and whose it is. label: 'source:record_id'."""

    label: str
    customer_id: str
    entity: str


def find_records(connection: duckdb.DuckDBPyConnection, name: str, which: str | None = None) -> list[Record]:
    """Every record that `name` means, in a fixed order; raises UsageError when there is none.

    `which` tells the name from others in that error: "first".
    """
    for condition, value in _readings(name.strip()):
        rows = connection.execute(
            f"""
            select distinct owner.source || ':' || owner.record_id as label, owner.customer_id, owner.entity
            from identity.record_customers as owner
            left join identity.redirects as redirects
                on redirects.living_customer_id = owner.customer_id and redirects.until is null
            left join identity.identifiers as identifiers
                on identifiers.source = owner.source and identifiers.entity = owner.entity
                and identifiers.record_id = owner.record_id
            where {condition}
            order by owner.entity desc, label
            """,
            {"value": value},
        ).fetchall()
        if rows:
            return [Record(*row) for row in rows]
    started = customers_by_start(connection, name)
    if len(started) == 1:
        return find_records(connection, started[0])
    raise nobody(name, which)


def linked_records(
    connection: duckdb.DuckDBPyConnection, record: Record, without: Collection[frozenset[str]]
) -> set[str]:
    """Labels of the records that links which hold join `record` to, directly or by others.

    without: pairs of labels whose decision is taken back, so that it joins them no longer.
    """
    rows = connection.execute(
        """
        select edges.source_a || ':' || edges.record_id_a, edges.source_b || ':' || edges.record_id_b, edges.rule
        from identity.edges as edges
        inner join identity.record_customers as owner
            on owner.source = edges.source_a and owner.entity = edges.entity_a
            and owner.record_id = edges.record_id_a
        where edges.is_accepted and edges.entity_a = 'profiles' and owner.customer_id = $customer_id
        """,
        {"customer_id": record.customer_id},
    ).fetchall()
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other, rule in rows:
        if rule != "decided" or frozenset((one, other)) not in without:
            neighbours[one].add(other)
            neighbours[other].add(one)
    reached, waiting = {record.label}, [record.label]
    for label in waiting:
        waiting += neighbours[label] - reached
        reached |= neighbours[label]
    return reached - {record.label}


def pairs_joined_by_decision(connection: duckdb.DuckDBPyConnection) -> set[frozenset[str]]:
    """Labels of each two records by whose decision a run made one customer of two, or moved one to another."""
    rows = connection.execute(
        """
        select source_a || ':' || record_id_a, source_b || ':' || record_id_b
        from identity.events
        where cause = 'decision' and kind in ('merge', 'move')
        """
    ).fetchall()
    return {frozenset(row) for row in rows}


def customers_by_start(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Living customers whose id begins so, as a briefing prints it; none for fewer characters than that."""
    start = name.strip()
    if not re.fullmatch(rf"c_\w{{{START_SHOWN - 2},}}", start):
        return []
    found = connection.execute(
        "select distinct customer_id from identity.record_customers where starts_with(customer_id, $start) order by 1",
        {"start": start},
    ).fetchall()
    return [str(customer_id) for (customer_id,) in found if customer_id != start]


def nobody(name: str, which: str | None = None, takes_names: bool = False) -> UsageError:
    """What every command says of a name that nobody goes by; an address or a number is masked in it.

    takes_names: whether the command would have taken the whole name of a person.
    """
    shown = masked_name(name)
    the_name = f", the {which} of the two" if which else ""
    whole_name = " a whole name," if takes_names else ""
    return UsageError(
        f"Nobody in the publication goes by {shown!r}{the_name}: give a customer_id, an e-mail address, a phone "
        f"number,{whole_name} or source:record_id such as stripe:cus_123."
    )


def masked_name(name: str) -> str:
    """A name as it may be shown: ids as they are, an address or a number masked."""
    kind = "email" if "@" in name else "phone" if _is_phone(name) else None
    return mask(kind, name.strip()) if kind else name


def customers_with_phone(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Customers with a phone number, written as a record writes it or internationally; none if it is no number."""
    if not _is_phone(name):
        return []
    condition, value = _phone_reading(name.strip())
    found = connection.execute(
        f"""
        select distinct owner.customer_id
        from identity.record_customers as owner
        left join identity.identifiers as identifiers using (source, entity, record_id)
        where {condition}
        order by owner.customer_id
        """,
        {"value": value},
    ).fetchall()
    return [str(customer_id) for (customer_id,) in found]


def _readings(name: str) -> list[tuple[str, str]]:
    """Conditions to try in turn, the most exact first, each with the value it asks for."""
    readings = [
        ("owner.customer_id = $value", name),
        ("redirects.customer_id = $value", name),
        ("owner.source || ':' || owner.record_id = $value", name),
        ("owner.record_id = $value", name),
    ]
    if "@" in name:
        readings.append(
            (
                "identifiers.identifier_kind = 'email' and identifiers.identifier_value = $value",
                canonical_email(name),
            )
        )
    if _is_phone(name):
        readings.append(_phone_reading(name))
    return readings


def _is_phone(name: str) -> bool:
    is_written_so = re.fullmatch(r"\+?[0-9 ()./-]+", name.strip()) is not None
    return is_written_so and len(_digits(name)) >= _FEWEST_DIGITS


def _digits(name: str) -> str:
    return re.sub(r"[^0-9]", "", name)


def _phone_reading(name: str) -> tuple[str, str]:
    """A number with + or 00 is one number; a national one is that of any country, or what a record has as it is."""
    digits = _digits(name)
    if name.startswith("+") or digits.startswith("00"):
        return (
            "identifiers.identifier_kind = 'phone' and identifiers.identifier_value = $value",
            "+" + (digits if name.startswith("+") else digits[2:]),
        )
    condition = (
        "(identifiers.identifier_kind = 'phone'"
        " and ends_with(identifiers.identifier_value, ltrim($value, '0'))"
        " and length(identifiers.identifier_value) - length(ltrim($value, '0')) between 2 and 4"
        " or regexp_replace(owner.phone, '[^0-9]', '', 'g') = $value)"
    )
    return condition, digits


def canonical_email(address: str) -> str:
    """The form of an address that identifiers hold: lower case, by its provider's rules for dots and tags."""
    local_part, _, written = address.lower().rpartition("@")
    domain = readable_domain(written)
    for provider in reference_rows("email_providers"):
        if provider["domain"] == domain:
            bare = local_part.split(provider["tag_separator"])[0]
            bare = bare.replace(".", "") if provider["drops_dots"] == "true" else bare
            return f"{bare or local_part}@{provider['canonical_domain']}"
    return f"{local_part}@{domain}"

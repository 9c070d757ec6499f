"""Finds records by any name a person may give them: record, customer id, e-mail address, phone number."""

import re
from dataclasses import dataclass

import duckdb

from ingestion.errors import UsageError
from kith.identity.masking import mask
from kith.identity.normalise import reference_rows


@dataclass(frozen=True, order=True)
class Record:
    """A source record and whose it is. label: 'source:record_id'."""

    label: str
    customer_id: str
    entity: str


def find_records(connection: duckdb.DuckDBPyConnection, name: str) -> list[Record]:
    """Every record that `name` means, in a fixed order; raises UsageError when there is none."""
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
    shown = mask("email", name) if "@" in name else name
    raise UsageError(
        f"{shown!r} names no record: give source:record_id, a customer_id, an e-mail or a phone."
    )


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
    if re.fullmatch(r"\+[0-9 ()./-]+", name):
        digits = "+" + re.sub(r"[^0-9]", "", name)
        readings.append(
            ("identifiers.identifier_kind = 'phone' and identifiers.identifier_value = $value", digits)
        )
    return readings


def canonical_email(address: str) -> str:
    """The form of an address that identifiers hold: lower case, by its provider's rules for dots and tags."""
    local_part, _, domain = address.lower().rpartition("@")
    for provider in reference_rows("email_providers"):
        if provider["domain"] == domain:
            bare = local_part.split(provider["tag_separator"])[0]
            bare = bare.replace(".", "") if provider["drops_dots"] == "true" else bare
            return f"{bare or local_part}@{provider['canonical_domain']}"
    return f"{local_part}@{domain}"

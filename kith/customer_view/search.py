"""Whom a customer_id, an e-mail address, a phone number, a record or a full name names."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ingestion.errors import KithError
from kith.customer_view.rows import has, rows
from kith.identity.lookup import canonical_email, customers_by_start, customers_with_phone, nobody

_MOST_NAMED = 5  # customers that share an address
_MOST_REDIRECTS = 100  # a chain of merges this long is a ring


@dataclass(frozen=True)
class Found:
    """A living customer, and the retired id that was asked for, if it was one."""

    customer_id: str
    redirected_from: str | None = None


def find_customer(connection: duckdb.DuckDBPyConnection, who: str) -> Found:
    """The customer that `who` names: a customer_id (a retired one, or a start as briefings print it), source:record, an
    e-mail in any case, a phone, or a whole name.

    Raises UsageError for nobody, KithError for an address, number or name that several customers share, with
    their ids.
    """
    asked = who.strip()
    if _is_living(connection, asked):
        return Found(asked)
    living = _living_id(connection, asked)
    if living:
        return Found(living, redirected_from=asked)
    found = (
        _by_record(connection, asked)
        or _by_email(connection, asked)
        or _by_phone(connection, asked)
        or customers_by_start(connection, asked)
        or _by_name(connection, asked)
    )
    if not found:
        raise nobody(asked, takes_names=True)
    if len(found) > 1:
        more = ", …" if len(found) > _MOST_NAMED else ""
        raise KithError(
            f"{len(found)} customers share that address, number, name or start of an id; name one:"
            f" {', '.join(found[:_MOST_NAMED])}{more}."
        )
    return Found(found[0])


def _is_living(connection: duckdb.DuckDBPyConnection, customer_id: str) -> bool:
    return bool(rows(connection, "select 1 from marts.dim_customers where customer_id = ?", customer_id))


def _living_id(connection: duckdb.DuckDBPyConnection, retired: str) -> str | None:
    """The end of the chain of redirects that stand today."""
    current, steps = retired, 0
    while steps < _MOST_REDIRECTS:
        following = rows(
            connection,
            "select living_customer_id from marts.dim_customer_redirects where customer_id = ?"
            " order by until is null desc, since desc limit 1",
            current,
        )
        if not following:
            return None
        current, steps = str(following[0]["living_customer_id"]), steps + 1
        if _is_living(connection, current):
            return current
    return None


def _by_record(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """`source:record_id`; the record id may hold colons itself."""
    source, colon, record_id = asked.partition(":")
    if not colon:
        return []
    found = rows(
        connection,
        "select customer_id from marts.bridge_customer_records where source = ? and record_id = ?"
        " and customer_id is not null order by is_current desc, entity desc, valid_from desc limit 1",
        source,
        record_id,
    )
    return [str(row["customer_id"]) for row in found]


def _by_email(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """Everybody who has the address as golden value or in any record, whatever its letter case."""
    if "@" not in asked:
        return []
    places = ["select customer_id from marts.dim_customers where lower(email) = lower($1)"]
    if has(connection, "identity.record_customers", "email", "customer_id"):
        places.append(
            "select customer_id from identity.record_customers where lower(trim(email)) = lower($1)"
        )
    if has(connection, "identity.identifiers", "identifier_kind", "identifier_value"):
        places.append(
            "select customer_id from identity.identifiers join identity.record_customers"
            " using (source, entity, record_id) where identifier_kind = 'email' and identifier_value in (lower($1), $2)"
        )
    found = rows(
        connection,
        "select distinct customer_id, $2 as canonical from marts.dim_customers where customer_id in"
        f" ({' union all '.join(places)}) order by customer_id",
        asked,
        canonical_email(asked),
    )
    return [str(row["customer_id"]) for row in found]


def _by_phone(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """Everybody who has the number in any record, written in whatever way."""
    has_numbers = has(connection, "identity.identifiers", "identifier_kind", "identifier_value")
    if not (has_numbers and has(connection, "identity.record_customers", "phone", "customer_id")):
        return []
    return [found for found in customers_with_phone(connection, asked) if _is_living(connection, found)]


def _by_name(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """Everybody whose golden name is just that, whatever its letter case."""
    found = rows(
        connection,
        "select customer_id from marts.dim_customers"
        " where lower(coalesce(full_name, organisation_name)) = lower(?) order by customer_id",
        asked,
    )
    return [str(row["customer_id"]) for row in found]

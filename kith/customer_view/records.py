"""The records that are one customer, and what linked each of them to the others."""

from __future__ import annotations

import duckdb

from kith.customer_view.rows import Row, has, rows

RULE_WORDS = {
    "same_login": "login",
    "same_email": "e-mail",
    "same_email_sha256": "e-mail hash",
    "same_email_md5": "e-mail hash",
    "same_phone": "phone",
    "same_newsletter_click": "newsletter click",
    "same_device": "device",
    "one_login": "device login",
    "likely_match": "likeness",
    "decided": "somebody's decision",
}

_RECORDS = """
    select source, entity, record_id, valid_from, valid_to, is_current
    from marts.bridge_customer_records where customer_id = $1
    order by is_current desc, entity desc, valid_from nulls last, source, record_id
"""


def read_records(connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[Row]:
    """One line per record: where it stands, what it says of itself, and what links it (`linked_by`)."""
    found = rows(connection, _RECORDS, customer_id)
    said = _said_of_themselves(connection, customer_id)
    links = _links(connection, customer_id)
    for record in found:
        key = (record["source"], record["entity"], record["record_id"])
        record |= said.get(key, {"name": None, "email": None, "phone": None})
        record["linked_by"] = sorted(links.get(key, set()))
    return found


def _said_of_themselves(
    connection: duckdb.DuckDBPyConnection, customer_id: str
) -> dict[tuple[str, str, str], Row]:
    """Name, e-mail and phone as each record writes them; where identity keeps no names, its identifiers."""
    if has(connection, "identity.record_customers", "email", "phone", "first_name", "last_name", "full_name"):
        statement = (
            "select source, entity, record_id, email, phone,"
            " coalesce(full_name, nullif(concat_ws(' ', first_name, last_name), '')) as name"
            " from identity.record_customers where customer_id = $1"
        )
    elif has(connection, "identity.identifiers", "identifier_kind", "identifier_value"):
        statement = (
            "select source, entity, record_id, null as name,"
            " min(identifier_value) filter (where identifier_kind = 'email') as email,"
            " min(identifier_value) filter (where identifier_kind = 'phone') as phone"
            " from identity.identifiers join identity.record_customers using (source, entity, record_id)"
            " where customer_id = $1 and identifier_kind in ('email', 'phone') group by source, entity, record_id"
        )
    else:
        return {}
    return {
        (row["source"], row["entity"], row["record_id"]): {
            part: row[part] for part in ("name", "email", "phone")
        }
        for row in rows(connection, statement, customer_id)
    }


def _links(connection: duckdb.DuckDBPyConnection, customer_id: str) -> dict[tuple[str, str, str], set[str]]:
    """Rules of the accepted edges at each record of the customer, in words."""
    if not has(connection, "identity.edges", "source_a", "entity_a", "record_id_a", "rule"):
        return {}
    links: dict[tuple[str, str, str], set[str]] = {}
    for row in rows(
        connection,
        "select ends.source, ends.entity, ends.record_id, ends.rule from ("
        " select source_a as source, entity_a as entity, record_id_a as record_id, rule"
        " from identity.edges where is_accepted union select source_b, entity_b, record_id_b, rule"
        " from identity.edges where is_accepted) as ends"
        " semi join identity.record_customers as own on own.customer_id = $1 and"
        " own.source = ends.source and own.entity = ends.entity and own.record_id = ends.record_id",
        customer_id,
    ):
        key = (row["source"], row["entity"], row["record_id"])
        links.setdefault(key, set()).add(RULE_WORDS.get(row["rule"], row["rule"].replace("_", " ")))
    return links

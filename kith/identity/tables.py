"""The tables that identity hands on, schema `identity` of the private warehouse, and the state it keeps.

Data flow: `create_identity_tables` makes them empty (so that the transformation can refer to them before a
first run); `resolve` writes each of them whole in one transaction. Column types are the contract with dbt's
source `identity`.
"""

import duckdb

IDENTITY_TABLES: dict[str, dict[str, str]] = {
    "record_customers": {
        "source": "text",
        "entity": "text",
        "record_id": "text",
        "customer_id": "text",
        "customer_kind": "text",
        "is_described": "boolean",
        # what the record says of itself, as its source wrote it; null for devices and records only pointed to
        "email": "text",
        "phone": "text",
        "first_name": "text",
        "last_name": "text",
        "full_name": "text",
    },
    "record_spells": {
        "source": "text",
        "entity": "text",
        "record_id": "text",
        "customer_id": "text",
        "valid_from": "timestamp",
        "valid_to": "timestamp",
        "is_current": "boolean",
    },
    "login_customers": {"login_namespace": "text", "login_id": "text", "customer_id": "text"},
    "devices": {
        "source": "text",
        "device_id": "text",
        "customer_id": "text",
        "rule": "text",
        "is_shared": "boolean",
        "first_seen_at": "timestamp",
        "last_seen_at": "timestamp",
        "login_count": "bigint",
    },
    "customers": {
        "customer_id": "text",
        "customer_kind": "text",
        "household_id": "text",
        "founding_source": "text",
        "founding_entity": "text",
        "founding_record_id": "text",
        "generation": "bigint",
        # its own records carry two known first names that clearly differ; null where none carries any
        "names_clash": "boolean",
    },
    "redirects": {
        "customer_id": "text",
        "living_customer_id": "text",
        "since": "timestamp",
        "until": "timestamp",
    },
    "edges": {
        "source_a": "text",
        "entity_a": "text",
        "record_id_a": "text",
        "source_b": "text",
        "entity_b": "text",
        "record_id_b": "text",
        "rule": "text",
        "identifier_kind": "text",
        "identifier_value": "text",
        "first_seen_at": "timestamp",
        "is_accepted": "boolean",
        "guard": "text",
        # of likely links, and of what a guard stopped: the chance that both are one person, where it reaches `review`,
        # and the weights it comes from, as JSON
        "probability": "double",
        "evidence": "text",
    },
    "identifiers": {
        "source": "text",
        "entity": "text",
        "record_id": "text",
        "identifier_kind": "text",
        "identifier_value": "text",
        "status": "text",
        "first_seen_at": "timestamp",
    },
    "review": {
        "customer_id_a": "text",
        "customer_id_b": "text",
        "identifier_kind": "text",
        "identifier_value": "text",
        "guard": "text",
        "decision": "text",
        # of a value that proves nothing, which has no customers and makes no link: null
        "edge_count": "bigint",
        "first_seen_at": "timestamp",
        # the two records that are likeliest one person's, by what chance and weights; where no chance of `review` or
        # more was found, the reason itself is the evidence. Of a value: how many carry it
        "source_a": "text",
        "record_id_a": "text",
        "source_b": "text",
        "record_id_b": "text",
        "probability": "double",
        "evidence": "text",
    },
    # the model in force, one row: records it was trained on (0: the shipped weights), comparisons that no two
    # records could answer, and the share of likely pairs on which a model of today's records would decide otherwise
    "models": {"trained_on": "bigint", "fields_left_out": "text", "drift_share": "double"},
    "events": {
        "event_id": "text",
        "run_id": "text",
        "happened_at": "timestamp",
        "kind": "text",
        "customer_id": "text",
        "other_customer_id": "text",
        "cause": "text",
        # the link that joined (create, merge, move) or the decision that parted (split), and its two records; of a
        # move the first is the record that went. Null: there is none, or an older Kith wrote the row
        "edge_kind": "text",
        "source_a": "text",
        "record_id_a": "text",
        "source_b": "text",
        "record_id_b": "text",
    },
}


def create_identity_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schema `identity` with every table, empty where it does not exist yet; existing rows stay."""
    connection.execute("create schema if not exists identity")
    for table, columns in IDENTITY_TABLES.items():
        connection.execute(f"create table if not exists identity.{table} ({_columns(columns)})")


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Replace identity.<table> by `rows`, SQL naming every column; a fresh table keeps no deleted bytes."""
    connection.execute(f"create or replace table identity.{table} ({_columns(IDENTITY_TABLES[table])})")
    connection.execute(f"insert into identity.{table} by name {rows}")


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())

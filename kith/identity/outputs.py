"""Writes schema `identity` from the temp tables of a run: one SELECT a table, whether over all records or a part."""

import duckdb

from kith.identity.queries.run import query_text, run_query
from kith.identity.scope import EVERYTHING, Scope
from kith.identity.tables import IDENTITY_TABLES, create_identity_tables, replace_table

OF_CHOSEN = (
    "entity = 'profiles' and record_key(source, record_id) in (select record_key from chosen)"
    " or entity = 'devices' and record_key(source, record_id) in (select device_key from chosen_devices)"
)

OUTPUTS: dict[str, str] = {
    "redirects": "select customer_id, living_customer_id, since, until from redirects",
    "models": "select trained_on, fields_left_out, drift_share from models",
    "events": "select * from events",
}
"""SQL per table, where it is no more than a line; of the others it stands in queries/output_<table>.sql."""

OUTDATED: dict[str, str] = {
    "record_customers": OF_CHOSEN,
    "record_spells": OF_CHOSEN,
    "login_customers": "login_namespace || '|' || login_id in (select value from touched_logins)",
    "devices": "record_key(source, device_id) in (select device_key from chosen_devices)",
    "customers": "customer_id in (from touched_customers)",
    "redirects": "customer_id in (from touched_ids) or living_customer_id in (from touched_ids)",
    # a link never leaves its neighbourhood; to a device it belongs to the record
    "edges": "record_key(source_b, record_id_b) in (select record_key from chosen)",
    "identifiers": OF_CHOSEN,
    # what is said of a value is said of all its records
    "review": (
        "customer_id_a is null or customer_id_a in (from touched_customers)"
        " or customer_id_b in (from touched_customers)"
    ),
    "models": "true",
    "events": "false",
}
"""SQL per table: the rows whose place is taken by what a run over a part finds."""


def write_outputs(connection: duckdb.DuckDBPyConnection, scope: Scope = EVERYTHING) -> None:
    """Write every table of schema `identity`: all rows, or those of a part. Within the caller's transaction."""
    connection.execute(
        "create or replace temp table kinds as "
        "select members.customer_id, min(people.customer_kind) as customer_kind "
        "from members inner join people using (source, record_id) group by members.customer_id"
    )
    run_query(connection, "customer_names")
    run_query(connection, "stopped_links")
    create_identity_tables(connection)
    if not scope.is_part:
        for table in IDENTITY_TABLES:
            replace_table(connection, table, _rows(table))
        return
    run_query(connection, "touched_outputs")
    for table in IDENTITY_TABLES:
        connection.execute(f"delete from identity.{table} where {OUTDATED[table]}")
        connection.execute(f"insert into identity.{table} by name {_rows(table)}")
    run_query(connection, "devices_seen_again")


def _rows(table: str) -> str:
    return OUTPUTS.get(table) or query_text(f"output_{table}")

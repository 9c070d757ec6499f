"""Stable ids: a customer_id outlives rebuilds, shuffled input and added records.

Data flow: temp tables `clusters` and `people` and the registry's old_* tables in; cluster_ids, registry,
members, redirects and events out (queries/ids.sql, registry.sql, redirects.sql, event_links.sql,
events.sql).

Every id ever minted has one founding record, and its home is the cluster that holds it. So a merge retires
the younger id (the oldest lives, the other redirects), and a split gives a retired id back to the part with
its founding record. An id is 'c_' and 20 hex digits of HMAC-SHA256(secret,
source|entity|record_id|generation).
"""

from datetime import datetime

import duckdb

from kith.identity.queries.run import run_query
from kith.identity.settings import LEVELS

BLOCK_SIZE = 64


def install_key(connection: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Give SQL keyed_hash(text), HMAC-SHA256 in hex under `secret`, and keyed_name(text); no query holds the key.

    keyed_name is the inner half of the HMAC, at less than half its price: for values that stay in state/ and are only
    looked up there.
    """
    from hashlib import sha256

    key = (sha256(secret).digest() if len(secret) > BLOCK_SIZE else secret).ljust(BLOCK_SIZE, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)
    connection.execute("set variable inner_key = $inner", {"inner": inner})
    connection.execute("set variable outer_key = $outer", {"outer": outer})
    connection.execute(
        "create or replace temp macro keyed_name(value) as sha256(getvariable('inner_key') || encode(value))"
    )
    connection.execute(
        "create or replace temp macro keyed_hash(value) as"
        " sha256(getvariable('outer_key') || unhex(keyed_name(value)))"
    )


def assign_ids(connection: duckdb.DuckDBPyConnection, run_number: int, run_id: str, ran_at: datetime) -> None:
    """Create cluster_ids, registry, members, redirects, new_events and events for the clusters found."""
    kinds = [kind for _, level_kinds in LEVELS for kind in level_kinds]
    connection.execute("set variable kinds_by_strength = $kinds", {"kinds": kinds})
    connection.execute("set variable run_number = $number", {"number": run_number})
    connection.execute("set variable run_id = $run_id", {"run_id": run_id})
    connection.execute(
        "set variable ran_at = cast($moment as timestamp)", {"moment": ran_at.replace(tzinfo=None)}
    )
    for step in ("ids", "registry", "redirects", "event_links", "events"):
        run_query(connection, step)
    connection.execute(
        "create or replace temp table events as select * from old_events union all select * from new_events"
    )

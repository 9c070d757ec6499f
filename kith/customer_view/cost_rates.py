"""Which cost rates are the home's own and which are Kith's defaults.

Data flow: names of the files in home/costs -> `default_tables`; with rated ledger entries -> words on a page.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from kith.customer_view.rows import has, rows

# Cost table, the entry type it rates, and the word for that on a page.
_RATED = (
    ("default_margins", "cost_of_goods", "goods"),
    ("fulfilment_costs", "fulfilment", "fulfilment"),
    ("payment_fees", "payment_fee", "payment fees"),
    ("channel_commissions", "channel_commission", "commission"),
    ("support_costs", "support_cost", "support"),
    ("serving_costs", "service_cost", "serving"),
)
# Goods whose product has a cost of its own, from its feed, need no usual margin.
_RATED_ENTRIES = """
    select distinct entries.entry_type
    from marts.fct_ledger_entries as entries
    left join marts.dim_products as products
        on products.source = entries.source and products.product_id = entries.product_id
    where entries.customer_id = ? and entries.basis = 'rated'
        and (entries.entry_type <> 'cost_of_goods' or products.unit_cost is null)
"""
TABLES = (*(table for table, _, _ in _RATED), "send_costs", "ad_revenue", "country_groups")


def default_tables(home: Path) -> list[str]:
    """The cost tables that the home has no file for, so that Kith's own rates count."""
    return [table for table in TABLES if not (home / "costs" / f"{table}.csv").is_file()]


def default_costs(connection: duckdb.DuckDBPyConnection, customer_id: str, home: Path) -> list[str]:
    """The costs of a customer that no feed carried and that were rated with Kith's own rates."""
    if not has(connection, "marts.fct_ledger_entries", "customer_id", "entry_type", "basis", "product_id"):
        return []
    rated = {row["entry_type"] for row in rows(connection, _RATED_ENTRIES, customer_id)}
    defaults = default_tables(home)
    return [word for table, entry_type, word in _RATED if table in defaults and entry_type in rated]

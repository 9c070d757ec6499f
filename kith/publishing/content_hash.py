"""The content hash: what "equal" means everywhere in Kith.

Data flow: a schema of facts (normally `marts`) -> one canonical text a row -> 64 bits of MD5 a row -> a sum over
the rows -> one hexadecimal digest a table. A sum does not depend on the order of the rows and, unlike an
exclusive or, it sees a row that stands there twice.

Minted ids (customers, households) are replaced by the smallest (source, entity, record id) that they stand
for, so two builds that differ only in which id was minted are equal. Load times and run ids do not count.
Everything happens in SQL: ten million rows of twelve columns take 12 CPU-seconds and constant memory.

Run alone: `python -c "import duckdb, kith.publishing.content_hash as h;
print(h.content_hash(duckdb.connect('w.duckdb')))"`
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import duckdb

from ingestion.errors import KithError

# Columns that say when and by which run a row was made, not what is true.
_BOOKKEEPING_COLUMN = re.compile(r"^(loaded_at|run_id|load_\w+|_dlt_\w+|first_run_id|last_run_id)$")
_CUSTOMER_COLUMN = re.compile(r"(^|_)customer_id$")
_HOUSEHOLD_COLUMN = re.compile(r"(^|_)household_id$")

# What Kith believed at which run: a build in one go has no retired ids, one fed day by day has. Not content.
TABLES_WITHOUT_CONTENT = frozenset({"dim_customer_redirects"})

_ID_MAP = "content_hash_ids"


@dataclass(frozen=True)
class _Column:
    name: str
    type: str


def quoted(name: str) -> str:
    """`name` as an SQL identifier, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'


def tables_of(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """Names of the tables and views of a schema of the connection's own database, sorted."""
    rows = connection.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = current_database() and table_schema = ? order by table_name",
        [schema],
    ).fetchall()
    return [row[0] for row in rows]


def content_hash(connection: duckdb.DuckDBPyConnection, schema: str = "marts") -> dict[str, str]:
    """One digest per table of `schema`, equal exactly when the facts are equal (design, section 1).

    Returns {table name: 64 hexadecimal characters}. The connection may be read-only; a temporary table is
    made and dropped. Raises KithError where a table carries minted ids and the schema has nothing to resolve
    them with.
    """
    columns = _fact_columns(connection, schema)
    has_ids = any(_holds_minted_id(column.name) for found in columns.values() for column in found)
    try:
        if has_ids:
            _make_id_map(connection, schema)
        return {table: _hash_table(connection, schema, table, found) for table, found in columns.items()}
    finally:
        connection.execute(f"drop table if exists temp.{_ID_MAP}")


def _fact_columns(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, list[_Column]]:
    """Per table the columns that count, by name: their order in the table is no fact."""
    found: dict[str, list[_Column]] = {}
    for table, name, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_catalog = current_database() and table_schema = ? order by table_name, column_name",
        [schema],
    ).fetchall():
        if table not in TABLES_WITHOUT_CONTENT:
            columns = found.setdefault(table, [])
            if not _BOOKKEEPING_COLUMN.match(name):
                columns.append(_Column(name, kind))
    return found


def _holds_minted_id(name: str) -> bool:
    return bool(_CUSTOMER_COLUMN.search(name) or _HOUSEHOLD_COLUMN.search(name))


def _make_id_map(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Temporary table (minted_id, stands_for), one row per living, retired and household id."""
    present = set(tables_of(connection, schema))
    if "bridge_customer_records" not in present:
        raise KithError(
            f"Schema {schema} has customer ids but no bridge_customer_records, so its content cannot be"
            " compared; run the whole dbt project."
        )
    living = _living_ids_sql(quoted(schema))
    parts = ["select * from living"]
    if "dim_customers" in present:
        parts.append(
            "select customers.household_id, min(living.stands_for) from"
            f" {quoted(schema)}.dim_customers as customers"
            " join living on living.minted_id = customers.customer_id"
            " where customers.household_id is not null group by customers.household_id"
        )
    if "dim_customer_redirects" in present:
        parts.append(
            "select redirects.customer_id, min(living.stands_for) from"
            f" {quoted(schema)}.dim_customer_redirects as redirects"
            " join living on living.minted_id = redirects.living_customer_id"
            " where redirects.customer_id not in (select minted_id from living)"
            " group by redirects.customer_id"
        )
    connection.execute(
        f"create or replace temp table {_ID_MAP} as with living as ({living}) " + " union all ".join(parts)
    )


def _living_ids_sql(schema: str) -> str:
    """Smallest record of each customer; a record held now goes before one held in the past."""
    record = "source || chr(31) || entity || chr(31) || record_id"
    return (
        "select customer_id as minted_id,"
        f" coalesce(min({record}) filter (where is_current), min({record})) as stands_for"
        f" from {schema}.bridge_customer_records where customer_id is not null group by customer_id"
    )


def _hash_table(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, columns: list[_Column]
) -> str:
    """Digest of a table: its columns and types, its number of rows, and the sum of the rows' hashes."""
    joins, texts = [], []
    for position, column in enumerate(columns):
        source = f"facts.{quoted(column.name)}"
        if _holds_minted_id(column.name):
            alias = f"ids_{position}"
            joins.append(f"left join temp.{_ID_MAP} as {alias} on {alias}.minted_id = {source}")
            source = f"coalesce({alias}.stands_for, 'unknown ' || {source})"
        texts.append(_delimited(_canonical_text(source, column.type)))
    row_text = f"concat({', '.join(texts)})" if texts else "''"
    relation = f"{quoted(schema)}.{quoted(table)}"
    counts = connection.execute(
        "select count(*), sum(md5_number_lower(row_text))"
        f" from (select {row_text} as row_text from {relation} as facts {' '.join(joins)})"
    ).fetchall()[0]
    signature = [f"{column.name} {column.type}" for column in columns]
    return hashlib.sha256("\n".join([*signature, *map(str, counts)]).encode()).hexdigest()


def _delimited(text: str) -> str:
    """A value, its length in bytes (-1: null) and a mark: no two rows of different values give one text."""
    return f"{text}, ':', coalesce(strlen({text}), -1), ';'"


def _canonical_text(expression: str, kind: str) -> str:
    """SQL that writes a value as text, the same on every machine and under every session setting."""
    if kind in ("DOUBLE", "FLOAT"):  # nine significant digits; minus zero is zero
        return f"case when {expression} = 0 then '0' else printf('%.8e', {expression}::double) end"
    if kind in ("DOUBLE[]", "FLOAT[]"):
        return f"list_transform({expression}, lambda x: printf('%.8e', x::double))::varchar"
    if kind == "TIMESTAMP WITH TIME ZONE":  # its text depends on the session's zone
        return f"epoch_us({expression})::varchar"
    if kind == "BLOB":
        return f"hex({expression})"
    return f"{expression}::varchar"

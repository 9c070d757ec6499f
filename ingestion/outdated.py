"""Which raw rows do not count, because another version or copy of the same record does.

Data flow: raw tables that changed -> ops.outdated_rows (losers only) and load_absent_since of subscriptions. Of the
rows of one record the winner has the later version, then the greater path, then the greater row number; a loser with
the winner's content is 'repeated', any other 'superseded'. Rows of older snapshots lose, and so do the nested rows of
a parent that lost.
"""

import duckdb

from ingestion.contracts import RawTable
from ingestion.entities import ABSENT_SINCE
from ingestion.feeds import Feeds
from ingestion.load_books import insert_rows, transaction
from ingestion.scan import identifier, literal
from ingestion.sources import CONNECTORS
from ingestion.warehouse import raw_tables

SUBSCRIPTIONS = "raw_files.subscriptions"
DATE_IN_PATH = r"'^.*(\d{4}-?[01]\d-?[0-3]\d)'"
DATE_PARTS = r"'^(\d{4})-?(\d\d)-?(\d\d)$'"


def find_outdated(connection: duckdb.DuckDBPyConnection, feeds: Feeds) -> None:
    """Recompute ops.outdated_rows for the raw tables that changed since the last time."""
    changed = _changed_tables(connection, feeds)
    parents = parent_tables()
    with transaction(connection):
        _write_snapshots(connection, feeds)
        for table in raw_tables().values():
            parent = parents.get(table.full_name)
            if table.full_name in changed or parent in changed:
                _find_in_table(connection, table, parent)
        if SUBSCRIPTIONS in changed:
            _mark_absent(connection)
        connection.execute("delete from ops.load_changes")


def parent_tables() -> dict[str, str]:
    """Raw tables of nested lists with the raw table of their parents."""
    return {
        thing.raw_table.full_name: connector.object(thing.of).raw_table.full_name
        for connector in CONNECTORS.values()
        for thing in connector.objects
        if thing.of
    }


def _changed_tables(connection: duckdb.DuckDBPyConnection, feeds: Feeds) -> set[str]:
    """Tables that changed, and those of entries whose delivery changed in feeds.yml."""
    changed = {
        str(table)
        for (table,) in connection.execute("select distinct raw_table from ops.load_changes").fetchall()
    }
    wanted = {
        (source.name, entry.entry, f"raw_files.{entry.entity}")
        for source in feeds.sources
        for entry in source.files
        if entry.delivery == "snapshot"
    }
    known = set(
        connection.execute("select distinct source, entry, raw_table from ops.snapshot_entries").fetchall()
    )
    return changed | {table for _, _, table in wanted ^ known}


def _write_snapshots(connection: duckdb.DuckDBPyConnection, feeds: Feeds) -> None:
    """Write ops.snapshot_entries, and the latest snapshot of each: that of the greatest path."""
    connection.execute("delete from ops.snapshot_entries")
    insert_rows(
        connection,
        "ops.snapshot_entries",
        [
            (source.name, entry.entry, f"raw_files.{entry.entity}")
            for source in feeds.sources
            for entry in source.files
            if entry.delivery == "snapshot"
        ],
    )
    connection.execute(
        "create or replace temp table latest_snapshots as select source, entry, max(load_file) as load_file "
        "from ops.loads semi join ops.snapshot_entries using (source, entry) "
        "where status = 'loaded' and rows_read > 0 group by source, entry"
    )


def _find_in_table(connection: duckdb.DuckDBPyConnection, table: RawTable, parent: str | None) -> None:
    connection.execute("delete from ops.outdated_rows where raw_table = $1", [table.full_name])
    key = _key(connection, table)
    keys = ", ".join(identifier(name) for name in key)
    has_snapshots = bool(connection.execute("select 1 from latest_snapshots limit 1").fetchall())
    stale = "false"
    joins = ""
    if has_snapshots and table.is_generic:
        stale = "loads.load_file < latest_snapshots.load_file"
        joins = (
            "left join latest_snapshots "
            "on latest_snapshots.source = loads.source and latest_snapshots.entry = loads.entry"
        )
    elif parent:
        stale = "outdated_parents.load_key is not null"
        joins = (
            f"left join ops.outdated_rows as outdated_parents on outdated_parents.raw_table = {literal(parent)} "
            "and outdated_parents.load_key = raw_rows.load_key "
            "and outdated_parents.load_row_number = raw_rows.load_parent_row_number"
        )
    repeated = f"select {keys} from {table.full_name} group by {keys} having count(*) > 1"
    matches = " and ".join(_matches(table, name) for name in key)
    connection.execute(
        f"create or replace temp table candidates as with repeated_keys as ({repeated}) "
        f"select raw_rows.*, loads.load_file, coalesce({stale}, false) as is_stale "
        f"from {table.full_name} as raw_rows inner join ops.loads on loads.load_key = raw_rows.load_key {joins} "
        + (f"semi join repeated_keys on {matches}" if stale == "false" else "")
    )
    connection.execute(
        "insert into ops.outdated_rows "
        f"select {literal(table.full_name)}, load_key, load_row_number, "
        f"case when place > 1 and {_same_content(table)} then 'repeated' else 'superseded' end "
        f"from ({_ranked(table, keys)}) where place > 1 or {_stale_loses(table)}"
    )
    connection.execute("drop table candidates")


def _key(connection: duckdb.DuckDBPyConnection, table: RawTable) -> tuple[str, ...]:
    """The columns that name a record; where all rows are of one source, it need not be compared ten million times."""
    sources = connection.execute(
        "select distinct source from ops.load_counts where raw_table = $1", [table.full_name]
    ).fetchall()
    return table.key if len(sources) == 1 else ("source", *table.key)


def _matches(table: RawTable, name: str) -> str:
    """Equality where no null can stand: DuckDB then leaves out whole row groups, a tenth of the time."""
    is_never_null = name == "source" or table.column(name).required
    equals = "=" if is_never_null else "is not distinct from"
    return f"raw_rows.{identifier(name)} {equals} repeated_keys.{identifier(name)}"


def _stale_loses(table: RawTable) -> str:
    """A subscription that the latest snapshot no longer lists stays: that it ended is news."""
    return "false" if table.full_name == SUBSCRIPTIONS else "is_stale"


def _ranked(table: RawTable, keys: str) -> str:
    version = f"{identifier(table.version)} desc nulls last, " if table.version else ""
    order = f"order by is_stale, {version}load_file desc, load_row_number desc"
    content = f"row({', '.join(_content(table))})"
    return (
        f"select load_key, load_row_number, is_stale, {content} as content, "
        f"row_number() over winners as place, first_value({content}) over winners as winning_content "
        f"from candidates window winners as (partition by {keys} {order})"
    )


def _same_content(table: RawTable) -> str:
    return "content is not distinct from winning_content"


def _content(table: RawTable) -> list[str]:
    columns = [column for column in table.columns if column.name != ABSENT_SINCE.name]
    return [
        f"cast({identifier(column.name)} as varchar)" if column.type == "json" else identifier(column.name)
        for column in columns
    ]


def _mark_absent(connection: duckdb.DuckDBPyConnection) -> None:
    """Give current subscriptions of older snapshots the time of the first snapshot that no longer lists them.

    That is the date in the snapshot's path, else the latest time that stands in its rows.
    """
    connection.execute(
        f"update {SUBSCRIPTIONS} set load_absent_since = null where load_absent_since is not null"
    )
    connection.execute(f"""
        create or replace temp table snapshot_rows as
        select loads.source, loads.entry, loads.load_file, listed.load_key, listed.load_row_number,
            greatest(listed.started_at, listed.updated_at, listed.cancelled_at) as last_time
        from {SUBSCRIPTIONS} as listed
        inner join ops.loads on loads.load_key = listed.load_key
        semi join ops.snapshot_entries as entries on entries.source = loads.source and entries.entry = loads.entry
    """)
    connection.execute(rf"""
        create or replace temp table snapshot_times as
        select source, entry, load_file,
            coalesce(
                try_cast(regexp_replace(regexp_extract(load_file, {DATE_IN_PATH}, 1), {DATE_PARTS}, '\1-\2-\3')
                    as timestamp),
                max(last_time)
            ) as taken_at
        from snapshot_rows
        group by source, entry, load_file
    """)
    connection.execute(f"""
        update {SUBSCRIPTIONS} as stale set load_absent_since = absent.taken_at
        from (
            select seen.load_key, seen.load_row_number, min_by(later.taken_at, later.load_file) as taken_at
            from snapshot_rows as seen
            inner join snapshot_times as later
                on later.source = seen.source and later.entry = seen.entry and later.load_file > seen.load_file
            group by seen.load_key, seen.load_row_number
        ) as absent
        where absent.load_key = stale.load_key and absent.load_row_number = stale.load_row_number
            and not exists (
                select 1 from ops.outdated_rows
                where raw_table = '{SUBSCRIPTIONS}' and outdated_rows.load_key = stale.load_key
                    and outdated_rows.load_row_number = stale.load_row_number
            )
    """)

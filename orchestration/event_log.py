"""Dagster's event log in SQLite, written in batches.

One run of `refresh` writes some 1,500 events. The stock storage opens a new engine, connection and transaction
for each of them (10 ms an event, 15 s a run on 2 cores); this one keeps the connections to the files it wrote last
(SQLite empties its write-ahead log, and waits for the disk, whenever the last one closes) and writes what has gathered
in one transaction: at the latest after 200 events or half a second, before every read, and at the end
of every step and run. Files and tables are Dagster's own, so the web server reads them as ever.

Data flow: run -> store_event -> buffer -> runs/<run id>.db and runs/index.db.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from dagster import AssetKey, DagsterEventType
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.base import AssetRecord
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import QueuePool

BUFFERED_EVENTS = 200
BUFFERED_SECONDS = 0.5
KEPT_FILES = 4

# After these the run may be looked at, waited for or killed: nothing of it may still be in memory.
_FLUSHING_TYPES = frozenset(
    {
        DagsterEventType.STEP_SUCCESS,
        DagsterEventType.STEP_FAILURE,
        DagsterEventType.RUN_START,
        DagsterEventType.RUN_SUCCESS,
        DagsterEventType.RUN_FAILURE,
        DagsterEventType.RUN_CANCELED,
    }
)


class BatchedSqliteEventLog(SqliteEventLogStorage):
    """SqliteEventLogStorage with kept engines and one transaction per batch of events."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._open_connections: dict[str, Connection] = {}
        self._known_tables: set[str] = set()
        self._materialized: set[AssetKey] = set()
        self._fresh_records: dict[AssetKey, AssetRecord] = {}
        self._buffer: list[EventLogEntry] = []
        self._buffered_since = 0.0
        self._owner_lock = threading.RLock()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:
        """Build the storage from dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: EventLogEntry) -> None:
        """Keep the event; write it with the next batch."""
        with self._owner_lock:
            if not self._buffer:
                self._buffered_since = time.monotonic()
            self._buffer.append(event)
            self._forget_record(event)
            kind = event.dagster_event.event_type if event.dagster_event else None
            is_late = time.monotonic() - self._buffered_since > BUFFERED_SECONDS
            if is_late or len(self._buffer) >= BUFFERED_EVENTS or kind in _FLUSHING_TYPES:
                self.flush()

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Keep the events; write them with the next batch."""
        for event in events:
            self.store_event(event)

    def flush(self) -> None:
        """Write what has gathered, each file in one transaction."""
        with self._owner_lock:
            events, self._buffer = self._buffer, []
            if not events:
                return
            with self._connect("index"):
                for run_id in dict.fromkeys(event.run_id for event in events):
                    with self._connect(run_id):
                        for event in events:
                            if event.run_id == run_id:
                                super().store_event(event)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """Yield the shard's connection: the one of the running transaction, or a new one after a flush."""
        with self._owner_lock:
            running = self._open_connections.get(shard)
            if running is not None:
                yield running
                return
            if not self._open_connections:
                self.flush()
            with self._engine(shard).connect() as connection, connection.begin():
                self._open_connections[shard] = connection
                try:
                    yield connection
                finally:
                    del self._open_connections[shard]

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            self._close_oldest()
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=QueuePool,
                pool_size=1,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
            )
        engine = self._engines[shard]
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def _close_oldest(self) -> None:
        """Let the file go that was opened first, so that a web server does not hold one per run that was looked at."""
        idle = [shard for shard in self._engines if shard not in self._open_connections]
        if len(self._engines) >= KEPT_FILES and idle:
            self._engines.pop(idle[0]).dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether the index file has the table; asked for every asset event, so remembered once true."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def has_asset_key_col(self, column_name: str) -> bool:
        """Whether the asset table has the column; it does in every file this version made."""
        return True

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        return True

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """Records of the assets, what is still in the buffer included.

        Every check asks for its asset, to note which materialisation it judged, and every model for those below it:
        what this process has materialised is read in one go and kept until it is materialised again.
        """
        if asset_keys is None or not self._materialized.issuperset(asset_keys):
            self.flush()
            return super().get_asset_records(asset_keys)
        if not self._fresh_records.keys() >= set(asset_keys):
            self.flush()
            unread = list(self._materialized - self._fresh_records.keys())
            read = super().get_asset_records(unread)
            self._fresh_records.update({record.asset_entry.asset_key: record for record in read})
        return [self._fresh_records[key] for key in asset_keys if key in self._fresh_records]

    def _forget_record(self, event: EventLogEntry) -> None:
        key = event.dagster_event.asset_key if event.dagster_event else None
        if key is None:
            return
        self._fresh_records.pop(key, None)
        if event.dagster_event and event.dagster_event.is_step_materialization:
            self._materialized.add(key)

    def dispose(self) -> None:
        """Write the rest and let the files go."""
        self.flush()
        for engine in self._engines.values():
            engine.dispose()
        super().dispose()

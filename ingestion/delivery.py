"""Parquet files into raw tables through dlt: one pipeline a connector, appended by load_key.

Data flow: Parquet files by raw table -> dlt package -> raw_<connector>.<table>. The caller has deleted the rows of the
same load_keys and counts them afterwards, so a run that was killed at any moment ends exact on the next.
dlt is imported here only, and only when there is something to load: it takes a second.
"""

import importlib
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from ingestion.contracts import RawTable
from ingestion.errors import KithError
from ingestion.room import refuse_no_room
from ingestion.scan import literal
from ingestion.warehouse import column_types

MERGED_SIZE = 4 << 20
"""Smaller Parquet files of one table are merged: each is a job of its own to dlt, whatever its size."""

IMPORTED_LATE = (
    "dlt",
    "dlt.common.libs.pyarrow",
    "dlt.destinations.impl.duckdb.duck",
    "dlt.sources.helpers.requests",
    "dlt.common.libs.sql_alchemy_compat",
)
"""What a load through dlt imports; the last three, half a second, only when it is under way and all else waits."""

QUIET = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "DO_NOT_TRACK": "1",
    "EXTRACT__WORKERS": "1",
    "NORMALIZE__WORKERS": "1",
    "LOAD__WORKERS": "1",
    "LOAD__DELETE_COMPLETED_JOBS": "true",
}

DATA_TYPES: dict[str, dict[str, Any]] = {
    "varchar": {"data_type": "text"},
    "bigint": {"data_type": "bigint"},
    "decimal(38, 9)": {"data_type": "decimal", "precision": 38, "scale": 9},
    "decimal(18, 4)": {"data_type": "decimal", "precision": 18, "scale": 4},
    "timestamp": {"data_type": "timestamp", "timezone": False},
    "date": {"data_type": "date"},
    "boolean": {"data_type": "bool"},
    "json": {"data_type": "json"},
}


@dataclass(frozen=True)
class TableDelivery:
    """The Parquet files, each with its number of rows, that go into one raw table.

    `columns` are those of the files, in the order of the table. dlt writes a Parquet file anew, at two thirds of the
    cost of the whole load, unless its columns are just those that dlt was told of, in their order.
    """

    table: RawTable
    files: tuple[tuple[Path, int], ...]
    columns: tuple[str, ...] = ()

    @property
    def column_types(self) -> dict[str, str]:
        """SQL type of each column that the files have."""
        types = column_types(self.table)
        return {name: types[name] for name in types if name in self.columns}


def merge_small_files(
    connection: duckdb.DuckDBPyConnection, delivery: TableDelivery, folder: Path
) -> TableDelivery:
    """The same rows in fewer files: all small ones in one."""
    delivery = replace(delivery, columns=_columns_of(connection, delivery.files))
    small = [(path, rows) for path, rows in delivery.files if path.stat().st_size < MERGED_SIZE]
    if len(small) < 2:
        return delivery
    merged = folder / f"merged.{delivery.table.name}.parquet"
    paths = ", ".join(literal(str(path)) for path, _ in small)
    types = delivery.column_types
    connection.execute(
        "create or replace temp table merged_rows as select "
        + ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in types.items())
        + " limit 0"
    )
    connection.execute(
        f"copy (select * from merged_rows union all by name "
        f"select * from read_parquet([{paths}], union_by_name = true)) to {literal(str(merged))} (format parquet)"
    )
    large = tuple(pair for pair in delivery.files if pair not in small)
    return replace(delivery, files=(*large, (merged, sum(rows for _, rows in small))))


def _columns_of(
    connection: duckdb.DuckDBPyConnection, files: tuple[tuple[Path, int], ...]
) -> tuple[str, ...]:
    paths = ", ".join(literal(str(path)) for path, _ in files)
    query = f"select distinct name from parquet_schema([{paths}]) where num_children is null"
    return tuple(str(name) for (name,) in connection.execute(query).fetchall())


def keep_loads(connection: duckdb.DuckDBPyConnection, path: Path, load_keys: list[int]) -> Path:
    """A copy of a Parquet file with the rows of these loads alone."""
    kept = path.with_suffix(".kept.parquet")
    keys = ", ".join(str(key) for key in load_keys)
    connection.execute(
        f"copy (select * from read_parquet({literal(str(path))}) where load_key in ({keys})) "
        f"to {literal(str(kept))} (format parquet)"
    )
    return kept


def import_ahead() -> None:
    """Import dlt, and what it would itself import late, while files are still being read."""
    os.environ.update(QUIET)
    _importing()


@cache
def _importing() -> threading.Thread:
    """The thread that imports; whoever needs dlt waits for it, for dlt takes a half imported module for a whole one."""

    def import_all() -> None:
        for module in IMPORTED_LATE:
            importlib.import_module(module)

    thread = threading.Thread(target=import_all, daemon=True)
    thread.start()
    return thread


def deliver(home: Path, connector: str, deliveries: list[TableDelivery], is_recovery: bool) -> None:
    """Append the files to their raw tables; `is_recovery`: the last run died, forget what dlt still meant to load.

    KithError where dlt fails; nothing is lost then, the next run repeats it.
    """
    os.environ.update(QUIET)
    _importing().join()
    import dlt
    from dlt.common.exceptions import DltException

    from ingestion.destination import Warehouse

    logging.getLogger("dlt").setLevel(logging.CRITICAL)
    dataset = f"raw_{connector}"
    pipelines = home / "dlt"

    def run() -> None:
        pipeline = dlt.pipeline(
            pipeline_name=dataset,
            pipelines_dir=str(pipelines),
            destination=Warehouse(home / "warehouse.duckdb"),
            dataset_name=dataset,
        )
        pipeline.run([_resource(dlt, delivery) for delivery in deliveries], loader_file_format="parquet")

    if is_recovery:
        shutil.rmtree(pipelines / dataset, ignore_errors=True)
    try:
        run()
    except (DltException, duckdb.Error, OSError) as error:
        shutil.rmtree(pipelines / dataset, ignore_errors=True)
        refuse_no_room(error)
        raise KithError(
            f"Loading {connector} into the warehouse failed: {_cause(error)}. Nothing is lost: run again."
        ) from error


def _resource(dlt: Any, delivery: TableDelivery) -> Any:
    def files() -> Iterator[Any]:
        for path, rows in delivery.files:
            yield dlt.mark.with_file_import(str(path), "parquet", rows)

    hints = {name: dict(DATA_TYPES[sql_type]) for name, sql_type in delivery.column_types.items()}
    return dlt.resource(
        files,
        name=delivery.table.name,
        columns=hints,
        write_disposition="append",
        max_table_nesting=0,
        schema_contract={"tables": "evolve", "columns": "evolve", "data_type": "freeze"},
    )


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}"

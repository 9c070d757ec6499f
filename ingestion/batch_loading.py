"""New files through reader and mapping, many at a time; whatever is odd about a file is left to the one-file path.

Data flow: deliveries -> batches -> one Parquet file of good rows and one of rejects per raw table and batch, both with
load_key -> a FileOutcome a file. Where a batch fails, its halves are tried, down to the file that fails alone; a
mapping that does not go with its header refuses all of it at once.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from ingestion.batches import Batch, batches_of
from ingestion.file_loading import FileOutcome, TargetCounts, map_rows, read_delivery, refused
from ingestion.mapping import LoadIdentity, Mapped, Target
from ingestion.reading.together import (
    BatchFile,
    UnsoundFilesError,
    open_batch,
    read_csv_files,
    read_vendor_files,
)
from ingestion.reading.vendor_objects import count_objects, scan_object
from ingestion.room import refuse_no_room
from ingestion.scan import Scan, UnreadableFileError, literal
from ingestion.sources import CONNECTORS
from ingestion.units import OBJECTS_ENTRY, Delivery, file_target, object_target

Counts = dict[int, dict[str, TargetCounts]]
"""Load key -> entry -> counts."""


class BatchReader:
    """Reads deliveries; `outcomes` holds what each gave, by load key.

    Where `first_rows` is given, no more of each generic file's rows are mapped.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        loaded_at: str,
        scratch: Path,
        progress: Callable[[str], None],
        first_rows: int | None = None,
    ) -> None:
        self.outcomes: dict[int, FileOutcome] = {}
        self._connection = connection
        self._loaded_at = loaded_at
        self._scratch = scratch
        self._progress = progress
        self._first_rows = first_rows

    def read(self, deliveries: list[Delivery]) -> None:
        """Read all; a file that cannot be taken gives an outcome with a `problem`."""
        done = 0
        for batch in batches_of(self._connection, deliveries):
            first, others = batch.deliveries[0].carrier, len(batch.deliveries) - 1
            files = f"{first} and {others} more" if others else first
            self._progress(f"Reading {files} ({done} of {len(deliveries)} done)")
            self._read_batch(batch)
            done += len(batch.deliveries)

    def _read_batch(self, batch: Batch) -> None:
        if len(batch.deliveries) < 2:
            for delivery in batch.deliveries:
                outcome = read_delivery(
                    self._connection, delivery, self._loaded_at, self._scratch, self._first_rows
                )
                self.outcomes[delivery.load_key] = outcome
            return
        try:
            found = self._read_together(batch)
        except UnsoundFilesError as error:
            for is_unsound in (True, False):
                part = [found for found in batch.deliveries if (found.file in error.files) == is_unsound]
                for deliveries in [[delivery] for delivery in part] if is_unsound else [part]:
                    self._read_batch(_part(batch, deliveries))
        except UnreadableFileError as error:
            # The mapping does not go with the header, which all files of the batch share.
            self._keep(refused(delivery, str(error), error.columns) for delivery in batch.deliveries)
        except duckdb.Error as error:
            refuse_no_room(error)
            half = len(batch.deliveries) // 2
            self._read_batch(_part(batch, batch.deliveries[:half]))
            self._read_batch(_part(batch, batch.deliveries[half:]))
        else:
            self._keep(found)

    def _keep(self, outcomes: Iterable[FileOutcome]) -> None:
        self.outcomes |= {outcome.delivery.load_key: outcome for outcome in outcomes}

    def _read_together(self, batch: Batch) -> list[FileOutcome]:
        files = [BatchFile(found.path, found.file, found.load_key) for found in batch.deliveries]
        unit = batch.deliveries[0].unit
        has_nul = batch.deliveries[0].digest.has_nul
        identity = LoadIdentity(unit.source, None, None, self._loaded_at, has_nul)
        open_batch(self._connection, files)
        if unit.file_entry is None:
            return self._read_vendor(batch, files, identity)
        entry = unit.file_entry
        scan = read_csv_files(self._connection, files, batch.columns, batch.delimiter, entry.csv)
        if self._first_rows is not None:
            scan = scan.first(self._first_rows)
        mapped = self._map(scan, file_target(entry, scan.columns), identity, batch)
        read = f"select filename, count(*) from ({scan.relation}) group by filename"
        counts, rejects = self._count(mapped, read)
        nothing = TargetCounts(entry.entry, entry.entity, mapped.target.table)
        return [
            FileOutcome(found, [counts.get(found.load_key, nothing)], rejects, scan.columns)
            for found in batch.deliveries
        ]

    def _read_vendor(self, batch: Batch, files: list[BatchFile], identity: LoadIdentity) -> list[FileOutcome]:
        connector = CONNECTORS[batch.deliveries[0].unit.connector]
        read_vendor_files(self._connection, files, batch.form, connector)
        found: dict[int, list[TargetCounts]] = {delivery.load_key: [] for delivery in batch.deliveries}
        rejects = []
        for thing in connector.objects:
            scan = scan_object(thing)
            if not self._connection.execute(scan.counter).fetchall()[0][0]:
                continue
            target = object_target(thing)
            mapped = self._map(scan, target, identity, batch)
            counts, rejected = self._count(mapped, count_objects(thing))
            rejects += rejected
            for load_key, count in counts.items():
                found[load_key].append(count)
        empty = TargetCounts(OBJECTS_ENTRY, OBJECTS_ENTRY, None)
        return [
            FileOutcome(delivery, found[delivery.load_key] or [empty], rejects)
            for delivery in batch.deliveries
        ]

    def _map(self, scan: Scan, target: Target, identity: LoadIdentity, batch: Batch) -> Mapped:
        name = f"{batch.deliveries[0].load_key}.{len(batch.deliveries)}.{target.entry}"
        return map_rows(self._connection, scan, target, identity, self._scratch, name)

    def _count(self, mapped: Mapped, read: str) -> tuple[dict[int, TargetCounts], list[Path]]:
        """Counts by load key; `read` is a SELECT of file and rows read."""
        rows_read = dict(
            self._connection.execute(
                f"select batch_key, rows_read from ({read}) as counted(file, rows_read) "
                "inner join batch_files on batch_file = file where rows_read > 0"
            ).fetchall()
        )
        stored = self._rows_in(mapped.stored) if mapped.rows_stored else {}
        rejected = self._rows_in(mapped.rejected) if mapped.rows_rejected else {}
        counts = {}
        for load_key, rows in rows_read.items():
            kept, refused = stored.get(load_key, 0), rejected.get(load_key, 0)
            counts[load_key] = TargetCounts(
                entry=mapped.target.entry,
                entity=mapped.target.entity,
                table=mapped.target.table,
                rows_read=int(rows),
                rows_stored=kept,
                rows_filtered=int(rows) - kept - refused,
                rows_quarantined=refused,
                stored=((mapped.stored, kept),) if kept else (),
            )
        return counts, [mapped.rejected] if rejected else []

    def _rows_in(self, path: Path) -> dict[int, int]:
        query = f"select load_key, count(*) from read_parquet({literal(str(path))}) group by load_key"
        return {int(key): int(rows) for key, rows in self._connection.execute(query).fetchall()}


def _part(batch: Batch, deliveries: tuple[Delivery, ...] | list[Delivery]) -> Batch:
    return Batch(tuple(deliveries), batch.form, batch.columns, batch.delimiter)

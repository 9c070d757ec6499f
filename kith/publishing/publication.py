"""Publish: from the private warehouse to files that readers open, all at once or not at all.

Data flow: warehouse.duckdb -> content hashes -> kith.duckdb, parquet/, kith_pii.duckdb -> guard -> briefing
-> manifest.json -> `current` points to the new version. Whoever calls holds the home's lock and has seen the
checks green.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import duckdb

from ingestion.errors import KithError
from kith.publishing.briefing import FOLDER, write_briefing
from kith.publishing.briefing.customer_days import read_days
from kith.publishing.briefing.facts import Snapshot
from kith.publishing.content_hash import content_hash, quoted, tables_of
from kith.publishing.databases import BI_FILE, write_databases
from kith.publishing.guard import find_personal_patterns
from kith.publishing.personal_columns import read_meanings
from kith.publishing.pseudonyms import check_secret
from kith.publishing.versions import (
    CURRENT,
    Publication,
    TableContent,
    current_publication,
    hash_files,
    new_version,
    published_folder,
    read_publication,
    version_names,
    write_manifest,
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_TEXTS = ("no space left", "disk quota", "file too large", "could not write all bytes")


def publish(
    home: Path,
    warehouse: Path,
    secret: bytes,
    *,
    run_id: str,
    as_of: date,
    code_version: str,
    published_at: datetime,
    manifest: Path,
    occasion: str | None = None,
) -> Publication:
    """Write a new version of the publication from the warehouse's marts and make it the current one.

    `manifest` is dbt's manifest.json, which says what is personal; `published_at` is UTC; `occasion` is the run's tag
    kith/occasion: the briefing of a "customer_day" compares with the last such day, any other with the version before.
    Readers of the
    version before are not disturbed, and it stays the current one on any error. Raises UsageError for a weak
    secret, KithError for an undeclared personal column, for e-mail addresses or phone numbers in the
    pseudonymous file, and for a full disk.
    """
    check_secret(secret)
    meanings = read_meanings(manifest)
    previous = _readable_current(home)
    with _full_disk_said(home), new_version(home, published_at) as folder:
        with duckdb.connect(str(warehouse)) as connection:
            tables = _contents(connection)
            write_databases(connection, folder, secret, meanings, as_of)
        _refuse_personal_data(folder / BI_FILE)
        draft = Publication(folder, run_id, as_of, code_version, published_at, {}, tables)
        write_briefing(draft, previous, occasion=occasion, days=_customer_days(home))
        write_manifest(
            Publication(folder, run_id, as_of, code_version, published_at, hash_files(folder), tables)
        )
    published = current_publication(home)
    assert published is not None
    return read_publication(published.folder)


def _readable_current(home: Path) -> Publication | None:
    """What readers see, to compare with; a damaged one is none, and is mended by publishing anew."""
    try:
        return current_publication(home)
    except KithError:
        return None


def _customer_days(home: Path) -> list[Snapshot]:
    """The customer days that the latest readable version up to the current one remembers."""
    kept = version_names(home)
    current = (published_folder(home) / CURRENT).resolve().name
    folders = [published_folder(home) / name / FOLDER for name in reversed(kept) if name <= current]
    return next((days for folder in folders if (days := read_days(folder))), [])


def _contents(connection: duckdb.DuckDBPyConnection) -> dict[str, TableContent]:
    """Rows and content hash of every mart, under its name with schema."""
    hashes = content_hash(connection)
    contents = {}
    for table in tables_of(connection, "marts"):
        rows = connection.execute(f"select count(*) from marts.{quoted(table)}").fetchall()[0][0]
        contents[f"marts.{table}"] = TableContent(rows, hashes.get(table))
    if not contents:
        raise KithError("The warehouse has no marts to publish; run the whole job.")
    return contents


def _refuse_personal_data(bi_file: Path) -> None:
    """The last look before readers see it: nothing in the pseudonymous file may be an address or a number."""
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        findings = find_personal_patterns(connection)
    if findings:
        raise KithError(
            f"Not published: {'; '.join(map(str, findings))}. Say in the column's yml what it holds"
            " (config.meta.personal); the last publication stays."
        )


@contextmanager
def _full_disk_said(home: Path) -> Iterator[None]:
    """Turn a full disk, whoever meets it first, into a sentence that says what to do."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        is_full = getattr(error, "errno", None) in _FULL or any(
            text in str(error).lower() for text in _FULL_TEXTS
        )
        if not is_full:
            raise
        raise KithError(
            f"The disk of {home} is full, so nothing was published; the last publication stays."
            " Free some space (about twice the size of published/current) and run again."
        ) from error

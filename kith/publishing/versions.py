"""Versions of the publication on disk: build aside, swap at once, keep three, go back.

    published/
      current -> 000007-20261121T214500Z     a relative symbolic link, replaced by one rename
      000005-…  000006-…  000007-…           whole versions, never changed in place
      .building-…                            a version being written; nobody reads it

A version is written in a hidden folder, flushed to the disk, renamed, and only then does `current` point to
it. Killed anywhere in between, readers keep the old version; what is left lying is removed by the next
publication.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ingestion.errors import KithError, UsageError

CURRENT = "current"
MANIFEST = "manifest.json"
VERSIONS_KEPT = 3

_BUILDING = ".building-"
_SWAPPING = ".swapping-"
_VERSION_NAME = re.compile(r"^(\d{6})-")
_READ_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True)
class TableContent:
    """Rows and content hash of a published mart; the hash is None for tables without content of their own."""

    rows: int
    content_hash: str | None


@dataclass(frozen=True)
class Publication:
    """A version on disk and what its manifest says (design, section 3)."""

    folder: Path
    run_id: str
    as_of: date
    code_version: str
    published_at: datetime
    files: dict[str, str]
    tables: dict[str, TableContent]

    @property
    def version(self) -> str:
        """Name of the version, its folder's."""
        return self.folder.name


def published_folder(home: Path) -> Path:
    """Where the versions of a home lie."""
    return home / "published"


def current_publication(home: Path) -> Publication | None:
    """The version that readers see, or None before the first. Raises KithError for a broken manifest."""
    link = published_folder(home) / CURRENT
    return read_publication(link.resolve()) if link.exists() else None


def require_publication(home: Path) -> Publication:
    """The version that readers see. Raises UsageError with the remedy where there is none."""
    publication = current_publication(home)
    if publication is None:
        raise nothing_published(home)
    return publication


def nothing_published(home: Path) -> UsageError:
    """What every command says that reads a publication where there is none."""
    return UsageError(f"Nothing has been published in {home} yet: run `kith run` first.")


def previous_publication(home: Path) -> Publication | None:
    """The version before the current one, or None. Raises KithError where its manifest is damaged."""
    published = published_folder(home)
    current = _target(published)
    if current is None:
        return None
    older = [name for name in _versions(published) if name < current]
    return read_publication(published / older[-1]) if older else None


def version_names(home: Path) -> list[str]:
    """Names of all versions that are kept, the oldest first."""
    published = published_folder(home)
    return _versions(published) if published.is_dir() else []


def read_publication(folder: Path) -> Publication:
    """The publication in `folder`, from its manifest. Raises KithError where that is gone or damaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Publication(
            folder=folder,
            run_id=manifest["run_id"],
            as_of=date.fromisoformat(manifest["as_of"]),
            code_version=manifest["code_version"],
            published_at=datetime.fromisoformat(manifest["published_at"]),
            files=manifest["files"],
            tables={name: TableContent(**content) for name, content in manifest["tables"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KithError(
            f"{folder / MANIFEST} is missing or damaged; go back with `kith publish --rollback` or run again."
        ) from error


def write_manifest(publication: Publication) -> None:
    """Write manifest.json into the publication's folder, by one rename."""
    content = {
        "run_id": publication.run_id,
        "as_of": publication.as_of.isoformat(),
        "code_version": publication.code_version,
        "published_at": publication.published_at.isoformat(),
        "files": publication.files,
        "tables": {name: vars(table) for name, table in sorted(publication.tables.items())},
    }
    unfinished = publication.folder / f".{MANIFEST}"
    unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    _flush(unfinished)
    unfinished.replace(publication.folder / MANIFEST)


@contextmanager
def new_version(home: Path, published_at: datetime) -> Iterator[Path]:
    """A hidden folder to write the next version into; when the block ends well, readers see it.

    An error in the block removes the folder and leaves the current version as it is.
    """
    published = published_folder(home)
    published.mkdir(parents=True, exist_ok=True)
    clean_leftovers(published)
    name = f"{_next_number(published):06d}-{published_at:%Y%m%dT%H%M%SZ}"
    building = published / f"{_BUILDING}{name}"
    building.mkdir(mode=0o700)  # closed until the file with names has its mode
    try:
        yield building
        _flush_tree(building)
        building.chmod(0o755)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    before = _target(published)
    building.rename(published / name)
    _flush(published)
    point_current_to(published, name)
    _drop_old_versions(published, before)


def point_current_to(published: Path, version: str) -> None:
    """Swap `current` to a version: readers see the old one or the new one, at every moment."""
    link = published / f"{_SWAPPING}{version}"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    link.replace(published / CURRENT)
    _flush(published)


def clean_leftovers(published: Path) -> None:
    """Remove what a publication that was killed left lying. Only the home's one writer may call it."""
    for path in published.iterdir():
        if path.name.startswith(_BUILDING):
            shutil.rmtree(path)
        elif path.name.startswith(_SWAPPING):
            path.unlink()


def rollback(home: Path) -> Publication:
    """Point `current` to the version before it, at once, and return that version.

    Raises KithError where there is none, or where its files are damaged. The version left behind stays until
    the next publication; `go_to` goes forward to it again.
    """
    if _target(published_folder(home)) is None:
        require_publication(home)
    previous = previous_publication(home)
    if previous is None:
        later = later_versions(home)
        forward = f" `kith publish --to {later[-1]}` goes forward." if later else ""
        raise KithError(f"There is no earlier version to go back to; the current publication stays.{forward}")
    return _go_to(home, previous)


def go_to(home: Path, version: str) -> Publication:
    """Point `current` to a kept version, earlier or later, at once, and return it.

    Raises UsageError for a version that is not kept, KithError for one whose files are damaged.
    """
    kept = version_names(home)
    if version not in kept:
        names = ", ".join(kept) or "none"
        raise UsageError(f"No version {version} is kept in {home}: `--to` takes one of {names}.")
    return _go_to(home, read_publication(published_folder(home) / version))


def later_versions(home: Path) -> list[str]:
    """Versions newer than the current one, the oldest first: those that were rolled back from."""
    current = _target(published_folder(home))
    return [name for name in version_names(home) if current is not None and name > current]


def _go_to(home: Path, publication: Publication) -> Publication:
    damaged = damaged_files(publication)
    if damaged:
        raise KithError(
            f"The version {publication.version} is damaged ({', '.join(damaged)}); the current one stays."
        )
    point_current_to(published_folder(home), publication.version)
    return publication


def verify(home: Path) -> list[str]:
    """Files of the current publication that are gone or differ from the manifest; an empty list is good."""
    return damaged_files(require_publication(home))


def damaged_files(publication: Publication) -> list[str]:
    """Names of a version's files whose SHA-256 is not the manifest's, or that are gone."""
    return [
        name
        for name, expected in sorted(publication.files.items())
        if not (publication.folder / name).is_file() or file_sha256(publication.folder / name) != expected
    ]


def hash_files(folder: Path) -> dict[str, str]:
    """{path relative to the version: SHA-256} of every file but the manifest."""
    return {
        path.relative_to(folder).as_posix(): file_sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(MANIFEST)
    }


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()


def _versions(published: Path) -> list[str]:
    """Names of whole versions, oldest first: the number in front counts up and never goes back."""
    return sorted(
        path.name for path in published.iterdir() if path.is_dir() and _VERSION_NAME.match(path.name)
    )


def _next_number(published: Path) -> int:
    return max((int(name[:6]) for name in _versions(published) if name != CURRENT), default=0) + 1


def _target(published: Path) -> str | None:
    link = published / CURRENT
    return link.resolve().name if link.exists() else None


def _drop_old_versions(published: Path, before: str | None) -> None:
    """Keep the new version and the two before it.

    A version newer than the one that was current never went live, or was rolled back from: nobody wants it
    back.
    """
    new = _target(published)
    lived = [name for name in _versions(published) if name == new or (before is not None and name <= before)]
    for name in set(_versions(published)) - set(lived[-VERSIONS_KEPT:]):
        shutil.rmtree(published / name)


def _flush_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

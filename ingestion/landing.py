"""The files in landing: which of them a path of feeds.yml names, and what each one holds.

Data flow: glob under home -> `LandedFile`s in the order of their paths, each with the SHA-256 of its bytes. Landing is
the user's own: nothing here writes. A symbolic link is never followed, since it could lead out of home.
"""

import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
LARGEST_BOMB_RATIO = 200
SMALLEST_BOMB = 1 << 30
"""A .gz that grows over 200-fold and over 1 GiB is taken for a decompression bomb."""


@dataclass(frozen=True)
class Digest:
    """What a file holds: SHA-256 of its bytes, its size, whether NULs stand in its text, and why it is unreadable."""

    sha256: str
    size: int
    has_nul: bool = False
    is_blank: bool = False
    problem: str | None = None


@dataclass(frozen=True)
class LandedFile:
    """A file in landing: `name` is its path relative to home, with '/'."""

    path: Path
    name: str
    digest: Digest


_digests: dict[tuple[str, int, int, int, int], Digest] = {}


def discover(home: Path, pattern: str) -> list[LandedFile]:
    """Files under home that a glob, or a folder, of feeds.yml names, in the order of their names.

    Hidden files are left out; a symbolic link comes with a `problem`.
    """
    names = sorted({path.relative_to(home).as_posix(): path for path in _matches(home, pattern)}.items())
    return [LandedFile(path, name, _digest(home, path)) for name, path in names]


def _matches(home: Path, pattern: str) -> Iterator[Path]:
    folder = home / pattern
    found = folder.rglob("*") if folder.is_dir() else home.glob(pattern)
    for path in found:
        hidden = any(part.startswith(".") for part in path.relative_to(home).parts)
        if not hidden and (path.is_file() or path.is_symlink()):
            yield path


def _digest(home: Path, path: Path) -> Digest:
    if _leads_elsewhere(home, path):
        target = hashlib.sha256(os.fsencode(str(path))).hexdigest()
        return Digest(
            target,
            0,
            problem="The file is a symbolic link, which is refused: put the file itself into landing.",
        )
    status = path.stat()
    identity = (str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if identity not in _digests:
        _digests[identity] = _read_digest(path)
    return _digests[identity]


def _leads_elsewhere(home: Path, path: Path) -> bool:
    steps = [path, *path.parents]
    return any(step.is_symlink() for step in steps[: steps.index(home)])


def _read_digest(path: Path) -> Digest:
    """Hash a file's bytes in one pass, looking for NUL bytes on the way, in what a .gz unpacks to as well."""
    digest = hashlib.sha256()
    unpacker = _Unpacker() if path.suffix == ".gz" else None
    size = unpacked = 0
    has_nul, is_blank = False, True
    problem = None
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if path.suffix == ".parquet" or problem:
                    is_blank = False
                    continue
                for text in unpacker.unpack(chunk) if unpacker else [chunk]:
                    unpacked += len(text)
                    has_nul = has_nul or b"\0" in text or (b"\\" in text and b"\\u0000" in text)
                    is_blank = is_blank and not text.strip(b"\xef\xbb\xbf \t\r\n")
                    if unpacked > max(SMALLEST_BOMB, size * LARGEST_BOMB_RATIO):
                        problem = "The archive unpacks to more than 200 times its size, which is refused."
                        break
        if unpacker and not problem and size and not unpacker.is_at_end:
            problem = "The archive is cut short: send the whole file again."
    except zlib.error:
        problem = "The file is no gzip archive, or a damaged one: send it again."
        digest.update(path.read_bytes())
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror}."
    return Digest(digest.hexdigest(), size, has_nul, is_blank, problem)


class _Unpacker:
    """Unpacks a .gz piece by piece, so that a bomb never stands in memory; an archive may have several members."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def is_at_end(self) -> bool:
        """Whether the last member is whole."""
        return self._member.eof

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        """The pieces that `chunk` unpacks to. Raises zlib.error where it is no gzip."""
        pending = chunk
        while pending:
            if self._member.eof:
                # some writers fill up the last block with zeros
                pending = pending.lstrip(b"\0")
                if not pending:
                    return
                self._member = zlib.decompressobj(wbits=31)
            yield self._member.decompress(pending, CHUNK)
            pending = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

"""What an earlier `kith demo` left in a home: the same world, another one, or half of one.

Data flow: arguments and the files that were written -> truth/demo.json -> whether the next `kith demo` has anything
to write, and may. Raw follows landing, so another world over one that was run would make its publication's feeds
vanish; an earlier world is therefore never written over.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from kith.demo.world import World

RECORD = Path("truth", "demo.json")
SETTINGS = "feeds.yml"
PARTS = ("landing", "truth", "costs")
_REMEDY = "choose another folder with --home, or delete this one first"


@dataclass(frozen=True)
class Arguments:
    """What decides every byte of a demo world."""

    people: int
    days: int
    seed: int
    with_faults: bool

    @classmethod
    def of(cls, world: World, with_faults: bool) -> Arguments:
        """Those of a world."""
        return cls(world.people, world.days, world.seed, with_faults)

    def __str__(self) -> str:
        faults = "" if self.with_faults else ", without faults"
        return f"{self.people:,} people, {self.days:,} days and seed {self.seed}{faults}"


def is_there(home: Path, wanted: Arguments) -> bool:
    """Whether `home` holds the wanted world as it was written; what an interrupted demo began is cleared away.

    Raises ValueError where the folder holds another world, a changed one, or anything else.
    """
    if not home.is_dir() or not any(home.iterdir()):
        return False
    if not (home / RECORD).is_file():
        raise ValueError(f"{home} holds something that is not a demo: choose an empty folder with --home.")
    record = json.loads((home / RECORD).read_text())
    sha256 = record.pop("sha256")
    found = Arguments(**record)
    if found != wanted:
        raise ValueError(f"{home} holds the demo of {found}: {_REMEDY}.")
    if sha256 is None:  # it was interrupted
        for part in PARTS:
            shutil.rmtree(home / part, ignore_errors=True)
        return False
    if _digest(home) != sha256:
        raise ValueError(
            f"{home} holds this demo, but its files are no longer those that were written: {_REMEDY}."
        )
    return True


def begin(home: Path, wanted: Arguments) -> None:
    """Note what is being written, so that a demo that was interrupted is known for one."""
    (home / RECORD).parent.mkdir(parents=True, exist_ok=True)
    _write(home, wanted, None)


def finish(home: Path, wanted: Arguments) -> None:
    """Note what was written."""
    _write(home, wanted, _digest(home))


def _write(home: Path, wanted: Arguments, sha256: str | None) -> None:
    (home / RECORD).write_text(json.dumps(asdict(wanted) | {"sha256": sha256}, indent=2) + "\n")


def _digest(home: Path) -> str:
    """SHA-256 over names and contents of everything that `kith demo` writes, but its own record."""
    files = [path for part in PARTS for path in (home / part).rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    settings = [home / SETTINGS] if (home / SETTINGS).is_file() else []
    for path in sorted([*settings, *files]):
        if (name := path.relative_to(home)) != RECORD:
            with path.open("rb") as stream:
                digest.update(
                    f"{name.as_posix()}|{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode()
                )
    return digest.hexdigest()

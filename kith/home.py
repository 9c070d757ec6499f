"""The folder that holds everything a run reads and writes, and the lock that makes Kith its only writer.

Data flow: `$KITH_HOME` or `--home` -> `Home` (paths by name) -> `Home.lock()` around everything that writes.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingestion.errors import BusyError, UsageError

DEFAULT_HOME: Final = "home"
LOCK_POLL_SECONDS: Final = 0.2
KEPT_OUT_OF_GIT: Final = """\
# Written by Kith: people's data, what is made of it, and the key of all pseudonyms.
/landing/
/state/
/warehouse.duckdb*
/published/
/truth/
/dlt/
/dagster/
/.kith.lock
"""

# How often this process holds each lock: the command takes it, the job that the command runs takes it again.
_held: dict[Path, int] = {}


@dataclass(frozen=True)
class Home:
    """Paths of one home. `root` is absolute; nothing here creates or reads anything but `open` and `lock`."""

    root: Path

    @classmethod
    def at(cls, path: Path | None = None) -> "Home":
        """The home at `path`, else at `$KITH_HOME`, else at ./home; it need not exist."""
        return cls(Path(path or os.environ.get("KITH_HOME") or DEFAULT_HOME).absolute())

    @classmethod
    def open(cls, path: Path | None = None) -> "Home":
        """The home as `at` finds it. Raises UsageError where there is none, or one without feeds.yml."""
        home = cls.at(path)
        if home.root.is_file():
            raise UsageError(f"{home.root} is a file: name the folder that holds it, {home.root.parent}.")
        if not home.root.is_dir():
            raise UsageError(
                f"There is no home at {home.root}: make the demo publisher with `kith demo`, "
                "or a folder with a feeds.yml, and name it with --home or KITH_HOME."
            )
        if not home.feeds_file.is_file():
            raise UsageError(
                f"{home.root} holds no feeds.yml: write one that lists your sources (README.md)."
            )
        return home

    @property
    def feeds_file(self) -> Path:
        """The user's list of sources."""
        return self.root / "feeds.yml"

    @property
    def landing(self) -> Path:
        """Files as they arrived."""
        return self.root / "landing"

    @property
    def costs(self) -> Path:
        """Cost rates of this publisher, optional."""
        return self.root / "costs"

    @property
    def state(self) -> Path:
        """What cannot be recomputed from landing."""
        return self.root / "state"

    @property
    def secret_file(self) -> Path:
        """The key of all pseudonyms, mode 0600."""
        return self.state / "secret.key"

    @property
    def warehouse(self) -> Path:
        """The private database, one writer."""
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Versioned publications and the link `current`."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The publication that readers see."""
        return self.published / "current"

    @property
    def truth(self) -> Path:
        """What the demo generator knows; only evaluation reads it."""
        return self.root / "truth"

    @property
    def dagster(self) -> Path:
        """Dagster's own state, and Kith's note of the last run."""
        return self.root / "dagster"

    @property
    def transform_target(self) -> Path:
        """Where dbt writes what it compiled."""
        return self.dagster / "transform"

    @property
    def lock_file(self) -> Path:
        """Held with flock while Kith writes; contains the holder's process id."""
        return self.root / ".kith.lock"

    @property
    def is_demo(self) -> bool:
        """Whether the demo generator made this home."""
        return (self.truth / "records.csv").is_file()

    def holder(self) -> int | None:
        """Process id of who holds the lock now, None if nobody does."""
        if not self.lock_file.exists():
            return None
        with self.lock_file.open() as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read_pid(self.lock_file)
        return None

    @contextmanager
    def lock(
        self, *, wait: bool | None = None, on_wait: Callable[[int], None] | None = None
    ) -> Iterator[None]:
        """Be the only writer of this home. The kernel frees the lock of a process that died.

        Raises BusyError, which names the holder, unless `wait`; `on_wait` is told the holder's pid once. Without `wait`
        the error does not speak of it: the command has no such option.
        """
        if _held.get(self.root):
            _held[self.root] += 1
            try:
                yield
            finally:
                _held[self.root] -= 1
            return
        with self.lock_file.open("a+") as stream:
            self._acquire(stream.fileno(), wait, on_wait)
            _held[self.root] = 1
            try:
                self._write_pid()
                self._keep_out_of_git()
                yield
            finally:
                del _held[self.root]
                stream.truncate(0)

    def _acquire(self, descriptor: int, wait: bool | None, on_wait: Callable[[int], None] | None) -> None:
        has_told = False
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                holder = _read_pid(self.lock_file)
                if not wait:
                    raise BusyError(
                        f"Process {holder} is already running Kith on {self.root}: wait until it ends"
                        f"{'' if wait is None else ', or say --wait'}."
                    ) from None
            if on_wait and not has_told:
                on_wait(holder)
                has_told = True
            time.sleep(LOCK_POLL_SECONDS)

    def _keep_out_of_git(self) -> None:
        """Whoever commits a home commits feeds.yml and costs, unless a .gitignore of theirs says otherwise."""
        with suppress(FileExistsError), (self.root / ".gitignore").open("x") as stream:
            stream.write(KEPT_OUT_OF_GIT)

    def _write_pid(self) -> None:
        self.lock_file.write_text(f"{os.getpid()}\n")


def _read_pid(lock_file: Path) -> int:
    """The pid in the lock file; 0 in the instant between taking the lock and writing the pid."""
    text = lock_file.read_text().strip()
    return int(text) if text.isdigit() else 0

"""What a run shows while it works: a spinner with the step on a terminal, a line per step elsewhere.

Everything goes to stderr, so that `--json` on stdout stays clean.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

from orchestration import progress


class StepDisplay:
    """Shows reported steps one after the other, each with its time once the next begins."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._title: str | None = None
        self._since = 0.0

    def begin(self, step: str) -> None:
        """Begin a step; the one before is done."""
        self.finish()
        self._title, self._since = step, time.monotonic()
        if self._console.is_terminal:
            self._status = self._console.status(step)
            self._status.start()

    def detail(self, message: str) -> None:
        """Say beside the spinner what the step is at."""
        if self._status:
            self._status.update(f"{self._title}: {message}")

    def finish(self) -> None:
        """Print the step that was running."""
        if self._title is None:
            return
        if self._status:
            self._status.stop()
        seconds = time.monotonic() - self._since
        self._console.print(f"  {self._title} [dim]{seconds:.1f} s[/dim]", highlight=False)
        self._title, self._status = None, None


@contextmanager
def steps_shown(is_quiet: bool) -> Iterator[None]:
    """Show the steps of whatever runs inside the block; nothing if quiet."""
    if is_quiet:
        yield
        return
    display = StepDisplay(Console(stderr=True))
    with progress.listening(display):
        try:
            yield
        finally:
            display.finish()

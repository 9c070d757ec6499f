"""What a run is doing right now, for whoever shows it; nobody listens in the web server's runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Listener(Protocol):
    """Shows what a run does. Messages hold no personal value."""

    def begin(self, step: str) -> None:
        """A step begins; the one before is done."""

    def detail(self, message: str) -> None:
        """What the step is at; there may be thousands of these."""


_listeners: list[Listener] = []


def begin(step: str) -> None:
    """Tell the listeners that a step begins."""
    for listener in _listeners:
        listener.begin(step)


def detail(message: str) -> None:
    """Tell the listeners what the step is at."""
    for listener in _listeners:
        listener.detail(message)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear everything while the block lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)

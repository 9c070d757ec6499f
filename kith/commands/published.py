"""Where the commands that only read look: the publication in force."""

from pathlib import Path

from ingestion.errors import UsageError
from kith.home import Home


def published_folder(home: Home) -> Path:
    """The folder of the publication in force. Raises UsageError where nothing is published yet."""
    if not home.current.exists():
        raise UsageError(f"Nothing is published in {home.root} yet: run `kith run` first.")
    return home.current.resolve()

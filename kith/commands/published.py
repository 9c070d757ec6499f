"""Where the commands that only read look: the publication in force."""

from pathlib import Path

from kith.home import Home


def published_folder(home: Home) -> Path:
    """The folder of the publication in force. Raises UsageError where nothing is published yet."""
    if not home.current.exists():
        from kith.publishing.versions import nothing_published

        raise nothing_published(home.root)
    return home.current.resolve()

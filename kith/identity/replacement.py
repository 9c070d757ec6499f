"""Puts a new file in the place of an old one, so that a crash leaves the old one whole."""

import os
from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """Write `text` beside `path`, to disk, and then give it that name; only its owner may read it."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)
    draft.replace(path)

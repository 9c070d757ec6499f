"""Which code built a warehouse: a hash over Kith's own source files, so that changed code is never "nothing new"."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).parents[1]
SOURCE_FOLDERS: Final = ("ingestion", "kith", "orchestration", "dbt_project")
SOURCE_SUFFIXES: Final = frozenset({".py", ".yml", ".sql", ".csv", ".j2", ".css"})
GENERATED: Final = frozenset({"target", "logs", "__pycache__"})


@lru_cache(maxsize=1)
def code_version() -> str:
    """Twelve hex digits over names and contents of the source files; read once a process."""
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(f"{path.relative_to(REPOSITORY)}|".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _source_files() -> list[Path]:
    return sorted(
        path
        for folder in SOURCE_FOLDERS
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in SOURCE_SUFFIXES and not GENERATED & set(path.relative_to(REPOSITORY).parts)
    )

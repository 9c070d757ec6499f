"""Too little memory or disk: no fault of the file being read, and no reason to set it aside. It ends the run."""

import duckdb

from ingestion.errors import KithError

NO_ROOM = "There is too little memory or disk to load landing: make room and run again; nothing is lost."
SIGNS = ("No space left", "File too large", "Disk quota exceeded", "failed to offload", "Out of Memory")


def lacks_room(error: BaseException) -> bool:
    """Whether DuckDB, or writing a file, failed for want of memory or disk."""
    text = str(error)
    return isinstance(error, duckdb.OutOfMemoryException) or any(sign in text for sign in SIGNS)


def refuse_no_room(error: BaseException) -> None:
    """Raise KithError where an error comes of too little memory or disk; any other is the caller's to judge."""
    if lacks_room(error):
        raise KithError(NO_ROOM) from error

"""Too little memory or disk: no fault of the file being read, and no reason to set it aside. It ends the run."""

import duckdb

NO_ROOM = "There is too little memory or disk to load landing: make room and run again; nothing is lost."
SIGNS = ("No space left", "File too large", "Disk quota exceeded", "failed to offload", "Out of Memory")


def lacks_room(error: BaseException) -> bool:
    """Whether DuckDB failed for want of memory or disk."""
    text = str(error)
    return isinstance(error, duckdb.OutOfMemoryException) or any(sign in text for sign in SIGNS)

"""A step of the job as people see it: its title while it runs, and one clean sentence if it fails.

Errors of libraries may quote a cell of a customer's row: their text goes to the home's log of failures alone.
"""

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import dagster as dg
import duckdb

from ingestion.errors import KithError
from kith.home import Home
from orchestration import failure_log, progress

DISK_FULL: Final = (
    "The disk is full: free some space and run again; nothing was lost and the last publication stays."
)
EXIT_CODE: Final = "exit_code"


@contextmanager
def step(title: str, *, is_shown: bool = True) -> Iterator[None]:
    """Report the title if it is shown; turn an error into a failure whose description is fit for a log."""
    if is_shown:
        progress.begin(title)
    try:
        yield
    except dg.Failure:
        raise
    except KithError as error:
        code = {EXIT_CODE: error.exit_code}
        raise dg.Failure(description=str(error), metadata=code, allow_retries=False) from None
    except Exception as error:
        raise dg.Failure(description=_describe(title, error), allow_retries=False) from None


def _describe(title: str, error: Exception) -> str:
    if _is_disk_full(error):
        return DISK_FULL
    failure_log.note(Home.at(), title, traceback.format_exc())
    kind = failure_log.kind_of(str(error)) if isinstance(error, duckdb.Error) else type(error).__name__
    return f"{title} failed: {kind}; {failure_log.WHERE}."


def _is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return isinstance(error, duckdb.Error) and "no space left" in str(error).lower()

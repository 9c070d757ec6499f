"""A step of the job as people see it: its title while it runs, and one clean sentence if it fails.

Errors of libraries may quote a cell of a customer's row; the event log keeps only what is left without quotes.
"""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import dagster as dg
import duckdb

from ingestion.errors import KithError
from orchestration import progress

DISK_FULL: Final = (
    "The disk is full: free some space and run again; nothing was lost and the last publication stays."
)
EXIT_CODE: Final = "exit_code"
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_LONGEST_MESSAGE: Final = 400


@contextmanager
def step(title: str, *, is_shown: bool = True) -> Iterator[None]:
    """Report the title if it is shown; turn expected errors into a failure whose description is fit for a log."""
    if is_shown:
        progress.begin(title)
    try:
        yield
    except KithError as error:
        code = {EXIT_CODE: error.exit_code}
        raise dg.Failure(description=str(error), metadata=code, allow_retries=False) from None
    except duckdb.Error as error:
        raise dg.Failure(description=_describe(title, error), allow_retries=False) from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise dg.Failure(description=DISK_FULL, allow_retries=False) from None


def without_values(message: str) -> str:
    """The message in one line, without anything in quotes."""
    return _QUOTED.sub("'…'", " ".join(message.split()))[:_LONGEST_MESSAGE]


def _describe(title: str, error: duckdb.Error) -> str:
    if "no space left" in str(error).lower():
        return DISK_FULL
    return f"{title} failed. {type(error).__name__}: {without_values(str(error))}"

"""What libraries say when something fails, whole: they may quote a customer's cells, so only the home's owner reads it.

Everywhere else (event log, verdicts, terminal) stands the kind of failure and the name of this file.

Data flow: error of DuckDB, dbt or Python -> `kind_of` for everybody, `note` -> home/dagster/failures.log (0600).
"""

import os
from datetime import UTC, datetime
from typing import Final

from kith.home import Home

FILE_NAME: Final = "failures.log"
WHERE: Final = f"dagster/{FILE_NAME} in the home has the whole message"
# DuckDB's kinds, then dbt's, which stand around them. A list, since nothing that is not on it can be a value of a row.
_KINDS: Final = (
    *(
        "Out of Range Error",
        "Conversion Error",
        "Constraint Error",
        "Invalid Input Error",
        "Mismatch Type Error",
    ),
    *(
        "Out of Memory Error",
        "IO Error",
        "Not implemented Error",
        "Binder Error",
        "Catalog Error",
        "Parser Error",
    ),
    *("Serialization Error", "TransactionContext Error", "INTERNAL Error", "FATAL Error"),
    *("Compilation Error", "Parsing Error", "Database Error", "Runtime Error"),
)


def kind_of(message: str) -> str:
    """Which of the known kinds of failure a message tells of."""
    return next((kind for kind in _KINDS if kind in message), "an error")


def note(home: Home, title: str, message: str) -> None:
    """Add a failure to the home's log."""
    home.dagster.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(home.dagster / FILE_NAME, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC {title}\n{message.rstrip()}\n\n")


def forget(home: Home) -> None:
    """Begin anew: what earlier runs failed by is no longer needed."""
    (home.dagster / FILE_NAME).unlink(missing_ok=True)

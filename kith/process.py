"""How this process behaves towards the outside: it tells nobody anything and keeps the screen clean.

Data flow: `keep_quiet()` at the start of every command -> environment of the libraries that are imported later.
"""

import atexit
import gc
import os
import warnings
from typing import Final

# Read by the libraries when they are imported, so it has to come before them.
NO_TELEMETRY: Final = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DBT_VERSION_CHECK": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DAGSTER_DISABLE_TELEMETRY": "true",
}


def send_nothing() -> None:
    """Switch off what the libraries would report to their makers."""
    os.environ.update(NO_TELEMETRY)


def collect_seldom() -> None:
    """Let the garbage collector look after 50,000 new objects, not after 700: while libraries are imported and make
    their definitions, it finds nothing to free.
    """
    gc.set_threshold(50_000, 20, 20)


def keep_quiet() -> None:
    """Send nothing, collect seldom, keep library warnings and duckdb's `nanobind: leaked` at exit off the screen."""
    send_nothing()
    collect_seldom()
    warnings.simplefilter("ignore")
    atexit.register(_close_stderr)


def _close_stderr() -> None:
    """After the last exit handler only C++ destructors write; what they say helps no user."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)

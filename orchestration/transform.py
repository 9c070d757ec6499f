"""dbt inside the job's own process.

A process of its own costs about five seconds of imports for each part of the run.

Data flow: the parsed project + `$KITH_WAREHOUSE` + variables -> warehouse, and a `NodeResult` per model and test.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from kith.home import Home
from kith.settings import Settings
from orchestration import failure_log
from orchestration.project import folders, invoke, parsed_project

# Exposures come along in a selection and are not built.
_BUILT: Final = ("model.", "seed.", "snapshot.", "test.")
# What the database answered is in their message; the others' messages are dbt's own: "Got 3 results …".
_BROKEN: Final = frozenset({"error", "runtime error", "partial success"})
_FAILED: Final = frozenset({"error", "fail", "runtime error", "skipped", "partial success"})


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test. `message` holds no value of any row.

    `named` are the places that a failed test names, of the columns that its `meta: named` allows to be said.
    """

    unique_id: str
    status: str
    failures: int
    seconds: float
    message: str
    named: tuple[str, ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether the node is a data test."""
        return self.unique_id.startswith("test.")

    @property
    def is_failed(self) -> bool:
        """Whether the node was not built, or the test did not hold at severity error."""
        return self.status in _FAILED


def build(
    home: Home, settings: Settings, *, selector: str, names: Sequence[str] | None = None
) -> list[NodeResult]:
    """Build a selector of the project, or only `names` of it, in the home's warehouse: models, seeds and tests.

    A failed node is a result; raises KithError only where dbt itself could not run. The warehouse's connections are
    closed afterwards.
    """
    # as the selectors are: no unit tests, and a test that looks at more than the part waits for a whole run
    part = ["--exclude", "test_type:unit", "--indirect-selection", "cautious"]
    selection = ["--select", *names, *part] if names else ["--selector", selector]
    values = {
        "as_of": settings.as_of.isoformat(),
        "reporting_currency": settings.feeds.reporting_currency,
        "reporting_timezone": settings.feeds.reporting_timezone,
    }
    arguments = ["build", *folders(home.transform_target), *selection, "--vars", json.dumps(values)]
    with _warehouse(home):
        result = invoke([*arguments, "--no-write-json"], parsed_project())
    return [_translate(home, node) for node in result.results if node.node.unique_id.startswith(_BUILT)]


@contextmanager
def _warehouse(home: Home) -> Iterator[None]:
    """Point the profile at the home's warehouse; leave no connection behind."""
    before = os.environ.get("KITH_WAREHOUSE")
    os.environ["KITH_WAREHOUSE"] = str(home.warehouse)
    try:
        yield
    finally:
        _close_connections()
        if before is None:
            del os.environ["KITH_WAREHOUSE"]
        else:
            os.environ["KITH_WAREHOUSE"] = before


def _close_connections() -> None:
    from dbt.adapters import factory
    from dbt.adapters.duckdb import connections

    manager: Any = connections.DuckDBConnectionManager
    manager.close_all_connections()
    forget_adapters: Any = factory.reset_adapters
    forget_adapters()


def _translate(home: Home, result: Any) -> NodeResult:
    status = str(result.status).lower()
    return NodeResult(
        unique_id=result.node.unique_id,
        status=status,
        failures=result.failures or 0,
        seconds=result.execution_time,
        message=_said(home, result) if status in _BROKEN else result.message or "",
        named=_places(home, result) if status in {"fail", "warn"} else (),
    )


def _places(home: Home, result: Any) -> tuple[str, ...]:
    """Where a test failed: dbt counts the rows that it found, and keeps none of them."""
    columns = result.node.config.meta.get("named")
    if not columns:
        return ()
    found = f"select distinct {', '.join(columns)} from (\n{result.node.compiled_code}\n) order by all"
    with duckdb.connect(str(home.warehouse)) as connection:
        rows = connection.execute(found).fetchall()
    return tuple(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def _said(home: Home, result: Any) -> str:
    """The kind of error; what the database said of it goes to the log of failures."""
    message = result.message or ""
    failure_log.note(home, result.node.unique_id, message)
    return failure_log.kind_of(message)

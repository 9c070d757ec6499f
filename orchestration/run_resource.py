"""What every step of a run shares: the home under its lock, the settings, and the warehouse.

Data flow: `$KITH_HOME` + launch configuration -> `KithRun` -> steps. The in-process executor makes it once a run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import dagster as dg
import duckdb
from pydantic import Field, PrivateAttr

from ingestion.load import LoadContext
from kith.code_version import code_version
from kith.home import Home
from kith.settings import Settings
from orchestration import expectation_process, progress
from orchestration.run_end import begin_run, close_killed_runs, part_of, record_end


class KithRun(dg.ConfigurableResource["KithRun"]):
    """One run on one home. Its two fields can be set in the launchpad; `kith run` sets them from its options."""

    as_of: str | None = Field(default=None, description="YYYY-MM-DD; default as_of of feeds.yml, else today.")
    full_refresh: bool = Field(default=False, description="Rebuild raw and warehouse from landing and state.")

    _home: Home = PrivateAttr()
    _settings: Settings = PrivateAttr()
    _run_id: str = PrivateAttr()
    _started_at: datetime = PrivateAttr()
    _opened: duckdb.DuckDBPyConnection | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["KithRun"]:
        """Hold the home's lock while the run lasts, others wait; write down how it ended before they begin."""
        home = Home.open()
        expectation_process.start()

        def say_waiting(holder: int) -> None:
            if context.log:
                context.log.info(f"Process {holder} is writing this home; this run begins when it has ended.")

        with home.lock(wait=True, on_wait=say_waiting):
            self._home = home
            self._settings = Settings.load(home, date.fromisoformat(self.as_of) if self.as_of else None)
            self._run_id = context.run.run_id if context.run else "unknown"
            self._started_at = datetime.now(UTC).replace(tzinfo=None)
            if context.instance:
                close_killed_runs(home, context.instance, self._run_id)
            start = begin_run(home, self._settings, self._run_id, part_of(context.run))
            try:
                yield self
            finally:
                self._close_warehouse()
                if context.run and context.instance:
                    record_end(home, self._settings, start, context.run, context.instance)

    @property
    def home(self) -> Home:
        """The home that this run reads and writes."""
        return self._home

    @property
    def settings(self) -> Settings:
        """feeds.yml, as_of and the secret."""
        return self._settings

    @property
    def connectors(self) -> set[str]:
        """The connectors that feeds.yml names; the others have nothing to load."""
        return {source.connector for source in self._settings.feeds.sources}

    @property
    def run_id(self) -> str:
        """Dagster's id of the run."""
        return self._run_id

    @property
    def started_at(self) -> datetime:
        """When the run began, UTC without zone."""
        return self._started_at

    @property
    def code_version(self) -> str:
        """Which code built it: a hash over Kith's own source files."""
        return code_version()

    @property
    def load_context(self) -> LoadContext:
        """What the loader needs to know of this run."""
        return LoadContext(
            home=self._home.root,
            feeds=self._settings.feeds,
            run_id=self._run_id,
            started_at=self._started_at,
            full_refresh=self.full_refresh,
            progress=progress.detail,
        )

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to the private warehouse. The file stays open until the run ends: loader, dbt and Kith open it
        dozens of times, and what opens it first and closes it last reads and writes its whole catalogue.
        """
        if self._opened is None:
            self._opened = duckdb.connect(str(self._home.warehouse))
        connection = duckdb.connect(str(self._home.warehouse))
        try:
            yield connection
        finally:
            connection.close()

    def _close_warehouse(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

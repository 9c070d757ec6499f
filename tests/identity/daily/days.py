"""One world resolved day by day, by what changed, and beside it by all records: both are to be equal."""

from __future__ import annotations

import shutil
from dataclasses import InitVar, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from kith.identity import IdentityReport, resolve
from kith.identity.daily.planning import plan
from kith.identity.decisions import checked_decisions
from kith.identity.engine import MODEL_FOLDER, bounded_connection
from kith.identity.ids import install_key
from kith.identity.matching.estimation import shipped_estimate
from kith.identity.matching.model import Model, save_model
from kith.identity.preparation import install
from kith.identity.registry import STATE_TABLES, lay_state
from kith.identity.scope import EVERYTHING
from kith.identity.settings import IdentitySettings
from kith.identity.tables import IDENTITY_TABLES
from tests.identity.world import OTHER_TABLES, PROFILE_COLUMNS, RAN_AT, SECRET, World, write_table

TRAINED_ON = 1000
"""Records of the kept model: so many that a few more or less do not let drift be measured again."""


def keep_shipped_model(state: Path) -> None:
    """Put the shipped weights in force as if they had been trained; every value is of the rarest tier."""
    with duckdb.connect() as connection:
        install_key(connection, SECRET)
        connection.execute("create temp table value_tiers (field text, value text, tier tinyint)")
        save_model(connection, Model(shipped_estimate(TRAINED_ON), TRAINED_ON), state / MODEL_FOLDER)


@dataclass
class Home:
    """A warehouse and a state folder that stay from day to day."""

    folder: Path
    day: int = 0

    def __post_init__(self) -> None:
        """Begin with a model, so that no day trains; a home that has lived some days goes on."""
        if self.day == 0:
            keep_shipped_model(self.state)

    @property
    def warehouse(self) -> Path:
        """Path of the private warehouse."""
        return self.folder / "warehouse.duckdb"

    @property
    def state(self) -> Path:
        """The home's state folder."""
        return self.folder / "state"

    def resolve(
        self, world: World, settings: IdentitySettings | None = None, full_refresh: bool = False
    ) -> IdentityReport:
        """Put the world's rows in the place of those of the day before, as the transformation does, and resolve."""
        self.day += 1
        self._lay(world)
        ran_at = RAN_AT + timedelta(days=self.day)
        return resolve(
            self.warehouse, self.state, SECRET, f"run-{self.day}", ran_at, settings, full_refresh=full_refresh
        )

    def goes_over_all(self, world: World, settings: IdentitySettings | None = None) -> bool:
        """Whether a run of today would resolve all records; it is planned, not run."""
        self._lay(world)
        wanted = settings or IdentitySettings()
        with bounded_connection(self.warehouse, wanted) as connection:
            install_key(connection, SECRET)
            install(connection, wanted, checked_decisions(self.state))
            return plan(connection, wanted, self.state, self.state / MODEL_FOLDER) is EVERYTHING

    def _lay(self, world: World) -> None:
        """Write the rows of today."""
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(
                "create schema if not exists intermediate; create schema if not exists staging"
            )
            tables = {"intermediate.int_profiles_unioned": (PROFILE_COLUMNS, world.profiles)}
            tables |= {name: (columns, world.rows[name]) for name, columns in OTHER_TABLES.items()}
            for name, (columns, rows) in tables.items():
                connection.execute(f"drop table if exists {name}")
                write_table(connection, name, columns, rows)

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table of schema identity and of the state, sorted."""
        found = {}
        with duckdb.connect(str(self.warehouse)) as connection:
            lay_state(connection, self.state)
            for table in IDENTITY_TABLES:
                # drift is measured among all records, and again only when so many came or went that it has to be
                columns = "trained_on, fields_left_out" if table == "models" else "*"
                found[table] = connection.execute(
                    f"select {columns} from identity.{table} order by all"
                ).fetchall()
            for table in STATE_TABLES:
                found[f"state {table}"] = connection.execute(f"from state_{table} order by all").fetchall()
        return found


@dataclass
class Days:
    """The same days lived twice."""

    world: World
    day: InitVar[int] = 0
    settings: IdentitySettings = field(default_factory=IdentitySettings)

    def __post_init__(self, day: int) -> None:
        """Two homes beside one another; day: how many days lie in the world's folder already."""
        self.amended = Home(self.world.folder / "amended", day)
        self.rebuilt = Home(self.world.folder / "rebuilt", day)

    def next(self, **settings: Any) -> IdentityReport:
        """Resolve the world of today in both homes and see that nothing differs; the report of the amended one.

        On the first day, when there is nothing to amend, one run is that of both.
        """
        self.settings = replace(self.settings, **settings)
        report = self.amended.resolve(self.world, self.settings)
        if self.amended.day == 1:
            shutil.copytree(self.amended.folder, self.rebuilt.folder, dirs_exist_ok=True)
            self.rebuilt.day = 1
            return report
        expected = self.rebuilt.resolve(self.world, self.settings, full_refresh=True)
        amended, rebuilt = self.amended.content(), self.rebuilt.content()
        for table, rows in rebuilt.items():
            assert amended[table] == rows, f"{table} differs on day {self.amended.day}"
        assert replace(report, resolved_records=expected.resolved_records) == expected
        return report

    def is_part(self, report: IdentityReport) -> bool:
        """Whether the run went over less than all records."""
        return report.resolved_records < report.records

"""Resolve: which records are one person. The order of the whole engine stands here and nowhere else.

Data flow: intermediate.int_* of the private warehouse and state/decisions.jsonl → normalise → identifiers → links →
guards and clusters → matching, by the model in state/ or one trained now → likely links → devices, households →
stable ids → schema `identity`, and the registry in state/. Nearly every step is set-based SQL on one connection; temp
tables carry what lies between the steps.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from kith.identity.cluster import build_clusters, join_likely
from kith.identity.connection import Connection, value_of
from kith.identity.daily.memory import confirm, gaps_left_open, remember
from kith.identity.daily.planning import plan
from kith.identity.decisions import checked_decisions
from kith.identity.evidence import create_evidence
from kith.identity.households import create_households
from kith.identity.ids import assign_ids, install_key
from kith.identity.likely import create_likely_links
from kith.identity.matching.drift import drift_share
from kith.identity.matching.model import Model, holds_untried, keep_untried, save_model
from kith.identity.matching.training import model_in_force, train
from kith.identity.outputs import write_outputs
from kith.identity.preparation import describe_records, install
from kith.identity.queries.run import run_query
from kith.identity.registry import open_registry, save_registry
from kith.identity.scope import EVERYTHING, Scope
from kith.identity.settings import IdentitySettings

MODEL_FOLDER = "identity_model"


@dataclass(frozen=True)
class IdentityReport:
    """What a run found; all figures are counts, none holds a personal value.

    resolved_records: how many this run went over: all, or those of the neighbourhoods that changed.
    model_records: how many records the model in force was trained on, 0 for the shipped weights.
    links: accepted links by kind. stopped: links that a guard stopped, by guard. unused_values:
    identifiers that prove nothing, by reason (placeholder, role, hub). devices: devices by rule. events:
    what happened to ids in this run, by kind. households: with two people or more.
    """

    records: int
    described_records: int
    resolved_records: int
    persons: int
    organisations: int
    households: int
    redirects: int
    state_written: bool
    model_records: int = 0
    links: dict[str, int] = field(default_factory=dict)
    stopped: dict[str, int] = field(default_factory=dict)
    unused_values: dict[str, int] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)


def resolve(
    warehouse: Path,
    state: Path,
    secret: bytes,
    run_id: str,
    ran_at: datetime,
    settings: IdentitySettings | None = None,
    full_refresh: bool = False,
) -> IdentityReport:
    """Decide who is who and write schema `identity` and state/identity.

    Only the neighbourhoods that changed since the last run are resolved, with the result of resolving all (daily/).

    warehouse: the private DuckDB file, with the intermediate models built. state: the home's state folder.
    secret: key of the ids. ran_at: when this run began (UTC); it dates events and redirects, nothing else.
    full_refresh: resolve all records, whatever is known of them; the model stays. For tests and benchmarks, which hold
    a day against it: `kith run --full-refresh` makes the warehouse anew, in which nothing is known.
    """
    moment = ran_at.astimezone(UTC) if ran_at.tzinfo else ran_at
    wanted = settings or IdentitySettings()
    with bounded_connection(warehouse, wanted) as connection:
        install_key(connection, secret)
        decisions, models = checked_decisions(state), state / MODEL_FOLDER
        install(connection, wanted, decisions)
        scope = EVERYTHING if full_refresh else plan(connection, wanted, state, models)
        if scope.is_part:
            # hundreds of small statements: a second thread costs as much as it helps
            connection.execute("set threads = 1")
        model = link_records(connection, wanted, models, scope)
        run_number = open_registry(connection, state, scope)
        assign_ids(connection, run_number, run_id, moment)
        run_query(connection, "household_ids")
        with gaps_left_open(connection, scope, run_number):
            with transaction(connection):
                write_outputs(connection, scope)
                measured_records = remember(connection, scope)
            state_written = save_registry(connection, state, run_number, scope)
            confirm(connection, wanted, state, models, measured_records)
        return _report(connection, model, state_written)


def keep_model(state: Path) -> None:
    """Put the model that the last run trained in force, if it trained one: its checks let it publish.

    state: the home's state folder.
    """
    keep_untried(state / MODEL_FOLDER)


@contextmanager
def bounded_connection(warehouse: Path, settings: IdentitySettings) -> Iterator[Connection]:
    """A connection that holds no more in memory than the settings allow; who else has the database open is let be."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"set memory_limit = '{settings.memory_megabytes}MB'")
        # kept until the file is closed: to hand memory back and ask for it again took a fifth of the system's time;
        # where it is open already, with more, it cannot be reduced
        with suppress(duckdb.InvalidInputException):
            connection.execute(f"set block_allocator_memory = '{settings.memory_megabytes}MB'")
        try:
            yield connection
        finally:
            connection.execute("reset memory_limit")
            connection.execute("reset threads")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing of what is written within."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def train_anew(warehouse: Path, state: Path, secret: bytes, settings: IdentitySettings) -> dict[str, Any]:
    """Train the model on the records of `warehouse` and keep it in `state`; says what it learned from.

    secret: the home's, under which the runs look the model's houses up.
    records: how many, 0 where they were too few and the shipped weights are in force. rounds: of estimation.
    fields_left_out: comparisons that no two records could answer.
    """
    with bounded_connection(warehouse, settings) as connection:
        install_key(connection, secret)
        install(connection, settings, checked_decisions(state))
        describe_records(connection, EVERYTHING)
        model = train(connection, settings.block_cap, settings.few_records)
        if model.trained_on:
            save_model(connection, model, state / MODEL_FOLDER)
    return {
        "records": model.trained_on,
        "rounds": model.estimate.rounds,
        "fields_left_out": list(model.fields_left_out) if model.trained_on else [],
    }


def link_records(
    connection: Connection,
    settings: IdentitySettings,
    model_folder: Path,
    scope: Scope = EVERYTHING,
) -> Model:
    """Everything before ids: creates people, identifiers, clusters, edges_judged, household_components.

    After `install`. model_folder: where the model is kept; one is trained where it holds none, and lies there untried
    until `keep_model`. scope: which records. Returns the model in force.
    """
    describe_records(connection, scope)
    run_query(connection, "links")
    build_clusters(connection)
    model = model_in_force(
        connection, model_folder, settings.block_cap, settings.few_records, scope.find_candidates
    )
    create_likely_links(connection, model)
    join_likely(connection)
    create_evidence(connection, model)
    _describe_model(connection, model, _drift(connection, model, settings, model_folder, scope))
    run_query(connection, "device_owners")
    run_query(connection, "joined_edges")
    create_households(connection)
    return model


def _drift(
    connection: Connection, model: Model, settings: IdentitySettings, model_folder: Path, scope: Scope
) -> float:
    """How far the model is from today's records: measured by every run over all of them, or known from the last one."""
    if scope.is_part:
        return float(value_of(connection, "select drift_share from identity.models"))
    return 0.0 if holds_untried(model_folder) else drift_share(connection, model, settings.accept)


def _describe_model(connection: Connection, model: Model, drift: float) -> None:
    """Create temp table `models`, one row."""
    connection.execute(
        "create or replace temp table models as select cast($trained_on as bigint) as trained_on,"
        " cast($left_out as text) as fields_left_out, cast($drift as double) as drift_share",
        {"trained_on": model.trained_on, "left_out": ", ".join(model.fields_left_out), "drift": drift},
    )


def _report(connection: Connection, model: Model, state_written: bool) -> IdentityReport:
    def number(query: str) -> int:
        return int(value_of(connection, query))

    def numbers(query: str) -> dict[str, int]:
        return dict(connection.execute(query).fetchall())

    households = (
        "select household_id from identity.customers group by household_id having count(household_id) > 1"
    )
    return IdentityReport(
        records=number("select count(*) from identity.record_customers where entity = 'profiles'"),
        described_records=number("select count(*) from identity.record_customers where is_described"),
        resolved_records=number("select count(*) from people"),
        persons=number("select count(*) from identity.customers where customer_kind = 'person'"),
        organisations=number("select count(*) from identity.customers where customer_kind = 'organisation'"),
        households=number(f"select count(*) from ({households})"),
        redirects=number("select count(*) from identity.redirects where until is null"),
        state_written=state_written,
        model_records=model.trained_on,
        links=numbers(
            "select identifier_kind, count(*) from identity.edges where entity_a = 'profiles' and is_accepted"
            " group by identifier_kind order by identifier_kind"
        ),
        stopped=numbers(
            "select coalesce(guard, 'unknown'), count(*) from identity.edges"
            " where entity_a = 'profiles' and not is_accepted group by 1 order by 1"
        ),
        unused_values=numbers(
            "select status, count(distinct (identifier_kind, identifier_value)) from identity.identifiers"
            " where status not in ('links', 'evidence') group by status order by status"
        ),
        devices=numbers("select rule, count(*) from identity.devices group by rule order by rule"),
        events=numbers("select kind, count(*) from new_events group by kind order by kind"),
    )

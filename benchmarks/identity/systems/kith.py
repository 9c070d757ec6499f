"""Kith's engine, as `kith run` calls it, on an empty home: it trains on the data at hand.

Data flow: the set's folder → a warehouse of nothing but what identity reads → link_records → OUT_FOLDER. With `--exact`
what counts are the clusters before matching. With `--steps` the CPU seconds of every step are printed.
"""

import json
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity.cost import Cost, cpu_seconds
from kith.identity import cluster, engine, ids, likely, outputs, preparation, registry
from kith.identity.daily import memory, pairs, planning
from kith.identity.matching import training
from kith.identity.normalise import normalise
from kith.identity.settings import IdentitySettings
from tests.identity.world import OTHER_TABLES, PROFILE_COLUMNS

IMPORTED = ("numpy", "pyarrow", "scipy.sparse.csgraph", "phonenumbers")
NORMALISATION = ("load_reference", "normalise")

EVIDENCE = """
    select record, kind || '|' || value as value
    from identifiers inner join numbered using (record_number)
    where status <> 'placeholder'
    union all
    select
        record,
        unnest([
            'born|' || birth_date, 'number|' || personal_number, 'area|' || postal_code,
            'house|' || house_number || '|' || street || '|' || coalesce(postal_code, city)
        ]) as value
    from people
    inner join numbered using (record_number)
"""

PEOPLE = """
    select
        record, source, first_name, left(middle_name, 1) as middle_initial, last_name,
        strftime(birth_date, '%Y-%m-%d') as birth_date, personal_number, email, phone, street, house_number,
        house_number || ' ' || street as address, postal_code, city
    from people
    inner join numbered using (record_number)
"""


def import_all() -> None:
    """Import what resolving imports, else counted to it; DuckDB imports more when it is first given a table."""
    for module in IMPORTED:
        import_module(module)
    import pyarrow

    with duckdb.connect() as connection:
        connection.register("numbers", pyarrow.table({"number": [1]}))


def build_warehouse(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Create the tables that identity reads from the files of a set; a column or table that a set lacks is null."""
    connection.execute("create schema intermediate; create schema staging")
    tables = {"intermediate.int_profiles_unioned": PROFILE_COLUMNS, **OTHER_TABLES}
    for table, columns in tables.items():
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table {table} ({declared})")
        path = folder / ("profiles.parquet" if table.endswith("int_profiles_unioned") else f"{table}.parquet")
        if not path.is_file():
            continue
        written = {row[0] for row in connection.execute(f"describe from '{path}'").fetchall()}
        shared = ", ".join(name for name in columns if name in written)
        connection.execute(f"insert into {table} by name select {shared} from '{path}'")


def watched(steps: dict[str, float], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """`work`, adding what it uses to `steps`; a query counts under its own name."""

    def run(*arguments: Any, **named: Any) -> Any:
        before = cpu_seconds()
        result = work(*arguments, **named)
        label = f"query {arguments[1]}" if name == "run_query" else name
        steps[label] = steps.get(label, 0.0) + cpu_seconds() - before
        return result

    return run


def watch(steps: dict[str, float]) -> None:
    """Have the engine's steps, and the parts of its longest ones, counted; a step includes those it calls."""
    for module in (
        engine,
        likely,
        cluster,
        training,
        preparation,
        outputs,
        registry,
        planning,
        pairs,
        memory,
    ):
        for name, work in list(vars(module).items()):
            if isfunction(work) and work.__module__.startswith("kith.identity"):
                setattr(module, name, watched(steps, name, work))


class ExactLinksDoneError(Exception):
    """Raised in place of matching, to end a run after the exact links."""


def stop_before_matching() -> None:
    """Have the engine end where matching would begin."""

    def stop(*_: Any) -> None:
        raise ExactLinksDoneError

    vars(engine)["model_in_force"] = stop


def write_found(connection: duckdb.DuckDBPyConnection, source: Path, folder: Path) -> None:
    """Write the clusters, the pairs they rest on, and what else the other systems and the judge may use."""
    connection.execute(
        f"""
        create or replace temp table numbered as
        select people.record_number, profiles.record
        from people
        inner join '{source}/profiles.parquet' as profiles using (source, record_id)
        """
    )
    answers = {
        "clusters": "select record, cluster from clusters inner join numbered using (record_number)",
        "people": PEOPLE,
        "evidence": EVIDENCE,
    }
    for name, query in answers.items():
        connection.execute(f"copy ({query}) to '{folder}/{name}.parquet'")


def write_pairs(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the pairs that were compared, and whether each was believed."""
    connection.execute(
        f"""
        copy (
            select
                one.record as record_a, other.record as record_b,
                doubted_pairs.guard is null and coalesce(p_person >= getvariable('accept'), false) as is_accepted
            from pair_levels
            left join scored_pairs using (record_a, record_b)
            left join doubted_pairs using (record_a, record_b)
            inner join numbered as one on one.record_number = pair_levels.record_a
            inner join numbered as other on other.record_number = pair_levels.record_b
        ) to '{folder}/pairs.parquet'
        """
    )


def report(steps: dict[str, float], options: tuple[str, ...]) -> None:
    """Print the CPU seconds of every step, where asked."""
    if "--steps" in options:
        for name, seconds in sorted(steps.items(), key=lambda step: -step[1]):
            print(f"{seconds:8.2f}  {name}")


def main(source: Path, folder: Path, *options: str) -> None:
    """Link the records of a set."""
    steps: dict[str, float] = {}
    import_all()
    cost = Cost()
    warehouse = folder / "warehouse.duckdb"
    warehouse.unlink(missing_ok=True)
    shutil.rmtree(folder / "model", ignore_errors=True)
    with engine.bounded_connection(warehouse, IdentitySettings()) as connection:
        build_warehouse(connection, source)
        cost.done("reading")
        watch(steps)
        if "--exact" in options:
            stop_before_matching()
        with suppress(ExactLinksDoneError):
            ids.install_key(connection, b"a key for this measurement alone")
            preparation.install(connection, IdentitySettings(), ())
            engine.link_records(connection, IdentitySettings(), folder / "model")
        cost.done("linking")
        normalising = sum(steps.get(name, 0.0) for name in NORMALISATION)
        cost.stages["linking"] -= normalising
        cost.stages["normalising"] = normalising
        cost.write(folder)
        (folder / "steps.json").write_text(json.dumps(steps))
        report(steps, options)
        # the engine has dropped what it read no more
        normalise(connection)
        write_found(connection, source, folder)
        if "--exact" not in options:
            write_pairs(connection, folder)
    warehouse.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])

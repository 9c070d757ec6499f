"""What a day costs: one record in a hundred comes, changes or goes, resolved by its neighbourhoods and again by all.

Data flow: a set's folder → a home resolved whole, its model trained → the same home twice: as the next day finds it,
and with `full_refresh` → CPU seconds of both, and whether schema identity and the state are equal, row for row. Each
is resolved in a process of its own; what Python's imports use is left out.
Run alone with `python -m benchmarks.identity.batch SET_FOLDER`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.identity.cost import cpu_seconds, peak_megabytes
from benchmarks.identity.systems.kith import build_warehouse, import_all, watch
from kith.identity.engine import keep_model, resolve
from kith.identity.registry import STATE_TABLES, lay_state
from kith.identity.tables import IDENTITY_TABLES

SECRET = b"the secret of a benchmark, which keeps none"
FIRST_DAY = datetime(2026, 6, 29, 4, tzinfo=UTC)
PARTS = 1000
NEW, CHANGED, GONE = 7, 2, 1
PART = f"(hash(source || record_id) % {PARTS})"
LARGEST_SHARE = 1 / 8


def lay_day(source: Path, warehouse: Path, day: int) -> None:
    """Put the day's records where the transformation would; the rest of the warehouse stays."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "drop schema if exists intermediate cascade; drop schema if exists staging cascade"
        )
        build_warehouse(connection, source)
        if day == 1:
            connection.execute(f"delete from intermediate.int_profiles_unioned where {PART} < {NEW}")
            return
        connection.execute(
            f"""
            delete from intermediate.int_profiles_unioned where {PART} >= {PARTS - GONE};
            update intermediate.int_profiles_unioned
            set phone = null, address_line = '1 New Road', postal_code = '1' || record_id
            where {PART} between {NEW} and {NEW + CHANGED - 1}
            """
        )


def resolve_day(home: Path, day: int, full_refresh: bool, has_steps: bool) -> None:
    """Resolve, and print what it used and went over as JSON; to be called in a fresh process."""
    import_all()
    steps: dict[str, float] = {}
    if has_steps:
        watch(steps)
    started = cpu_seconds()
    report = resolve(
        home / "warehouse.duckdb",
        home / "state",
        SECRET,
        f"day-{day}",
        FIRST_DAY + timedelta(days=day),
        full_refresh=full_refresh,
    )
    used = cpu_seconds() - started
    keep_model(home / "state")
    for name, seconds in sorted(steps.items(), key=lambda step: -step[1]):
        print(f"{seconds:8.2f}  {name}", file=sys.stderr)
    print(json.dumps({"cpu": used, "mb": peak_megabytes(), "resolved": report.resolved_records}))


def resolve_apart(home: Path, day: int, *options: str) -> dict[str, float]:
    """What `resolve_day` prints in a process of its own. options: --full, --steps."""
    command = [sys.executable, "-m", "benchmarks.identity.batch", "--day", str(home), str(day), *options]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(ended.stdout)
    return found


def differing(one: Path, other: Path) -> list[str]:
    """The tables of schema identity and of the state of which two homes hold other rows."""
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '4GB'")
        for name, home in (("one", one), ("other", other)):
            connection.execute(f"attach '{home}/warehouse.duckdb' as {name} (read_only)")
        pairs = {table: (f"one.identity.{table}", f"other.identity.{table}") for table in IDENTITY_TABLES}
        # drift is measured by runs over all records; a day keeps what the last one measured
        pairs["models"] = (
            "(select trained_on, fields_left_out from one.identity.models)",
            "(select trained_on, fields_left_out from other.identity.models)",
        )
        for name, home in (("one", one), ("other", other)):
            lay_state(connection, home / "state")
            for table in STATE_TABLES:
                connection.execute(f"create temp table {name}_{table} as from state_{table}")
        pairs |= {f"state/{table}": (f"one_{table}", f"other_{table}") for table in STATE_TABLES}
        return [table for table, (left, right) in pairs.items() if not _are_equal(connection, left, right)]


def _are_equal(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> bool:
    missing = [
        connection.execute(f"select count(*) from (from {one} except all from {other})").fetchall()[0][0]
        for one, other in ((left, right), (right, left))
    ]
    return missing == [0, 0]


def main(source: Path, *options: str) -> int:
    """Print what both ways cost; 1 when the results differ or a day costs too much."""
    with tempfile.TemporaryDirectory() as scratch:
        daily, whole = Path(scratch) / "daily", Path(scratch) / "whole"
        (daily / "state").mkdir(parents=True)
        lay_day(source, daily / "warehouse.duckdb", 1)
        first = resolve_apart(daily, 1, *options)
        lay_day(source, daily / "warehouse.duckdb", 2)
        shutil.copytree(daily, whole)
        part = resolve_apart(daily, 2, *options)
        full = resolve_apart(whole, 2, "--full", *options)
        unequal = differing(daily, whole)
    share = part["cpu"] / full["cpu"]
    print(
        f"{full['resolved']:,} records; {NEW / PARTS:.1%} came, {CHANGED / PARTS:.1%} changed, {GONE / PARTS:.1%} went"
    )
    for name, found in (
        ("first run, training", first),
        ("the day, all records", full),
        ("the day, touched", part),
    ):
        print(
            f"  {name:<22}{found['cpu']:8.1f} CPU-s {found['mb']:8.0f} MB {found['resolved']:12,.0f} records resolved"
        )
    print(f"  share                 {share:8.1%}   (at most {LARGEST_SHARE:.1%})")
    print(f"  tables that differ    {', '.join(unequal) or 'none'}")
    return int(share > LARGEST_SHARE or bool(unequal))


if __name__ == "__main__":
    if sys.argv[1] == "--day":
        resolve_day(Path(sys.argv[2]), int(sys.argv[3]), "--full" in sys.argv, "--steps" in sys.argv)
    else:
        sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))

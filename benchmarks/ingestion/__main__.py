"""10M CSV rows of five columns: Kith's whole load against plain DuckDB.

DuckDB reads the file into a table on disk; Kith maps, casts, validates, quarantines, finds repeats and reconciles.
Two files, since the ratio depends on what stands in them: newsletter events, which is what comes in such numbers, with
ids as mailing systems make them; and order lines with the shortest ids there can be, which plain DuckDB stores as
numbers. Each is timed three times, in turns, in processes of their own, and the fastest counts.
Run alone with `python -m benchmarks.ingestion`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.ingestion.worlds import BAD_ROWS, ROWS, WORLDS, World

ROUNDS = 3
LIMIT = 2.5


def plain_duckdb(home: Path) -> None:
    """What there is to beat: the file into a table on disk, nothing else."""
    with duckdb.connect(str(home / "plain.duckdb")) as connection:
        connection.execute(f"create table lines as from read_csv('{home / 'landing' / 'lines.csv'}')")


def kith_load(home: Path) -> None:
    """The whole load as the job does it, and proof that no row was lost."""
    import datetime

    from ingestion.feeds import read_feeds
    from ingestion.load import LoadContext, finish_load, load_connector, prepare_warehouse

    started_at = datetime.datetime.now(datetime.UTC)
    context = LoadContext(home, read_feeds(home), "benchmark", started_at, False, lambda step: None)
    prepare_warehouse(context)
    load_connector(context, "files")
    finish_load(context)
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        counts = connection.execute(
            "select rows_read, rows_loaded, rows_repeated + rows_superseded, rows_quarantined "
            "from ops.load_reconciliation"
        ).fetchall()
    read, loaded, outdated, quarantined = counts[0]
    assert (read, quarantined) == (ROWS, BAD_ROWS), counts
    assert outdated > 0
    assert read == loaded + outdated + quarantined


def seconds_of(work: str, world: World, source: Path) -> float:
    """Wall seconds of one kind of work in a new process over a home that holds nothing but the input."""
    with tempfile.TemporaryDirectory(dir=source) as scratch:
        home = Path(scratch)
        (home / "landing").mkdir()
        (home / "landing" / "lines.csv").hardlink_to(source / "lines.csv")
        (home / "feeds.yml").write_text(world.feeds)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "benchmarks.ingestion", work, str(home)], check=True)
        return time.perf_counter() - started


def compare(world: World) -> bool:
    """Print both times and their ratio; whether Kith takes no more than the limit allows."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        world.write(source / "lines.csv")
        size = (source / "lines.csv").stat().st_size / 1e6
        rounds = [
            (seconds_of("plain", world, source), seconds_of("kith", world, source)) for _ in range(ROUNDS)
        ]
    plain, kith = (min(times) for times in zip(*rounds, strict=True))
    print(f"{world.name}: {ROWS:,} rows of five columns, {size:,.0f} MB")
    print(f"  plain DuckDB, into a table   {plain:7.1f} s")
    print(f"  Kith's whole load            {kith:7.1f} s   {kith / plain:.2f} x   (limit {LIMIT} x)")
    return kith <= LIMIT * plain


def main(arguments: list[str]) -> int:
    """Compare, or be one side of the comparison; 1 where a limit is missed."""
    if not arguments:
        results = [compare(world) for world in WORLDS]
        return int(not all(results))
    work, home = arguments
    {"plain": plain_duckdb, "kith": kith_load}[work](Path(home))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""10M CSV rows of five columns: Kith's whole load against plain DuckDB.

DuckDB reads the file into a table on disk; Kith maps, casts, validates, quarantines, finds repeats and reconciles.
Each is timed three times, in turns, in processes of their own, and the fastest counts.
Run alone with `python -m benchmarks.ingestion`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = 10_000_000
BAD_ROWS = 1_000
REPEATED_ROWS = 1_000
ROUNDS = 3
LIMIT = 2.5

FEEDS = """\
as_of: 2026-06-30
sources:
  - name: shop
    feed: merchandise
    connector: files
    files:
      - path: landing/lines.csv
        entity: order_lines
        columns:
          order_id: order
          record_id: line
          ordered_at: sold_at
          quantity: "'1'"
          product_id: product
          line_amount: amount
          currency: "'EUR'"
"""


def write_world(home: Path) -> Path:
    """A home with one file of order lines: 10M rows, of which some cannot be cast and some repeat another."""
    landing = home / "landing" / "lines.csv"
    landing.parent.mkdir(parents=True)
    (home / "feeds.yml").write_text(FEEDS)
    duckdb.sql(f"""
        copy (
            select
                'o' || (line // 3) as "order",
                line,
                strftime(timestamp '2024-01-01' + to_seconds(line % 60_000_000), '%Y-%m-%d %H:%M:%S') as sold_at,
                'p' || (line % 5_000) as product,
                if(position % {ROWS // BAD_ROWS} = 7, 'oops', printf('%.2f', (line % 10_000) / 100)) as amount
            from (
                select position, if(position < {ROWS - REPEATED_ROWS}, position, position - {ROWS // 2}) as line
                from range({ROWS}) as positions(position)
            )
        ) to '{landing}' (header)
    """)
    return landing


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


def seconds_of(work: str, source: Path) -> float:
    """Wall seconds of one kind of work in a new process over a home that holds nothing but the input."""
    with tempfile.TemporaryDirectory(dir=source) as scratch:
        home = Path(scratch)
        (home / "landing").mkdir()
        (home / "landing" / "lines.csv").hardlink_to(source / "landing" / "lines.csv")
        (home / "feeds.yml").write_text(FEEDS)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "benchmarks.ingestion", work, str(home)], check=True)
        return time.perf_counter() - started


def compare() -> int:
    """Print both times and their ratio; return 1 when Kith takes more than the limit allows."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        write_world(source)
        rounds = [(seconds_of("plain", source), seconds_of("kith", source)) for _ in range(ROUNDS)]
    plain, kith = (min(times) for times in zip(*rounds, strict=True))
    print(f"plain DuckDB, {ROWS:,} rows      {plain:7.1f} s")
    print(f"Kith's whole load, same file   {kith:7.1f} s   {kith / plain:.2f} x   (limit {LIMIT} x)")
    return int(kith > LIMIT * plain)


def main(arguments: list[str]) -> int:
    """Compare, or be one side of the comparison."""
    if not arguments:
        return compare()
    work, home = arguments
    {"plain": plain_duckdb, "kith": kith_load}[work](Path(home))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

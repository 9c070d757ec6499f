"""Whether ids stay: a home is resolved whole, some records come and some go, and it is resolved whole again.

Data flow: a set's folder → two warehouses, the first without one record in a hundred, the second with all but three
others in a thousand → `resolve` on both under one state folder → the share of the records of both days whose
customer_id stayed. Everything is rebuilt the second day; only the state folder stays, as in a home.
Run alone with `python -m benchmarks.identity.churn SET_FOLDER`.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.identity.cost import cpu_seconds
from benchmarks.identity.systems.kith import build_warehouse
from kith.identity import resolve

SECRET = b"the secret of a benchmark, which keeps none"
FIRST_DAY = datetime(2026, 6, 29, 4, tzinfo=UTC)
PARTS = 1000
NEW, GONE = 10, 3
LEAST_KEPT = 0.998

FIGURES = """
    with stayed as (
        select one.customer_id as before, other.customer_id as after
        from before_ids as one
        inner join after_ids as other using (source, record_id)
    ),

    sizes as (
        select
            *,
            (select count(*) from before_ids where customer_id = stayed.before) as size_before,
            (select count(*) from after_ids where customer_id = stayed.after) as size_after,
            count(*) over (partition by before, after) as shared
        from stayed
    )

    select
        count(*), avg((before = after)::int), count(*) filter (where is_untouched),
        avg((before = after)::int) filter (where is_untouched)
    from (select *, shared = size_before and shared = size_after as is_untouched from sizes)
"""


def resolve_day(source: Path, home: Path, day: int, condition: str) -> float:
    """Resolve the records that `condition`, SQL over `part`, lets in; CPU seconds of `resolve`."""
    warehouse = home / f"day-{day}.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        build_warehouse(connection, source)
        connection.execute(
            f"""
            delete from intermediate.int_profiles_unioned
            where not ({condition.replace("part", f"(hash(source || record_id) % {PARTS})")})
            """
        )
    started = cpu_seconds()
    resolve(warehouse, home / "state", SECRET, f"day-{day}", FIRST_DAY + timedelta(days=day))
    return cpu_seconds() - started


def main(source: Path) -> int:
    """Print what stayed; 1 when too little did."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        (home / "state").mkdir()
        first = resolve_day(source, home, 1, f"part >= {NEW}")
        second = resolve_day(source, home, 2, f"part < {PARTS - GONE}")
        with duckdb.connect() as connection:
            for day, table in ((1, "before_ids"), (2, "after_ids")):
                connection.execute(f"attach '{home}/day-{day}.duckdb' as {table}_of (read_only)")
                connection.execute(
                    f"create temp table {table} as select source, record_id, customer_id"
                    f" from {table}_of.identity.record_customers where entity = 'profiles'"
                )
            ((records, kept, untouched, kept_untouched),) = connection.execute(FIGURES).fetchall()
    print(f"{records:,} records on both days, {NEW / PARTS:.1%} came, {GONE / PARTS:.1%} went")
    print(f"  kept their id                 {kept:.4%}   (at least {LEAST_KEPT:.1%})")
    print(f"  of {untouched:,} untouched     {kept_untouched:.4%}   (all)")
    print(f"  CPU seconds                   {first:.1f} the first day, {second:.1f} the second")
    return int(kept < LEAST_KEPT or kept_untouched < 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

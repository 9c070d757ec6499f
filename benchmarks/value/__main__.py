"""What each customer is worth: Kith's models against one hand-written SQL script: `python -m benchmarks.value`.

Both start from the same tables (world.sql) and run in a process of their own; CPU seconds count, of all threads, since
wall time says how busy the machine was. Two figures: one as_of (earned money, value, tiers, reasons, whale curve,
bridge), and the replay of the 24 month-ends before it, from which the tiers in force follow. The results are compared
by content. Returns 1 where a limit is missed, contents differ, or a result has no model yet.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.value.floor import RESULT
from benchmarks.value.results import Difference, compare
from benchmarks.value.world import MONTH_ENDS, World

WORK = Path(".benchmarks-value")
CUSTOMERS = 1_000_000
LINES = 10_000_000
FIGURES = {
    "one as_of": (("value", "present"), 15.0),
    f"replay of {MONTH_ENDS} month-ends": (("replay",), 45.0),
}
"""What is measured: the steps that belong to it, and the most CPU seconds at the default size."""
MOST_TIMES_FLOOR = 2.0
SLOWEST = 8


@dataclass(frozen=True)
class Cost:
    """CPU seconds by step and the peak memory of one process."""

    stages: dict[str, float]
    peak_mb: float

    def seconds(self, steps: tuple[str, ...]) -> float:
        """CPU seconds of some steps together."""
        return sum(self.stages[step] for step in steps)


def run(side: str, file: Path, found: Path) -> Cost:
    """Run one side in a process of its own. Raises CalledProcessError where it fails."""
    subprocess.run([sys.executable, "-m", f"benchmarks.value.{side}", str(file), str(found)], check=True)
    return Cost(**json.loads((found / "cost.json").read_text()))


def fresh(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def print_costs(floor: Cost, models: Cost, is_full_size: bool) -> bool:
    """Print both figures; whether none misses its limits, which are those of the full size."""
    print(f"  {'CPU seconds':28}{'floor':>9}{'models':>9}{'ratio':>9}   limits")
    is_within = True
    for name, (steps, most) in FIGURES.items():
        by_hand, by_model = floor.seconds(steps), models.seconds(steps)
        is_within &= by_model <= min(most, MOST_TIMES_FLOOR * by_hand)
        print(
            f"  {name:28}{by_hand:9.1f}{by_model:9.1f}{by_model / by_hand:8.2f} x"
            f"   {most:.0f} s, {MOST_TIMES_FLOOR:.0f} x"
        )
    print(f"  {'dbt: imports, parsed project':28}{'-':>9}{models.stages['dbt']:9.1f}")
    print(f"  {'imports of the floor':28}{floor.stages['start']:9.1f}")
    print(f"  {'peak memory, MB':28}{floor.peak_mb:9.0f}{models.peak_mb:9.0f}")
    return is_within or not is_full_size


def print_slowest(seconds: dict[str, float]) -> None:
    """Print where the models' time goes; two of them may run at a time."""
    slowest = sorted(seconds, key=lambda name: -seconds[name])[:SLOWEST]
    print("  longest, wall s: " + ", ".join(f"{name} {seconds[name]:.1f}" for name in slowest))


def print_contents(differences: list[Difference], missing: list[str]) -> bool:
    """Print what differs and what no model makes; whether there is neither."""
    for difference in differences:
        print(f"  {difference}")
    for model in missing:
        print(f"  {model}: missing, no model makes it yet; its cost is in the floor alone")
    return not missing and all(difference.is_equal for difference in differences)


def main() -> int:
    """Make the world where it is not there, run both sides, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--lines", type=int, default=LINES, help="ledger lines, ten a customer or more")
    parser.add_argument("--work", type=Path, default=WORK, help="folder that keeps worlds and results")
    options = parser.parse_args()
    world = World(options.customers, options.lines, options.work.absolute())
    world.make()
    print(f"{world.customers:,} customers, {world.lines:,} ledger lines")
    sys.stdout.flush()
    by_hand, by_model = fresh(world.work / "floor"), fresh(world.work / "models")
    warehouse = by_model / "warehouse.duckdb"
    shutil.copy(world.file, warehouse)
    os.sync()  # or the copy's way to the disk is paid for by who measures
    floor = run("floor", world.file, by_hand)
    os.sync()
    models = run("models", warehouse, by_model)
    missing = json.loads((by_model / "missing.json").read_text())
    is_within = print_costs(floor, models, (world.customers, world.lines) == (CUSTOMERS, LINES))
    print_slowest(json.loads((by_model / "nodes.json").read_text()))
    is_equal = print_contents(compare(by_hand / RESULT, warehouse, missing), missing)
    return int(not (is_within and is_equal))


if __name__ == "__main__":
    sys.exit(main())

"""The floor: floor.sql on a world, step by step. Run as `python -m benchmarks.value.floor WORLD FOUND`.

Data flow: the world's file, read only -> FOUND/floor.duckdb with the result, FOUND/cost.json with CPU seconds by step.
"""

import re
import sys
from pathlib import Path

import duckdb

from benchmarks.identity.cost import Cost
from benchmarks.value.world import AS_OF

SCRIPT = Path(__file__).with_name("floor.sql")
RESULT = "floor.duckdb"


def steps() -> dict[str, str]:
    """Name of a step → its SQL; what stands above the first is comment."""
    _, *parts = re.split(r"^-- STEP (\w+) -+$", SCRIPT.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def main(world: Path, found: Path) -> None:
    """Run the script and write what it cost; writing the result belongs to the last step."""
    cost = Cost()
    connection = duckdb.connect(str(found / RESULT))
    connection.execute(f"attach '{world}' as books (read_only)")
    connection.execute(f"set variable as_of = date '{AS_OF}'")
    for name, script in steps().items():
        connection.execute(script)
        cost.done(name)
    connection.close()
    cost.done(name)
    cost.write(found)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""Faults planted in landing, each with its line in truth/faults.csv.

Data flow: the finished files of a world -> a few lines and files added -> truth/faults.csv (fault, file, row, detail). All are
amber: rows go to quarantine, repeats are counted, nothing holds a whole file back.
"""

from __future__ import annotations

from pathlib import Path

from kith.demo.world import World


def plant(home: Path, world: World) -> None:
    """Adds the faults and writes truth/faults.csv."""
    lines = ["fault,file,row,detail"]
    (home / "truth").mkdir(exist_ok=True)
    (home / "truth" / "faults.csv").write_text("\n".join(lines) + "\n")

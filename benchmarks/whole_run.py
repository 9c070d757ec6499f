"""The whole job on the demo publisher: 10,000 people from nothing, then again with nothing new.

Run alone with `python -m benchmarks.whole_run`; the figures stand in docs/benchmarks.md.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = 10_000
LIMITS = {"demo": 60.0, "first run": 120.0, "run with nothing new": 20.0}


def seconds_of(*arguments: str) -> float:
    """Wall seconds of one `kith` command as a user would type it; the command must succeed."""
    kith = Path(sys.executable).with_name("kith")
    started = time.perf_counter()
    subprocess.run(
        [kith, *arguments], check=True, stdout=subprocess.DEVNULL, env=os.environ | {"DO_NOT_TRACK": "1"}
    )
    return time.perf_counter() - started


def main() -> int:
    """Print seconds against limits, return 1 when a limit is passed."""
    with tempfile.TemporaryDirectory() as scratch:
        home = str(Path(scratch) / "home")
        measured = {
            "demo": seconds_of("demo", "--people", str(PEOPLE), "--home", home),
            "first run": seconds_of("run", "--home", home),
            "run with nothing new": seconds_of("run", "--home", home),
        }
    for name, seconds in measured.items():
        print(f"{name:24} {seconds:7.1f} s   (limit {LIMITS[name]:.0f} s)")
    return int(any(seconds > LIMITS[name] for name, seconds in measured.items()))


if __name__ == "__main__":
    sys.exit(main())

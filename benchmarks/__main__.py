"""Run every benchmark, each in a process of its own, and print what it measured: `python -m benchmarks`."""

import subprocess
import sys

BENCHMARKS = (
    ("benchmarks.ingestion",),
    ("benchmarks.whole_run",),
    ("benchmarks.identity", "--systems", "kith"),
    ("benchmarks.value",),
)
"""Modules and their options; of who is who Kith's own part, without the other tools."""


def main() -> int:
    """Return 1 when any benchmark misses the figure it is held to."""
    results = [subprocess.run([sys.executable, "-m", *words], check=False).returncode for words in BENCHMARKS]
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Run every benchmark, each in a process of its own, and print what it measured: `python -m benchmarks`."""

import subprocess
import sys

BENCHMARKS = ("benchmarks.ingestion", "benchmarks.whole_run")


def main() -> int:
    """Return 1 when any benchmark misses the figure it is held to."""
    results = [subprocess.run([sys.executable, "-m", name], check=False).returncode for name in BENCHMARKS]
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main())

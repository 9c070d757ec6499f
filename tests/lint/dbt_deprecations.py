"""Fail when `dbt parse` prints a deprecation; run alone with `python -m tests.lint.dbt_deprecations`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "dbt_project"


def main() -> int:
    """Parse the project from nothing and return 1 when dbt fails or deprecates anything we use."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {
            "DO_NOT_TRACK": "1",
            "KITH_WAREHOUSE": str(Path(scratch) / "warehouse.duckdb"),
            "DBT_TARGET_PATH": scratch,
            "DBT_LOG_PATH": scratch,
        }
        dbt = Path(sys.executable).with_name("dbt")
        command = [dbt, "--no-version-check", "parse", "--show-all-deprecations", "--no-partial-parse"]
        command += ["--project-dir", PROJECT, "--profiles-dir", PROJECT]
        parsed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    output = parsed.stdout + parsed.stderr
    if parsed.returncode or "deprecat" in output.lower():
        sys.stderr.write(output)
        return 1
    sys.stdout.write("dbt parse: no deprecations\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

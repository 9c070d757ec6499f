"""Dagster's own settings and state, kept in the home.

Data flow: `Home` -> home/dagster/dagster.yaml -> `DagsterInstance` of `kith run`, and the web server of `kith dev`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import dagster as dg
import yaml

from kith.home import Home
from orchestration.layers import WAREHOUSE_POOL

FILE_NAME: Final = "dagster.yaml"
DAYS_OF_TICKS: Final = 30


def instance_settings(home: Home) -> dict[str, Any]:
    """What dagster.yaml of this home says."""
    return {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "freshness": {"enabled": True},
        # Runs begin at once and wait for the home's lock, which a killed run frees: in a queue it would keep its place.
        "run_coordinator": {
            "module": "dagster.core.run_coordinator",
            "class": "DefaultRunCoordinator",
        },
        # The warehouse has one writer; a pool's limit holds over all runs of this home.
        "concurrency": {"pools": {"granularity": "op", "default_limit": 1}},
        "event_log_storage": {
            "module": "orchestration.event_log",
            "class": "BatchedSqliteEventLog",
            "config": {"base_dir": str(home.dagster / "history" / "runs")},
        },
        "retention": {
            "schedule": {"purge_after_days": DAYS_OF_TICKS},
            "sensor": {"purge_after_days": DAYS_OF_TICKS},
        },
    }


def write_instance_settings(home: Home) -> None:
    """Write dagster.yaml, with this home's own paths: a home may be copied or moved."""
    home.dagster.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = f"# Written by Kith at every start; pool {WAREHOUSE_POOL}: one step at a time.\n"
    text += yaml.safe_dump(instance_settings(home), sort_keys=False)
    path = home.dagster / FILE_NAME
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


@contextmanager
def open_instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """The Dagster instance of a home; the environment points to both while it is open."""
    write_instance_settings(home)
    before = {name: os.environ.get(name) for name in ("DAGSTER_HOME", "KITH_HOME")}
    os.environ.update({"DAGSTER_HOME": str(home.dagster), "KITH_HOME": str(home.root)})
    try:
        with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
            yield instance
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

"""Everything Dagster knows of Kith: what defs/ holds, the executor and the run's resource."""

from pathlib import Path

import dagster as dg

from orchestration.run_resource import KithRun


@dg.definitions
def defs() -> dg.Definitions:
    """All assets, checks, jobs and schedules. One process builds them: the warehouse has one writer."""
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),
        dg.Definitions(executor=dg.in_process_executor, resources={"run": KithRun()}),
    )

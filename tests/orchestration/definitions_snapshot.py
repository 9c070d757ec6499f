"""The shape of everything that Dagster shows, as data.

`python -m tests.orchestration.definitions_snapshot` writes definitions.json anew after a wanted change.
"""

import json
from pathlib import Path
from typing import Any

import dagster as dg

SNAPSHOT = Path(__file__).with_name("definitions.json")


def take_snapshot() -> dict[str, Any]:
    """Keys, dependencies, groups, owners, kinds, checks, jobs and crons; sorted, so that a change is a small diff."""
    from orchestration.definitions import defs

    definitions = defs()
    graph = definitions.resolve_asset_graph()
    return {
        "assets": {
            key.to_user_string(): _asset(graph.get(key))
            for key in sorted(graph.get_all_asset_keys(), key=lambda key: key.path)
        },
        "checks": sorted(f"{key.asset_key.to_user_string()}: {key.name}" for key in graph.asset_check_keys),
        "jobs": sorted(job.name for job in definitions.jobs or []),
        "schedules": {
            schedule.name: schedule.cron_schedule
            for schedule in sorted(definitions.schedules or [], key=lambda schedule: schedule.name)
            if isinstance(schedule, dg.ScheduleDefinition)
        },
    }


def _asset(node: Any) -> dict[str, Any]:
    return {
        "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
        "freshness": node.freshness_policy is not None,
        "group": node.group_name,
        "kinds": sorted(node.kinds),
        "owners": sorted(node.owners),
    }


def as_text(snapshot: dict[str, Any]) -> str:
    """The snapshot as it is committed."""
    return json.dumps(snapshot, indent=1) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(as_text(take_snapshot()))

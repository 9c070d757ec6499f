"""The job of all assets, its daily schedule, and customer day.

Data flow: schedule -> job `refresh` -> every asset of the project.
"""

from datetime import datetime
from typing import Final

import dagster as dg

from orchestration.layers import OCCASION

THURSDAY: Final = 3

refresh: Final = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Everything, from the files in landing to the publication; what `kith run` executes.",
)

daily: Final = dg.ScheduleDefinition(
    name="daily",
    job=refresh,
    cron_schedule="0 5 * * *",
    description="Every morning at five, UTC, before the marketing team starts.",
)


def is_customer_day(moment: datetime) -> bool:
    """Whether it is the third Thursday of its month: the Thursday from the 15th to the 21st."""
    return moment.weekday() == THURSDAY and 15 <= moment.day <= 21


@dg.schedule(
    name="customer_day",
    job=refresh,
    # cron ORs day of month with day of week, so it fires on all seven days and the function leaves out six.
    cron_schedule="0 6 15-21 1,4,7,10 *",
    description="Get to know your customers day, the third Thursday of January, April, July and October: a briefing.",
)
def customer_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run with its briefing on the day itself; on the other days a skip that says why."""
    moment = context.scheduled_execution_time
    if not is_customer_day(moment):
        return dg.SkipReason(f"{moment:%d %B} is not the third Thursday.")
    return dg.RunRequest(run_key=f"customer_day_{moment:%Y-%m-%d}", tags={OCCASION: "customer_day"})

"""When the job runs: every day, and on the third Thursdays."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from orchestration.defs.automation.schedules import customer_day, is_customer_day

THIRD_THURSDAYS_2026 = ["2026-01-15", "2026-04-16", "2026-07-16", "2026-10-15"]
START = datetime(2026, 1, 1, 6, tzinfo=UTC)


def fires(moment: datetime) -> bool:
    """Whether customer day's cron fires at that moment, which it does on days 15 to 21 of four months."""
    return moment.month in (1, 4, 7, 10) and 15 <= moment.day <= 21


def evaluate(moment: datetime) -> dg.RunRequest | dg.SkipReason:
    context = dg.build_schedule_context(scheduled_execution_time=moment)
    return customer_day(context)


def test_customer_day_is_four_third_thursdays_a_year() -> None:
    moments = [START + timedelta(days=day) for day in range(365)]
    ran = [
        f"{moment:%Y-%m-%d}"
        for moment in moments
        if fires(moment) and isinstance(evaluate(moment), dg.RunRequest)
    ]
    assert ran == THIRD_THURSDAYS_2026


@pytest.mark.parametrize("year", range(2024, 2040))
def test_every_january_has_exactly_one(year: int) -> None:
    days = [datetime(year, 1, day, tzinfo=UTC) for day in range(1, 32)]
    assert sum(is_customer_day(day) for day in days) == 1


def test_skip_says_why() -> None:
    skipped = evaluate(datetime(2026, 1, 16, 6, tzinfo=UTC))
    assert isinstance(skipped, dg.SkipReason)
    assert "third Thursday" in (skipped.skip_message or "")


def test_a_day_is_requested_once() -> None:
    moment = datetime(2026, 1, 15, 6, tzinfo=UTC)
    assert evaluate(moment).run_key == evaluate(moment).run_key == "customer_day_2026-01-15"

"""The home's clocks: in which zone its days are cut, and a moment of the published file as they show it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb

_IS_SAID = """
    select 1 from information_schema.columns
    where table_schema = 'ops' and table_name = 'home_settings' and column_name = 'reporting_timezone'
"""


def reporting_zone(connection: duckdb.DuckDBPyConnection) -> ZoneInfo:
    """Where the home cuts its days; UTC in a file that does not say."""
    found = None
    if connection.execute(_IS_SAID).fetchone():
        found = connection.execute("select reporting_timezone from ops.home_settings").fetchone()
    return ZoneInfo(found[0] if found else "UTC")


def at_home(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment in `zone`, whose day is the day there; one without a zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)

"""How much of what happens belongs to people we know, and how we know them.

Data flow: marts.rpt_recognition_rate -> days for the picture, and one line a measure for the table. Nothing is computed
here but sums and shares.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from kith.publishing.briefing.facts import NOBODY, RecognitionDay, RecognitionLine

DAYS_DRAWN = 90
DAYS_SUMMED = 30
MEASURES = ("visits", "page_views", "orders", "revenue")
# What is drawn: the first of these that anything happened of.
_DRAWN = ("visits", "orders")


def read_recognition_days(
    connection: duckdb.DuckDBPyConnection, as_of: date
) -> tuple[str, list[RecognitionDay]]:
    """What is drawn (visits, or orders in a home without a site), and its days up to `as_of`, by way."""
    for measure in _DRAWN:
        rows = connection.execute(
            "select activity_date, recognised_by, sum(quantity)::double from marts.rpt_recognition_rate"
            " where measure = $1 and activity_date > $2 and activity_date <= $3"
            " group by activity_date, recognised_by order by activity_date, recognised_by",
            [measure, as_of - timedelta(days=DAYS_DRAWN), as_of],
        ).fetchall()
        if rows:
            return measure, [RecognitionDay(*row) for row in rows]
    return _DRAWN[0], []


def read_recognition_lines(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[RecognitionLine]:
    """Each measure that anything happened of in the last days, with the shares of its ways, the largest first."""
    rows = connection.execute(
        "select measure, recognised_by, sum(quantity) from marts.rpt_recognition_rate"
        " where activity_date > $1 and activity_date <= $2 group by measure, recognised_by"
        " order by 3 desc, 2",
        [as_of - timedelta(days=DAYS_SUMMED), as_of],
    ).fetchall()
    lines = []
    for measure in MEASURES:
        ways = {way: quantity for name, way, quantity in rows if name == measure}
        total = sum(ways.values())
        if total > 0:
            known = {way: float(part / total) for way, part in ways.items() if way != NOBODY and part}
            lines.append(RecognitionLine(measure, total, sum(known.values()), known))
    return lines

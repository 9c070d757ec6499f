"""What people want to see on an asset's page: tiers, recognition rate, the whale curve, tables and pictures of reports.

Each reads a mart that may still lack; a picture that cannot be drawn never fails a run.
Data flow: marts -> metadata of the asset they are shown on. No personal value is in them.
"""

import base64
from collections.abc import Callable, Iterable
from typing import Any, Final

import dagster as dg
import duckdb

from kith.publishing import (
    REPORTS,
    Report,
    read_recognition_days,
    read_recognition_lines,
    read_rows,
    recognition_svg,
    whale_curve_svg,
)

Metadata = dict[str, Any]


def highlights(connection: duckdb.DuckDBPyConnection, relations: Iterable[str]) -> dict[str, Metadata]:
    """Extra metadata by schema/table, for those of the relations that have some."""
    wanted = set(relations)
    return {
        relation: _safely(connection, build) for relation, build in _BUILDERS.items() if relation in wanted
    }


def _safely(
    connection: duckdb.DuckDBPyConnection, build: Callable[[duckdb.DuckDBPyConnection], Metadata]
) -> Metadata:
    try:
        return build(connection)
    except duckdb.Error as error:
        return {"highlights_missing": type(error).__name__}


def _value(connection: duckdb.DuckDBPyConnection) -> Metadata:
    return {"tiers": dg.MetadataValue.md(_tier_table(connection))}


def _tier_table(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute(
        "select coalesce(value_tier, 'not yet placed'), count(*), round(sum(contribution_profit_12m)) "
        "from marts.fct_customer_value group by all order by 3 desc nulls last, 1"
    ).fetchall()
    lines = [f"| {tier} | {customers:,} | {profit:,.0f} |" for tier, customers, profit in rows]
    return "\n".join(["| tier | customers | contribution, 12 months |", "|---|--:|--:|", *lines])


def _whale_curve(connection: duckdb.DuckDBPyConnection) -> Metadata:
    rows = connection.execute(
        "select customer_share, cumulative_contribution_share from marts.rpt_whale_curve "
        "where cumulative_contribution_share is not null order by customer_share"
    ).fetchall()
    if not rows:
        return {"whale_curve": dg.MetadataValue.text("Nobody has earned anything in twelve months.")}
    return {"whale_curve": _picture("whale curve", whale_curve_svg(rows))}


def _of_report(report: Report) -> Callable[[duckdb.DuckDBPyConnection], Metadata]:
    """The report's table as on the briefing page, and its picture where it has one."""

    def build(connection: duckdb.DuckDBPyConnection) -> Metadata:
        shown: Metadata = {"figures": dg.MetadataValue.md(_table(connection, report))}
        if report.picture:
            shown["picture"] = _picture(report.heading, report.picture(connection))
        return shown

    return build


def _table(connection: duckdb.DuckDBPyConnection, report: Report) -> str:
    [(currency,)] = connection.execute("select reporting_currency from ops.home_settings").fetchall()
    head = [column.label for column in report.columns]
    rule = ["--:" if column.is_right_aligned else "---" for column in report.columns]
    # a code may hold what ends a cell
    rows = [[cell.replace("|", "\\|") for cell in row] for row in read_rows(connection, report, currency)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _picture(name: str, svg: str) -> dg.MetadataValue[Any]:
    return dg.MetadataValue.md(
        f"![{name}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
    )


def _recognition(connection: duckdb.DuckDBPyConnection) -> Metadata:
    [(as_of,)] = connection.execute("select as_of from ops.home_settings").fetchall()
    lines = [
        f"| {line.measure} | {line.quantity:,.0f} | {line.known:.0%} | "
        + ", ".join(f"{way} {share:.0%}" for way, share in line.ways.items())
        + " |"
        for line in read_recognition_lines(connection, as_of)
    ]
    head = ["| thirty days | all | known | how |", "|---|--:|--:|---|"]
    return {
        "recognition_rate": dg.MetadataValue.md("\n".join(head + lines)),
        "recognition_by_day": _picture(
            "recognition by day", recognition_svg(*read_recognition_days(connection, as_of))
        ),
    }


_BUILDERS: Final[dict[str, Callable[[duckdb.DuckDBPyConnection], Metadata]]] = {
    "marts/fct_customer_value": _value,
    "marts/rpt_recognition_rate": _recognition,
    "marts/rpt_whale_curve": _whale_curve,
    **{f"marts/{report.mart}": _of_report(report) for report in REPORTS},
}

"""Every report of the briefing on the marts as dbt builds them: its query fits its columns, its picture is drawn."""

from __future__ import annotations

import duckdb
import pytest

from kith.publishing.reports.catalogue import REPORTS
from kith.publishing.reports.report import Report
from tests.dbt.conftest import BuiltProject


@pytest.mark.parametrize("report", REPORTS, ids=[report.mart for report in REPORTS])
def test_a_report_is_shown_also_where_nothing_has_been_fed(
    report: Report, built_project: BuiltProject
) -> None:
    with duckdb.connect(str(built_project.warehouse), read_only=True) as connection:
        found = connection.execute(report.query)
        assert len(found.description or []) == len(report.columns)
        if report.picture:
            assert report.picture(connection).startswith("<svg")

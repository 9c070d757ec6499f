"""Published files: pseudonymous and in clear, whole versions swapped at once, with a briefing for people.

Data flow: warehouse.duckdb (marts, ops, identity) -> published/<version>/ -> `current`. See
docs/publication.md.
"""

from kith.publishing.briefing.recognition import read_recognition_days, read_recognition_lines
from kith.publishing.content_hash import content_hash
from kith.publishing.guard import Finding, find_personal_patterns
from kith.publishing.pictures.recognition import recognition_svg
from kith.publishing.pictures.whale_curve import whale_curve_svg
from kith.publishing.publication import publish
from kith.publishing.reports.catalogue import REPORTS
from kith.publishing.reports.reading import read_rows
from kith.publishing.reports.report import Report
from kith.publishing.versions import (
    Publication,
    TableContent,
    current_publication,
    go_to,
    later_versions,
    previous_publication,
    rollback,
    verify,
)

__all__ = [
    "REPORTS",
    "Finding",
    "Publication",
    "Report",
    "TableContent",
    "content_hash",
    "current_publication",
    "find_personal_patterns",
    "go_to",
    "later_versions",
    "previous_publication",
    "publish",
    "read_recognition_days",
    "read_recognition_lines",
    "read_rows",
    "recognition_svg",
    "rollback",
    "verify",
    "whale_curve_svg",
]

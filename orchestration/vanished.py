"""Whether a feed that readers have rows of has left landing altogether.

Raw follows landing, so rows go when no file holds them. All of a feed at once is another thing: a share that is not
mounted, a folder that was wiped. Published, it would take people's objections to mail away with it, and an empty feed
is never an opt-in. What has ended is taken out of feeds.yml.

Data flow: ops.load_reconciliation of the publication and of the warehouse, feeds.yml -> one `CheckOutcome`.
"""

from typing import Final

import duckdb

from ingestion.feeds import Feeds
from kith.home import Home
from kith.publishing.databases import PII_FILE
from orchestration.checks import CheckOutcome
from orchestration.load_names import FILES

CHECK: Final = "no_feed_has_vanished"
ASSET: Final = "ops/load_reconciliation"
# Rows that another file has too, or a later version of, are there all the same.
_ROWS: Final = (
    "select source, entry, sum(rows_loaded + rows_repeated + rows_superseded) from ops.load_reconciliation "
    "group by source, entry"
)

Rows = dict[tuple[str, str], int]


def judge_vanished(connection: duckdb.DuckDBPyConnection, home: Home, feeds: Feeds) -> CheckOutcome:
    """Red where feeds.yml still names what the published version has rows of, and no row is left."""
    before, now = _published(home), _rows(connection)
    lines = [
        _said(name, rows)
        for name, entries in _named(feeds, before.keys() | now.keys()).items()
        if (rows := _sum(before, entries)) and not _sum(now, entries)
    ]
    return CheckOutcome(
        CHECK, ASSET, not lines, "red", "\n".join(lines) or "every feed has rows that had some"
    )


def _said(name: str, rows: int) -> str:
    return (
        f"Nothing is left of {name}, of which readers have {rows:,} {'row' if rows == 1 else 'rows'}: "
        "bring its files back, correct its path in feeds.yml, or take it out of there if it has ended."
    )


def _named(feeds: Feeds, known: set[tuple[str, str]]) -> dict[str, set[tuple[str, str]]]:
    """What feeds.yml names, each with its entries: a vendor's objects are one feed, a mapping of files is its own."""
    named: dict[str, set[tuple[str, str]]] = {}
    for source in feeds.sources:
        if source.connector == FILES:
            for entry in source.files:
                named[f"{source.name}/{entry.entry}"] = {(source.name, entry.entry)}
        else:
            named[source.name] = {(name, entry) for name, entry in known if name == source.name}
    return named


def _sum(rows: Rows, entries: set[tuple[str, str]]) -> int:
    return sum(rows.get(entry, 0) for entry in entries)


def _rows(connection: duckdb.DuckDBPyConnection) -> Rows:
    return {(source, entry): int(rows) for source, entry, rows in connection.execute(_ROWS).fetchall()}


def _published(home: Home) -> Rows:
    """Rows by source and entry of what readers see; none before the first publication, or where it is damaged."""
    file = home.current / PII_FILE
    if not file.exists():
        return {}
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            return _rows(connection)
    except duckdb.Error:
        return {}

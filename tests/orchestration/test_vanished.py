"""A feed that readers have rows of and that is gone from landing is red, and only that."""

from pathlib import Path

import duckdb
import pytest

from ingestion.feeds import Feeds, read_feeds
from kith.home import Home
from kith.publishing.databases import PII_FILE
from orchestration.checks import CheckOutcome
from orchestration.vanished import judge_vanished

FEEDS = """
sources:
  - {name: stripe, feed: subscriptions, connector: stripe, path: landing/stripe/}
  - name: till
    feed: merchandise
    connector: files
    files:
      - path: landing/consents.csv
        entity: consents
        columns:
          {profile_record_id: card, purpose: "'marketing'", channel: "'email'", status: answer, recorded_at: day}
      - {path: landing/cards.csv, entity: profiles, columns: {record_id: card}}
"""
TABLE = """
create schema ops;
create table ops.load_reconciliation (
    source text, entry text, file text, rows_loaded bigint, rows_repeated bigint default 0,
    rows_superseded bigint default 0
)
"""
Rows = list[tuple[str | int, ...]]
CARDS = ("till", "profiles", "landing/cards.csv", 2)
CONSENTS = ("till", "consents", "landing/consents.csv", 7)


def fill(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    connection.execute(TABLE)
    for row in rows:
        counts = [*row[3:], 0, 0][:3]
        connection.execute(
            "insert into ops.load_reconciliation values (?, ?, ?, ?, ?, ?)", [*row[:3], *counts]
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "feeds.yml").write_text(FEEDS)
    return Home.open(tmp_path)


def judged(home: Home, published: Rows | None, now: Rows, feeds: Feeds | None = None) -> CheckOutcome:
    if published is not None:
        home.current.mkdir(parents=True)
        with duckdb.connect(str(home.current / PII_FILE)) as connection:
            fill(connection, published)
    with duckdb.connect() as connection:
        fill(connection, now)
        return judge_vanished(connection, home, feeds or read_feeds(home.root))


def test_a_mapping_without_a_row_left_is_red_beside_others_that_have_theirs(home: Home) -> None:
    found = judged(home, [CARDS, CONSENTS], [CARDS])
    assert (found.passed, found.severity) == (False, "red")
    assert found.observed.startswith("Nothing is left of till/consents, of which readers have 7 rows: bring")


def test_a_vendor_is_gone_when_all_its_objects_are(home: Home) -> None:
    charges, refunds = (("stripe", name, f"landing/stripe/{name}.json", 3) for name in ("charges", "refunds"))
    assert judged(home, [charges, refunds], [charges]).passed
    with duckdb.connect() as connection:
        fill(connection, [])
        found = judge_vanished(connection, home, read_feeds(home.root))
    assert "Nothing is left of stripe, of which readers have 6 rows" in found.observed


def test_what_feeds_no_longer_names_may_go(home: Home) -> None:
    assert judged(home, [CARDS, CONSENTS], [], Feeds(sources=[])).passed


@pytest.mark.parametrize("published", [None, [], [("till", "profiles", "landing/cards.csv", 0)]])
def test_what_never_had_a_row_is_no_loss(home: Home, published: Rows | None) -> None:
    assert judged(home, published, []).passed


def test_a_damaged_publication_is_no_measure(home: Home) -> None:
    home.current.mkdir(parents=True)
    (home.current / PII_FILE).write_bytes(b"X" * 20)
    assert judged(home, None, []).passed


def test_a_feed_whose_rows_all_have_a_later_version_elsewhere_has_not_vanished(home: Home) -> None:
    superseded = ("till", "profiles", "landing/cards.csv", 0, 0, 2)
    assert judged(home, [CARDS, CONSENTS], [superseded, CONSENTS]).passed

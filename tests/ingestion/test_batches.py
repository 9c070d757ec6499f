"""Files read together give what each gives alone: rows, numbers, loads, and quarantine of the bad file only."""

import json
from pathlib import Path

import duckdb
import pytest

from ingestion import batch_loading
from ingestion.batches import Batch
from ingestion.check import check_feeds
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome, orders

ROWS = (
    "select lines.*, loads.load_file from raw_files.order_lines as lines "
    "inner join ops.loads using (load_key) order by loads.load_file, load_row_number"
)
QUARANTINE = "select * exclude (quarantined_at, run_id) from ops.quarantined_rows order by all"
COUNTS = "select * exclude (run_id) from ops.load_reconciliation order by all"
ZENDESK = """
    sources:
      - {name: desk, feed: support, connector: zendesk, path: landing/desk/}
"""
GA4 = """
    sources:
      - {name: web, feed: web_analytics, connector: ga4, path: landing/web/}
"""


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be read by itself."""
    monkeypatch.setattr(
        batch_loading,
        "batches_of",
        lambda connection, deliveries: [Batch((delivery,), "") for delivery in deliveries],
    )


def land_mixed_orders(home: LoaderHome) -> None:
    """Files of two headers and two line ends: sound ones, bad values, ragged rows, NULs, and one that is no CSV."""
    home.land("orders_1.csv", orders(1, 2, 3))
    home.land("orders_2.csv", orders(4, 5).replace("c5", "").replace("2026-01-06", "yesterday"))
    home.land("orders_3.csv", HEADER + "6,c6,2026-01-01,5.00\n7,c7\n8,c8,2026-01-02,6.00\n")
    home.land("orders_4.csv", orders(9, 10).replace("\n", "\r\n"))
    home.land("orders_5.csv", orders(11, 2))
    home.land("orders_6.csv", "day,amount,id,customer\n2026-01-01,1.50,12,c12\n")
    home.land("orders_7.csv", b"\x00\x01\x02\xff\xfe")
    home.land("orders_8.csv", orders(13).replace("c13", "c\x0013"))
    home.land("orders_9.csv", HEADER)


@pytest.mark.parametrize("amount", ["amount", "amonut", "cast(amount as int)", "concat(amount, filename)"])
def test_files_together_give_what_each_gives_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, amount: str
) -> None:
    """To check and run; where the mapping fits as well as where it does not."""
    feeds = ORDERS.replace("line_amount: amount", f"line_amount: {amount}")
    home, other = LoaderHome(tmp_path / "home", feeds), LoaderHome(tmp_path / "other", feeds)
    land_mixed_orders(home)
    land_mixed_orders(other)
    checked = check_feeds(home.root)
    home.load()
    alone(monkeypatch)
    assert check_feeds(other.root) == checked
    other.load()
    for statement in (ROWS, QUARANTINE, COUNTS):
        assert home.query(statement) == other.query(statement)


def test_changed_file_that_is_held_back_leaves_its_batch(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2, 3, 4, 5))
    home.load()
    home.land("orders_1.csv", orders(1))
    home.land("orders_2.csv", orders(6, 7).replace("5.00", "oops", 1))
    home.load()
    assert home.current("raw_files.order_lines", "record_id") == [
        (str(number),) for number in (1, 2, 3, 4, 5, 7)
    ]
    assert home.reasons() == [(1, "line_amount (from amount) is not an amount, but a word.")]


def test_a_mapping_that_does_not_go_with_a_header_refuses_all_its_files_at_once(
    home: LoaderHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        home.land(f"orders_{number}.csv", orders(number + 1).replace("amount", "sum"))
    monkeypatch.delattr(batch_loading, "read_delivery")
    report = check_feeds(home.root)
    assert [checked.is_lost for checked in report.files] == [True] * 3


def test_expression_that_fails_in_one_file_of_a_batch_sets_its_row_aside(home: LoaderHome) -> None:
    home.write_feeds(
        home.feeds.replace("line_amount: amount", 'line_amount: "cast(amount as decimal(18, 4))"')
    )
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(3, 4).replace("5.00", "oops", 1))
    home.load()
    assert home.counts("orders_1.csv") == (2, 2, 0, 0, 0, 0)
    assert home.counts("orders_2.csv") == (2, 1, 0, 0, 0, 1)


def test_pages_of_a_vendor_together_quarantine_only_what_is_unknown(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path / "home", ZENDESK)
    for page in (1, 2):
        users = [{"id": page * 10 + place, "email": f"{page}{place}@example.org"} for place in (1, 2)]
        home.land(f"desk/users_{page}.json", json.dumps({"users": users}))
    home.land("desk/users_3.json", '{"users": [{"id": 31, "email": "31@example.org"}, 5]}')
    home.land("desk/users_4.json", '{"users": [{"id": 41')
    home.load()
    assert home.query(
        "select id, load_file, load_row_number from raw_zendesk.users inner join ops.loads using (load_key) order by 1"
    ) == [
        ("11", "landing/desk/users_1.json", 1),
        ("12", "landing/desk/users_1.json", 2),
        ("21", "landing/desk/users_2.json", 1),
        ("22", "landing/desk/users_2.json", 2),
        ("31", "landing/desk/users_3.json", 1),
    ]
    assert [row for row, _ in home.reasons()] == [2, None]


def test_parquet_days_together_and_one_of_another_schema(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path / "home", GA4)
    event = (
        "'page_view' as event_name, 1767225600000000 + day as event_timestamp, 'd' || day as user_pseudo_id"
    )
    for day in (1, 2, 3):
        path = home.land(f"web/events_{day}.parquet", b"")
        more = ", 'web' as platform" if day == 3 else ""
        duckdb.sql(f"copy (select {event}{more} from (select {day} as day)) to '{path}' (format parquet)")
    home.land("web/events_4.parquet", b"no Parquet")
    home.load()
    assert home.query("select user_pseudo_id, platform from raw_ga4.events order by 1") == [
        ("d1", None),
        ("d2", None),
        ("d3", "web"),
    ]
    assert home.counts() == (4, 3, 0, 0, 0, 1)

"""What shrinks is held back until somebody accepts it; what is new, or small by nature, is not."""

import pytest

from ingestion.errors import UsageError
from ingestion.quarantine import accept, list_
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome, orders

SNAPSHOT = ORDERS.replace("entity: order_lines", "entity: order_lines\n            delivery: snapshot")
ROWS = "select count(*) from raw_files.order_lines"


def test_changed_file_with_under_half_of_its_rows_is_held_back_until_accepted(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2, 3, 4, 5))
    home.load()
    home.land("orders_1.csv", orders(1, 2))
    report = home.load()
    assert report.red == [
        (
            "landing/orders_1.csv has 2 rows where there were 5, and is held back: look at it, then send it whole or "
            "run `kith quarantine accept landing/orders_1.csv`."
        )
    ]
    assert home.counts("orders_1.csv") == (5, 5, 0, 0, 0, 0)
    assert [(row["file"], row["rows"], row["is_held_back"]) for row in list_(home.root)] == [
        ("landing/orders_1.csv", 0, True)
    ]
    assert home.load().red == report.red
    accept(home.root, "landing/orders_1.csv")
    assert home.load().red == []
    assert home.counts("orders_1.csv") == (2, 2, 0, 0, 0, 0)


def test_accept_refuses_a_file_that_is_not_held_back(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    with pytest.raises(UsageError, match="not held back"):
        accept(home.root, "landing/orders_1.csv")


def test_small_new_delta_is_never_held_back(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2, 3, 4, 5))
    home.load()
    home.land("orders_2.csv", orders(6))
    assert home.load().red == []
    assert home.counts() == (6, 6, 0, 0, 0, 0)


@pytest.mark.parametrize("content", [b"", HEADER.encode(), b"\xef\xbb\xbf\n"])
def test_empty_delta_empties_nothing_and_is_amber(home: LoaderHome, content: bytes) -> None:
    home.land("orders_1.csv", orders(1))
    home.land("orders_2.csv", content)
    report = home.load()
    assert report.red == []
    assert len(report.amber) == 1 and "orders_2.csv is empty" in report.amber[0]
    assert home.counts("orders_2.csv") == (0, 0, 0, 0, 0, 0)


def test_snapshot_with_under_half_of_the_rows_before_is_held_back(home: LoaderHome) -> None:
    home.write_feeds(SNAPSHOT)
    home.land("orders_1.csv", orders(1, 2, 3))
    home.load()
    home.land("orders_2.csv", orders(1))
    assert len(home.load().red) == 1
    assert home.current("raw_files.order_lines", "record_id") == [("1",), ("2",), ("3",)]
    assert home.counts("orders_2.csv") == (0, 0, 0, 0, 0, 0)


def test_empty_snapshot_is_held_back(home: LoaderHome) -> None:
    home.write_feeds(SNAPSHOT)
    home.land("orders_1.csv", orders(1))
    home.load()
    home.land("orders_2.csv", HEADER)
    assert len(home.load().red) == 1
    assert home.query(ROWS) == [(1,)]


def test_file_that_comes_back_empty_is_held_back_though_another_empty_one_is_known(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", HEADER)
    home.load()
    home.land("orders_1.csv", HEADER)
    (said,) = home.load().red
    assert said.startswith("landing/orders_1.csv has 0 rows where there were 2, and is held back")
    assert home.query(ROWS) == [(2,)]
    accept(home.root, "landing/orders_1.csv")
    assert home.load().red == []
    assert home.query(ROWS) == [(0,)]

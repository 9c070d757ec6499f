"""`kith check`: what would fail, by row, without a warehouse and without values."""

import pytest

from ingestion.check import check_feeds
from ingestion.errors import UsageError
from tests.ingestion.homes import HEADER, LoaderHome, orders


def test_files_that_fit_are_fine_and_nothing_is_loaded(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2))
    report = check_feeds(home.root)
    assert report.is_fine
    assert [(file.rows, file.fitting) for file in report.files] == [(2, 2)]
    assert "landing/orders.csv: 2 of 2 rows fit" in report.as_text()
    assert not (home.root / "warehouse.duckdb").exists()


def test_rows_that_do_not_fit_are_named_without_their_values(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1) + "2,c2,secret,5.00\n")
    report = check_feeds(home.root)
    assert not report.is_fine
    assert report.files[0].problems == [(2, "ordered_at is not a time.")]
    assert "secret" not in report.as_text()


def test_mapping_that_cannot_be_bound_is_the_files_problem(home: LoaderHome) -> None:
    home.land("orders.csv", HEADER.replace("amount", "sum") + "1,c1,2026-01-01,5.00\n")
    [(row, reason)] = check_feeds(home.root).files[0].problems
    assert row is None
    assert "amount" in reason


def test_entry_without_files_is_said(home: LoaderHome) -> None:
    report = check_feeds(home.root)
    assert report.is_fine
    assert report.without_files == ["shop/lines"]


def test_home_without_feeds_is_wrong_use(home: LoaderHome) -> None:
    (home.root / "feeds.yml").unlink()
    with pytest.raises(UsageError):
        check_feeds(home.root)

"""Raw is a function of landing as it stands: what repeats, changes, goes, shrinks or comes late."""

import pytest

from tests.ingestion.homes import ORDERS, LoaderHome, orders

SNAPSHOT = ORDERS.replace("entity: order_lines", "entity: order_lines\n            delivery: snapshot")
ROWS = "select count(*) from raw_files.order_lines"


def test_loading_twice_changes_nothing(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2, 3))
    home.load("first")
    before = home.query("from raw_files.order_lines order by all")
    home.load("second")
    assert home.query("from raw_files.order_lines order by all") == before
    assert home.counts() == (3, 3, 0, 0, 0, 0)


def test_nothing_new_does_not_import_dlt(home: LoaderHome, monkeypatch: pytest.MonkeyPatch) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    monkeypatch.setattr(
        "ingestion.load.deliver", lambda *_: pytest.fail("nothing is new, yet dlt was called")
    )
    home.load()


def test_a_path_that_matches_no_file_is_said_until_one_comes(home: LoaderHome) -> None:
    [said] = home.load().amber
    assert said.startswith("shop/lines: its path landing/orders* matches no file: correct it")
    home.land("orders_1.csv", orders(1))
    assert home.load().amber == []


def test_same_content_under_another_name_is_repeated(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.load()
    home.land("orders_0.csv", orders(1, 2))
    home.load()
    assert home.counts("orders_0.csv") == (2, 0, 2, 0, 0, 0)
    assert home.counts("orders_1.csv") == (2, 2, 0, 0, 0, 0)
    assert home.query("select load_file from ops.loads semi join raw_files.order_lines using (load_key)") == [
        ("landing/orders_1.csv",)
    ]


def test_of_two_new_files_with_one_content_the_smaller_path_is_first(home: LoaderHome) -> None:
    home.land("orders_b.csv", orders(1))
    home.land("orders_a.csv", orders(1))
    home.load()
    assert home.counts("orders_a.csv")[:3] == (1, 1, 0)
    assert home.counts("orders_b.csv")[:3] == (1, 0, 1)


def test_first_name_outlives_a_full_refresh(home: LoaderHome) -> None:
    path = home.land("orders_b.csv", orders(1))
    home.load()
    path.rename(path.with_name("orders_a.csv"))
    home.load()
    assert home.counts("orders_a.csv") == (1, 1, 0, 0, 0, 0)
    before = home.query("from raw_files.order_lines")
    home.load(full_refresh=True)
    assert home.query("from raw_files.order_lines") == before
    assert home.query("select load_file from ops.loads semi join raw_files.order_lines using (load_key)") == [
        ("landing/orders_b.csv",)
    ]


def test_changed_file_replaces_its_own_rows(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(3))
    home.load()
    home.land("orders_1.csv", orders(1, 2, amount="7.00"))
    home.load()
    assert home.query("select record_id, line_amount::int from raw_files.order_lines order by 1") == [
        ("1", 7),
        ("2", 7),
        ("3", 5),
    ]


def test_content_goes_when_no_file_has_it(home: LoaderHome) -> None:
    path = home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(3))
    home.load()
    path.unlink()
    home.load()
    assert home.counts() == (1, 1, 0, 0, 0, 0)
    assert home.query(ROWS) == [(1,)]


def test_changed_mapping_loads_again(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    home.write_feeds(ORDERS.replace("'GBP'", "'USD'"))
    home.load()
    assert home.query("select currency from raw_files.order_lines") == [("USD",)]


def test_source_taken_out_of_feeds_takes_its_rows_along(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    home.write_feeds("sources: []\n")
    home.load()
    assert home.query(ROWS) == [(0,)]
    assert home.counts() == (0, 0, 0, 0, 0, 0)


def test_later_update_wins_then_greater_path_then_greater_row(home: LoaderHome) -> None:
    home.write_feeds(ORDERS + "              updated_at: changed\n")
    header = "id,customer,day,amount,changed\n"
    home.land("orders_1.csv", header + "1,a,2026-01-01,1,2026-01-09\n2,a,2026-01-01,1,\n3,a,2026-01-01,1,\n")
    home.land(
        "orders_2.csv",
        header + "1,a,2026-01-01,2,2026-01-05\n2,a,2026-01-01,2,\n3,a,2026-01-01,1,\n3,a,2026-01-01,3,\n",
    )
    home.load()
    assert home.current("raw_files.order_lines", "record_id, line_amount::int") == [
        ("1", 1),
        ("2", 2),
        ("3", 3),
    ]
    assert home.counts("orders_1.csv") == (3, 1, 0, 2, 0, 0)
    assert home.counts("orders_2.csv") == (4, 2, 0, 2, 0, 0)


def test_equal_rows_of_one_record_are_repeated(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 1, 2))
    home.load()
    assert home.counts() == (3, 2, 1, 0, 0, 0)


def test_rows_absent_from_the_latest_snapshot_are_superseded(home: LoaderHome) -> None:
    home.write_feeds(SNAPSHOT)
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(2, 3))
    home.load()
    assert home.current("raw_files.order_lines", "record_id") == [("2",), ("3",)]
    assert home.counts("orders_1.csv") == (2, 0, 1, 1, 0, 0)


def test_delivery_can_change_without_loading_again(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(2, 3))
    home.load()
    assert len(home.current("raw_files.order_lines", "record_id")) == 3
    home.write_feeds(SNAPSHOT)
    home.load()
    assert len(home.current("raw_files.order_lines", "record_id")) == 2


def test_subscription_absent_from_the_latest_snapshot_stays_with_the_time_it_went(home: LoaderHome) -> None:
    home.write_feeds("""
        sources:
          - name: bureau
            feed: subscriptions
            connector: files
            files:
              - path: landing/subs_*.csv
                entity: subscriptions
                delivery: snapshot
                columns: {subscription_id: id, title: "'T'", currency: "'GBP'", status: "'active'", started_at: day}
    """)
    home.land("subs_2026-01-01.csv", "id,day\na,2025-01-01\nb,2025-01-01\n")
    home.land("subs_2026-01-08.csv", "id,day\nb,2025-01-01\n")
    home.land("subs_2026-01-15.csv", "id,day\nb,2025-01-01\n\nc,2026-01-12\n")
    report = home.load()
    assert report.differences == []
    rows = home.current("raw_files.subscriptions", "subscription_id, load_absent_since::varchar")
    assert rows == [("a", "2026-01-08 00:00:00"), ("b", None), ("c", None)]


def test_new_column_loads_and_is_named(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    home.land("orders_2.csv", "id,customer,day,amount,Colour\n2,b,2026-01-02,5,red\n")
    report = home.load()
    assert home.counts() == (2, 2, 0, 0, 0, 0)
    assert len(report.amber) == 1 and "Colour" in report.amber[0]


def test_new_column_is_named_as_long_as_its_file_is_there_and_no_mapping_names_it(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1))
    home.load()
    path = home.land("orders_2.csv", "id,customer,day,amount,Colour\n2,b,2026-01-02,5,red\n")
    home.land("orders_3.csv", "id,customer,day,amount,Colour\n3,b,2026-01-02,5,red\n")
    for full_refresh in (False, False, True):
        (said,) = home.load(full_refresh=full_refresh).amber
        assert "orders_2.csv" in said and "Colour" in said
    home.write_feeds(ORDERS + "              product_name: upper(Colour)\n")
    home.land("orders_1.csv", "id,customer,day,amount,Colour\n1,b,2026-01-02,5,red\n")
    assert home.load().amber == []
    home.write_feeds(ORDERS)
    (said,) = home.load().amber
    assert "Colour" in said
    path.unlink()
    assert home.load().amber == []


def test_run_that_died_while_loading_is_repeated_exactly(
    home: LoaderHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.land("orders_1.csv", orders(1, 2))
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.load_books._verify", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            home.load()
    assert home.query(ROWS) == [(2,)]
    assert home.load().differences == []
    assert home.query(ROWS) == [(2,)]


def test_damaged_warehouse_is_rebuilt_from_landing_and_state(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.load()
    warehouse = home.root / "warehouse.duckdb"
    warehouse.write_bytes(warehouse.read_bytes()[:5000])
    home.load()
    assert home.counts() == (2, 2, 0, 0, 0, 0)


def test_lost_dlt_folder_does_no_harm(home: LoaderHome) -> None:
    import shutil

    home.land("orders_1.csv", orders(1))
    home.load()
    shutil.rmtree(home.root / "dlt")
    home.land("orders_2.csv", orders(2))
    assert home.load().differences == []
    assert home.counts() == (2, 2, 0, 0, 0, 0)


def test_raw_rows_that_the_books_do_not_know_are_a_red_difference(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2))
    home.load()
    home.query("delete from raw_files.order_lines where record_id = '1'")
    report = home.load()
    assert report.differences == ["raw_files.order_lines holds 1 rows where the files gave 2."]
    assert report.red == report.differences

"""The warehouse between two versions of Kith, and in somebody else's hands."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.errors import KithError
from tests.ingestion.homes import LoaderHome, orders

HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_raw_table_of_another_contract_is_made_anew_and_loses_no_row(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2, 3))
    home.load()
    before = home.current("raw_files.order_lines", "* exclude (load_key)")
    home.query("alter table raw_files.order_lines drop column discount_code")
    home.load()
    assert home.current("raw_files.order_lines", "* exclude (load_key)") == before
    assert home.counts() == (3, 3, 0, 0, 0, 0)


def test_books_of_another_form_are_written_anew_from_landing(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2, 3))
    home.load()
    home.query("alter table ops.loads drop column message")
    report = home.load()
    assert report.differences == []
    assert home.counts() == (3, 3, 0, 0, 0, 0)


def test_warehouse_open_in_another_program_is_one_sentence_and_stays(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2))
    home.load()
    command = [sys.executable, "-c", HOLD, str(home.root / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(KithError, match="is open in another program: close it and run again"):
            home.load()
        other.communicate()
    home.load()
    assert home.counts() == (2, 2, 0, 0, 0, 0)


def test_a_column_takes_room_when_a_file_first_has_it(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path)
    home.land("orders_1.csv", orders(1))
    home.load()
    assert home.query("select discount_code from raw_files.order_lines") == [(None,)]
    mapped = home.feeds.replace(
        "line_amount: amount", "line_amount: amount\n              discount_code: code"
    )
    home.write_feeds(mapped.replace("landing/orders*", "landing/coded*"))
    home.land("coded.csv", "id,customer,day,amount,code\n2,c2,2026-01-02,4.00,SPRING\n")
    home.load()
    assert home.query("select record_id, discount_code from raw_files.order_lines") == [("2", "SPRING")]
    home.write_feeds(mapped)
    (home.root / "landing" / "coded.csv").rename(home.root / "landing" / "orders_2.csv")
    (home.root / "landing" / "orders_1.csv").write_text(
        "id,customer,day,amount,code\n1,c1,2026-01-02,5.00,\n"
    )
    home.load()
    assert home.query("select record_id, discount_code from raw_files.order_lines order by 1") == [
        ("1", None),
        ("2", "SPRING"),
    ]

"""The warehouse between two versions of Kith, and in somebody else's hands."""

import subprocess
import sys

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
    before = home.current("raw_files.order_lines", "* exclude (load_key, loaded_at)")
    home.query("alter table raw_files.order_lines drop column discount_code")
    home.load()
    assert home.current("raw_files.order_lines", "* exclude (load_key, loaded_at)") == before
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

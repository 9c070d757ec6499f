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


def events(name: str, more: str = "") -> str:
    """A sender's entry of feeds.yml over files with the columns event, act and at."""
    return f"""
      - name: {name}
        feed: newsletters
        connector: files
        files:
          - path: landing/{name}*
            entity: newsletter_events
            columns: {{event_id: event, event_type: act, occurred_at: at{more}}}
"""


def sent(*events: str) -> str:
    """A file of mails sent, one a minute."""
    return "event,act,at\n" + "".join(
        f"{event},send,2026-01-01 00:0{place}:00\n" for place, event in enumerate(events)
    )


EVENT_IDS = "select source, record_id, event_id from raw_files.newsletter_events order by all"


def room_of_record_ids(home: LoaderHome) -> str:
    """Whether the record_id of newsletter events has room of its own: ALWAYS where it is made when it is read."""
    rows = home.query(
        "select is_generated from information_schema.columns "
        "where table_name = 'newsletter_events' and table_schema = 'raw_files' and column_name = 'record_id'"
    )
    return str(rows[0][0])


def test_a_record_id_that_is_a_copy_takes_no_room(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path, "sources:" + events("letters"))
    home.land("letters.csv", sent("e1", "e2", "e1"))
    home.load()
    assert home.query(EVENT_IDS) == [("letters", "e1", "e1")] * 2 + [("letters", "e2", "e2")]
    assert room_of_record_ids(home) == "ALWAYS"
    assert home.counts() == (3, 2, 0, 1, 0, 0)


@pytest.mark.parametrize("first", ["letters", "post"])
def test_sources_with_and_without_a_record_id_of_their_own_stand_in_one_table(
    tmp_path: Path, first: str
) -> None:
    feeds = "sources:" + events("letters") + events("post", ", record_id: \"'p:' || event\"")
    home = LoaderHome(tmp_path, feeds)
    for name in sorted(["letters", "post"], key=lambda name: name != first):
        home.land(f"{name}.csv", sent("e1", "e2"))
        home.load()
    expected = [
        ("letters", "e1", "e1"),
        ("letters", "e2", "e2"),
        ("post", "p:e1", "e1"),
        ("post", "p:e2", "e2"),
    ]
    assert home.query(EVENT_IDS) == expected
    home.land("letters_2.csv", sent("e3"))
    home.load()
    assert home.query(EVENT_IDS) == sorted([*expected, ("letters", "e3", "e3")])
    assert home.counts() == (5, 5, 0, 0, 0, 0)


def test_sources_with_and_without_a_record_id_load_in_one_run(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path, "sources:" + events("letters") + events("post", ", record_id: at"))
    home.land("letters.csv", sent("e1", "e2"))
    home.land("post.csv", sent("e1"))
    home.load()
    assert [row[1] for row in home.query(EVENT_IDS)] == ["e1", "e2", "2026-01-01 00:00:00"]
    assert home.counts() == (3, 3, 0, 0, 0, 0)


def test_a_home_whose_load_keys_were_texts_loads_landing_again(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2, 3))
    home.load()
    home.query("alter table raw_files.order_lines alter column load_key type varchar")
    home.query("alter table ops.loads alter column load_key type varchar")
    assert home.load().differences == []
    assert home.counts() == (3, 3, 0, 0, 0, 0)
    assert home.query("select distinct typeof(load_key) from raw_files.order_lines") == [("BIGINT",)]

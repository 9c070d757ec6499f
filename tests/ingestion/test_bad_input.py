"""Bad files and bad rows: each is set aside with one clear reason, and everything else is loaded."""

import gzip
import os
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import UsageError
from ingestion.feeds import read_feeds
from ingestion.load import fingerprint
from ingestion.quarantine import accept, list_, show
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome, orders

GOOD = orders(1, 2)


def whole_files(home: LoaderHome) -> dict[str, str]:
    """Reason by file of those that are in quarantine as a whole."""
    rows = home.query("select file, reason from ops.quarantined_rows where row_number is null order by file")
    return {str(file).removeprefix("landing/"): str(reason) for file, reason in rows}


def test_unreadable_files_are_set_aside_whole_and_others_go_on(home: LoaderHome) -> None:
    home.land("orders_good.csv", GOOD)
    home.land("orders_binary.csv", bytes(range(256)) * 20)
    home.land("orders_cut.csv.gz", gzip.compress(GOOD.encode() * 50)[:-20])
    home.land("orders_no_archive.csv.gz", b"id,customer\n1,2\n")
    home.land("orders_renamed.csv", GOOD.replace("amount", "price"))
    home.land("orders_no_parquet.parquet", b"PAR1 and then nothing PAR1")
    home.land("orders_twins.csv", GOOD.replace("customer", "ID"))
    home.land("orders_equal.csv", GOOD.replace("customer", "id"))
    home.land("orders_cut.jsonl", '{"id": 1, "customer": "c", "day": "20')
    home.land("orders_book.csv", b"PK\x03\x04" + bytes(range(256)))
    home.land("orders_book.xlsx", GOOD.replace("c1", "c3"))
    (home.root / "landing" / "orders_link.csv").symlink_to("/etc/hostname")
    report = home.load()
    assert home.counts("orders_good.csv") == (2, 2, 0, 0, 0, 0)
    reasons = whole_files(home)
    assert "binary" in reasons["orders_binary.csv"]
    assert reasons["orders_cut.csv.gz"] == "The archive is cut short: send the whole file again."
    assert "no gzip archive" in reasons["orders_no_archive.csv.gz"]
    assert "The file has no column 'amount'" in reasons["orders_renamed.csv"]
    assert "no Parquet file" in reasons["orders_no_parquet.parquet"]
    assert "same name but for case" in reasons["orders_twins.csv"]
    assert "symbolic link" in reasons["orders_link.csv"]
    assert reasons["orders_equal.csv"] == "Two columns are called 'id': rename one of them."
    assert reasons["orders_cut.jsonl"].startswith("No line of the file is an object of valid JSON")
    assert reasons["orders_book.csv"].startswith("The file is a spreadsheet or an archive, which is not read")
    assert reasons["orders_book.xlsx"].startswith("xlsx is not read: save the table as CSV")
    assert len(report.red) == 11
    assert report.differences == []
    assert home.counts("orders_cut.csv.gz") == (1, 0, 0, 0, 0, 1)


def test_file_without_its_header_is_refused_without_repeating_what_it_says(home: LoaderHome) -> None:
    home.land("orders_1.csv", "71,secret@example.com,2026-01-01,9.99\n72,other@example.com,2026-01-01,9.99\n")
    home.load()
    [reason] = whole_files(home).values()
    assert "It has 4 columns; is its first line the header?" in reason
    assert "secret" not in reason


def test_file_of_which_no_row_fits_is_red_like_one_that_cannot_be_read(home: LoaderHome) -> None:
    home.land("orders_good.csv", GOOD)
    home.land("orders_bad.csv", f"{HEADER}1,7,2026-01-01,oops\n2,8,2026-01-01,oops\n")
    report = home.load()
    assert len(report.red) == 1
    assert report.red[0].startswith("landing/orders_bad.csv: none of its 2 rows could be taken in")


def test_repaired_file_replaces_its_quarantine(home: LoaderHome) -> None:
    home.land("orders_1.csv", GOOD.replace("amount", "price"))
    home.load()
    home.land("orders_1.csv", GOOD)
    report = home.load()
    assert (report.red, home.reasons()) == ([], [])
    assert home.counts() == (2, 2, 0, 0, 0, 0)


POISON = [
    ("9,c,2026-01-01,oops", "line_amount (from amount) is not an amount, but a word."),
    ("9,c,2026-01-01,nan", "line_amount (from amount) is not an amount, but a word."),
    ("9,c,2026-01-01,1e40", "line_amount (from amount) is beyond 9,999,999,999, which is not credible."),
    (
        "9,c,2026-01-01,-4111111111111111",
        "line_amount (from amount) is beyond 9,999,999,999, which is not credible.",
    ),
    ("9,c,2026-01-01,infinity", "line_amount (from amount) is not an amount, but a word."),
    ("9,c,2026-01-01,", "line_amount (from amount) is missing."),
    ("9,c,yesterday,5", "ordered_at (from day) is not a time, but a word."),
    ("9,c,infinity,5", "ordered_at (from day) is not a time, but a word."),
    (",c,2026-01-01,5", "order_id (from id) is missing."),
    ("9,c", "The row has fewer cells than the 4 columns of the header."),
    ("9,c,2026-01-01,5,6", "The row has more cells than the 4 columns of the header."),
    ("9,a\0b,2026-01-01,5", "profile_record_id (from customer) is not text."),
]
"""Rows that cannot be taken in, each with the reason that is said."""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> LoaderHome:
    """A home that has loaded a file for every row of POISON, which stands between two good ones."""
    home = LoaderHome(tmp_path_factory.mktemp("poisoned"))
    for number, (row, _) in enumerate(POISON):
        home.land(
            f"orders_{number}.csv", f"{HEADER}{number}-1,a,2026-01-01,5\n{row}\n{number}-3,b,2026-01-01,5\n"
        )
    home.load()
    return home


@pytest.mark.parametrize(("row", "reason"), POISON)
def test_poison_row_is_set_aside_alone(poisoned: LoaderHome, row: str, reason: str) -> None:
    number = POISON.index((row, reason))
    file = f"orders_{number}.csv"
    assert poisoned.reasons(file) == [(2, reason)]
    assert poisoned.query(
        "select record_id, load_row_number from raw_files.order_lines inner join ops.loads using (load_key)"
        f" where load_file = 'landing/{file}' order by 2"
    ) == [(f"{number}-1", 1), (f"{number}-3", 3)]
    assert poisoned.counts(file) == (3, 2, 0, 0, 0, 1)


def test_expression_that_fails_on_a_row_sets_that_row_aside(home: LoaderHome) -> None:
    home.write_feeds(ORDERS.replace("ordered_at: day", "ordered_at: \"strptime(day, '%Y%m%d')\""))
    home.land("orders_1.csv", f"{HEADER}1,a,20260101,5\n2,a,2026-01-01,5\n")
    home.load()
    assert home.reasons() == [(2, "The expression of ordered_at fails on this row.")]
    assert home.counts() == (2, 1, 0, 0, 0, 1)


def test_row_numbers_count_ragged_rows_and_quoted_line_ends(home: LoaderHome) -> None:
    home.write_feeds(ORDERS.replace("record_id: id", "record_id: \"filename || ':' || row_number\""))
    home.land("orders_1.csv", f'{HEADER}1,"a\nb",2026-01-01,5\n2\n3,c,2026-01-01,5\n4\n5,d,2026-01-01,5\n')
    home.load()
    assert home.query("select record_id from raw_files.order_lines order by 1") == [
        ("landing/orders_1.csv:1",),
        ("landing/orders_1.csv:3",),
        ("landing/orders_1.csv:5",),
    ]
    assert [row for row, _ in home.reasons()] == [2, 4]


def test_blank_lines_and_mixed_line_ends_are_no_rows(home: LoaderHome) -> None:
    home.land("orders_1.csv", f"{HEADER}1,a,2026-01-01,5\r\n\r\n2\n\n3,b,2026-01-01,5\r\n")
    home.load()
    assert home.counts() == (3, 2, 0, 0, 0, 1)
    assert [row for row, _ in home.reasons()] == [2]


def test_unclosed_quote_at_the_end_loses_no_row_before_it(home: LoaderHome) -> None:
    home.land("orders_1.csv", f'{HEADER}1,a,2026-01-01,5\n2,"b,2026-01-01,5')
    home.load()
    assert home.counts() == (2, 1, 0, 0, 0, 1)


def test_bad_bytes_in_one_row_are_that_row(home: LoaderHome) -> None:
    home.land("orders_1.csv", f"{HEADER}1,a,2026-01-01,5\n".encode() + b"2,\xff\xfe,2026-01-01,5\n")
    home.load()
    assert home.counts() == (2, 1, 0, 0, 0, 1)


def test_json_lines_set_poison_lines_aside(home: LoaderHome) -> None:
    good = '{"id": %d, "customer": "c", "day": "2026-01-01", "amount": "5"}\n'
    bad = '{"id": 2, "customer": "\\ud800", "day": "2026-01-01", "amount": "5"}\n{"id": 3,\n[4]\n'
    home.land("orders_1.jsonl", good % 1 + bad + good % 12345678901234567890123)
    home.load()
    assert home.query("select record_id from raw_files.order_lines order by 1") == [
        ("1",),
        ("12345678901234567890123",),
    ]
    assert home.reasons() == [
        (2, "The line is no valid JSON."),
        (3, "The line is no valid JSON."),
        (4, "The line is no JSON object."),
    ]


def test_large_file_with_bad_rows_gives_the_same_as_a_small_one(
    home: LoaderHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.file_loading.STREAMED_SIZE", 0)
    home.land("orders_1.csv", f"{HEADER}1,a,2026-01-01,5\n2,a,2026-01-01,oops\n3,a,2026-01-01,5\n")
    home.land("orders_2.csv", f"{HEADER}4,a,2026-01-01,5\n5\n6,a,2026-01-01,5\n")
    home.load()
    assert [row for row, _ in home.reasons()] == [2, 2]
    assert home.query("select record_id, load_row_number from raw_files.order_lines order by 1") == [
        ("1", 1),
        ("3", 3),
        ("4", 1),
        ("6", 3),
    ]
    assert home.counts() == (6, 4, 0, 0, 0, 2)


def test_reasons_hold_no_values_and_payloads_do(home: LoaderHome) -> None:
    home.land("orders_1.csv", f"{HEADER}1,secret@example.com,2026-01-01,oops\n")
    home.load()
    [row] = show(home.root, "landing/orders_1.csv")
    assert "secret" not in row["reason"] and "oops" not in row["reason"]
    assert "secret@example.com" in row["payload"]
    home.land("orders_2.csv", GOOD.replace("amount", "price"))
    home.load()
    assert [(found["rows"], found["is_held_back"]) for found in list_(home.root)] == [(1, False), (0, False)]


def test_quarantine_is_read_without_writing(home: LoaderHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it may be read where the home is mounted for reading alone; before the first load it is empty."""
    home.land("orders_1.csv", GOOD + "3,c3\n")
    home.load()
    connect, modes = duckdb.connect, []
    monkeypatch.setattr(
        duckdb, "connect", lambda *path, **mode: (modes.append(mode), connect(*path, **mode))[1]
    )
    assert len(list_(home.root)) == len(show(home.root, "landing/orders_1.csv")) == 1
    assert modes == [{"read_only": True}] * 2
    (home.root / "warehouse.duckdb").unlink()
    duckdb.connect(str(home.root / "warehouse.duckdb")).close()
    assert list_(home.root) == []
    (home.root / "warehouse.duckdb").unlink()
    with pytest.raises(UsageError, match="in quarantine"):
        show(home.root, "landing/orders_1.csv")
    assert not (home.root / "warehouse.duckdb").exists()


def test_show_of_a_file_without_quarantine_is_wrong_use(home: LoaderHome) -> None:
    home.land("orders_1.csv", GOOD)
    home.load()
    with pytest.raises(UsageError, match="in quarantine"):
        show(home.root, "landing/orders_1.csv")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("till.csv", "is landing/a/till.csv meant[?]"),
        ("home/landing/a/till.csv", "is landing/a/till.csv meant[?]"),
        ("l.csv", "see `kith quarantine list`"),
        ("other.csv", "see `kith quarantine list`"),
        ("twice.csv", "see `kith quarantine list`"),
    ],
)
def test_file_named_in_short_or_from_another_folder_is_proposed_as_the_list_names_it(
    home: LoaderHome, typed: str, said: str
) -> None:
    """Of two that may be meant none is."""
    home.write_feeds(ORDERS.replace("landing/orders*", "landing/*/*.csv"))
    for name in ("a/till.csv", "a/twice.csv", "b/twice.csv"):
        home.land(name, GOOD.replace("2026-01-", "no day "))
    home.load()
    for command in (show, accept):
        with pytest.raises(UsageError, match=said):
            command(home.root, typed)


def test_expressions_cannot_read_outside_home(home: LoaderHome, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    home.write_feeds(
        ORDERS.replace(
            "order_id: id", f"order_id: \"(select content from read_text('{tmp_path}/secret.txt'))\""
        )
    )
    home.land("orders_1.csv", GOOD)
    home.load()
    assert home.counts() == (1, 0, 0, 0, 0, 1)


def test_year_beyond_9999_goes_to_quarantine(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1) + "2,c2,99999-01-01,5.00\n")
    home.load()
    assert home.counts() == (2, 1, 0, 0, 0, 1)
    assert home.reasons() == [
        (2, "ordered_at (from day) is not a time, but a day or an hour that cannot be.")
    ]


def test_hostile_names_and_values_are_only_text(home: LoaderHome) -> None:
    home.land("orders_'; drop table x --.csv", f'{HEADER}"\'); drop table ops.loads; --",=1+1,2026-01-01,5\n')
    home.load()
    assert home.query("select record_id, profile_record_id from raw_files.order_lines") == [
        ("'); drop table ops.loads; --", "=1+1")
    ]


def test_fingerprint_moves_with_landing_costs_and_state_only(home: LoaderHome) -> None:
    path = home.land("orders_1.csv", GOOD)
    feeds = read_feeds(home.root)
    first = fingerprint(home.root, feeds)
    os.utime(path, (1, 1))
    assert fingerprint(home.root, feeds) == first
    (home.root / "costs").mkdir()
    (home.root / "costs" / "send_costs.csv").write_text("channel,cost_per_send,currency,valid_from\n")
    second = fingerprint(home.root, feeds)
    home.land("orders_1.csv", GOOD + "\n")
    assert len({first, second, fingerprint(home.root, feeds)}) == 3

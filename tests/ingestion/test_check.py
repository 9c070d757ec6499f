"""`kith check`: what would fail, by row, without a warehouse and without values."""

import gzip
from pathlib import Path

import duckdb
import pytest

from ingestion.check import check_feeds
from ingestion.check_report import FIRST_ROWS
from ingestion.errors import UsageError
from ingestion.quarantine import rows_and_files, set_aside
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome, orders


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
    assert report.files[0].problems == [(2, "ordered_at (from day) is not a time, but a word.")]
    assert "secret" not in report.as_text()


def test_mapping_that_cannot_be_bound_is_the_files_problem(home: LoaderHome) -> None:
    home.land("orders.csv", HEADER.replace("amount", "sum") + "1,c1,2026-01-01,5.00\n")
    [(row, reason)] = check_feeds(home.root).files[0].problems
    assert row is None
    assert "amount" in reason


@pytest.mark.parametrize(
    ("mapping", "there"),
    [("Card No", "card no"), ("E-mail", "E mail"), ("Amonut", "Amount"), ("Qty", "Qyt")],
)
def test_column_under_nearly_that_name_is_said(home: LoaderHome, mapping: str, there: str) -> None:
    home.write_feeds(ORDERS.replace("line_amount: amount", f"line_amount: {mapping}"))
    home.land("orders.csv", orders(1).replace("amount", there))
    [(_, reason)] = check_feeds(home.root).files[0].problems
    assert reason == (
        f"The file has no column '{mapping}', which line_amount is mapped to, but it has '{there}': write it so in "
        "feeds.yml."
    )


def test_columns_are_named_where_the_mapping_shows_that_they_are_no_values(home: LoaderHome) -> None:
    home.write_feeds(ORDERS.replace("line_amount: amount", "line_amount: net"))
    home.land("orders.csv", orders(1))
    [checked] = check_feeds(home.root).files
    assert checked.problems[0][1].startswith(
        "The file has no column 'net', which line_amount is mapped to. It has 'id', 'customer', 'day', 'amount'. "
        "Correct the mapping"
    )
    assert checked.columns == ("id", "customer", "day", "amount")
    home.write_feeds(ORDERS.replace("columns:", "where: dya <> ''\n            columns:"))
    [(_, reason)] = check_feeds(home.root).files[0].problems
    assert reason == (
        "The file has no column 'dya', which `where` asks for, but it has 'day': write it so in feeds.yml."
    )


@pytest.mark.parametrize(
    ("row", "mends"),
    [
        ("2,b,01/06/2026,5", "`strptime(\"The 'day'\", '%d/%m/%Y')`"),
        ('2,b,2026-01-01,"9,5"', "`replace(\"amount\", ','"),
    ],
)
def test_what_is_written_otherwise_is_answered_with_what_reads_it(
    home: LoaderHome, row: str, mends: str
) -> None:
    home.write_feeds(ORDERS.replace("ordered_at: day", "ordered_at: The 'day'"))
    home.land("orders.csv", orders(1).replace("day", "The 'day'") + f"{row}\n")
    [checked] = check_feeds(home.root).files
    [(row_number, reason)] = checked.problems
    assert row_number == 2
    assert mends in reason


@pytest.mark.parametrize("written", ["GBP", "'GBP'"])
def test_text_that_is_taken_for_a_column_is_answered_with_the_line_to_type(
    home: LoaderHome, written: str
) -> None:
    home.write_feeds(ORDERS.replace("currency: \"'GBP'\"", f"currency: {written}"))
    home.land("orders.csv", orders(1))
    [(_, reason)] = check_feeds(home.root).files[0].problems
    assert reason == (
        "The file has no column 'GBP', which currency is mapped to. It has 'id', 'customer', 'day', 'amount'. "
        "Correct the mapping in feeds.yml (if 'GBP' is no column but a text, type `currency: \"'GBP'\"`, with both "
        "pairs of quotes), or send the file with all its columns."
    )


def test_no_header_is_asked_of_json_lines(home: LoaderHome) -> None:
    home.land("orders.jsonl", '{"jane@example.com": 1}\n')
    [(_, reason)] = check_feeds(home.root).files[0].problems
    assert "It has 1 column. Correct the mapping" in reason


def test_rows_that_cannot_even_be_read_count_and_those_not_shown_are_counted(home: LoaderHome) -> None:
    home.land(
        "orders.csv", orders(1) + "2,c2\n" * 4 + orders(*range(6, 9), amount="much").removeprefix(HEADER)
    )
    [checked] = check_feeds(home.root).files
    assert (checked.rows, checked.fitting) == (8, 1)
    assert [row for row, _ in checked.problems] == [2, 3, 4, 5, 6]
    assert "1 of 8 rows fit" in checked.lines()[0]
    assert checked.lines()[-1] == "    and 2 more"


@pytest.mark.parametrize("broken_row", [1, 2000])
def test_of_a_long_file_it_says_that_the_first_rows_alone_were_looked_at(
    home: LoaderHome, broken_row: int
) -> None:
    """A file that broke off in its last row fits to the check, and a run sets that row aside."""
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    lines = orders(*range(1, 2001)).splitlines()
    lines[broken_row] = f"{broken_row},c1"
    home.land("orders.csv", "\n".join(lines))
    report = check_feeds(home.root)
    heading = report.files[0].lines()[0]
    verdict = report.as_text().splitlines()[-1]
    if broken_row > FIRST_ROWS:
        assert heading == "shop/lines: landing/orders.csv: 1,000 of the first 1,000 rows fit"
        assert verdict == "feeds.yml fits."
    else:
        assert heading == "shop/lines: landing/orders.csv: 999 of the first 1,000 rows fit"
        assert verdict.startswith("At least 1 row of 1 of 1 file would be set aside")
    home.load()
    assert home.query("select row_number from ops.quarantined_rows") == [(broken_row,)]


@pytest.mark.parametrize("broken_row", [1000, 1001])
def test_of_long_files_read_together_the_first_rows_of_each_are_looked_at(
    home: LoaderHome, broken_row: int
) -> None:
    home.land("orders_1.csv", orders(*range(1, 1003)))
    lines = orders(*range(2001, 3003)).splitlines()
    lines[broken_row] = "7,c1,someday,5.00"
    home.land("orders_2.csv", "\n".join(lines))
    files = check_feeds(home.root).files
    found = int(broken_row <= FIRST_ROWS)
    assert [(file.rows, file.fitting) for file in files] == [(1000, 1000), (1000, 1000 - found)]
    assert [row for row, _ in files[1].problems] == [broken_row] * found


def test_a_damaged_file_is_said_to_check_and_run_without_sending_check_to_itself(home: LoaderHome) -> None:
    path = home.land("orders.parquet", "")
    columns = "'1' as id, 'c' || range as customer, '2026-01-01' as day, range as amount"
    duckdb.sql(f"copy (select {columns} from range(2000)) to '{path}' (format parquet)")
    content = path.read_bytes()
    path.write_bytes(content[:8] + b"\xff" * 4000 + content[4008:])
    [(row, reason)] = check_feeds(home.root).files[0].problems
    home.load()
    assert row is None
    assert reason.startswith("The file cannot be mapped (")
    assert home.reasons() == [(None, f"{reason[:-1]}: look at it and its mapping with `kith check`.")]


def test_a_file_that_is_no_rows_counts_as_a_whole_to_check_and_run(home: LoaderHome) -> None:
    home.land("orders.csv", orders(1, 2) + "3,c3")
    home.land("orders.csv.gz", gzip.compress(orders(*range(1, 2001)).encode())[:2000])
    report = check_feeds(home.root)
    assert [(file.rows, file.fitting) for file in report.files] == [(3, 2), (0, 0)]
    verdict = report.as_text().splitlines()[-1]
    assert verdict.startswith("1 row and 1 whole file of 2 of 2 files would be set aside")
    home.load()
    with duckdb.connect(str(home.root / "warehouse.duckdb")) as connection:
        assert rows_and_files(*set_aside(connection)) == "1 row and 1 whole file"


def test_a_file_of_several_entries_is_one_file_and_its_copies_are_files_too(home: LoaderHome) -> None:
    again = ORDERS[ORDERS.index("          - name: lines") :].replace("name: lines", "name: again")
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS + again)
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(1, 2))
    home.land("orders_3.csv", orders(3))
    fitting = check_feeds(home.root).as_text().splitlines()[0]
    assert (
        fitting == "shop/lines: 2 files (landing/orders_2.csv of the same content besides), 3 of 3 rows fit"
    )
    home.land("orders_3.csv.gz", b"no archive")
    home.land("orders_4.csv.gz", b"no archive")
    report = check_feeds(home.root)
    assert [file.copies for file in report.files if file.problems] == [("landing/orders_4.csv.gz",)] * 2
    *_, heading, _, verdict = report.as_text().splitlines()
    assert heading == (
        "shop/again: landing/orders_3.csv.gz (landing/orders_4.csv.gz of the same content besides): "
        "the file cannot be taken in"
    )
    assert verdict.startswith("2 of 5 files would be set aside")
    home.load()
    with duckdb.connect(str(home.root / "warehouse.duckdb")) as connection:
        assert set_aside(connection) == (0, 1)


def test_files_that_fit_are_summed_up_and_those_that_do_not_come_last(home: LoaderHome) -> None:
    home.write_feeds("\n    reporting_currency: GBP" + ORDERS)
    home.land("orders_1.csv", orders(1, 2))
    home.land("orders_2.csv", orders(3, amount="9,25").replace("9,25", '"9,25"'))
    home.land("orders_3.csv", orders(4))
    home.land("orders_4.csv", "")
    fitting, amber, *bad, verdict = check_feeds(home.root).as_text().splitlines()
    assert fitting == "shop/lines: 2 files, 3 of 3 rows fit"
    assert amber.startswith("amber: landing/orders_4.csv is empty")
    assert bad[0] == "shop/lines: landing/orders_2.csv: 0 of 1 rows fit"
    assert bad[1].startswith(
        "    row 1: line_amount (from amount) is not an amount, but a number with a comma;"
    )
    assert verdict == "1 row of 1 of 4 files would be set aside: correct feeds.yml or the files."


def test_expression_reads_no_file_outside_home(home: LoaderHome, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("secret_column\n1\n")
    query = f"(select max(a) from read_csv('{tmp_path}/outside.csv'))"
    home.write_feeds(ORDERS.replace("line_amount: amount", f'line_amount: "{query}"'))
    home.land("orders.csv", orders(1))
    [(_, reason)] = check_feeds(home.root).files[0].problems
    assert reason.startswith("The mapping of line_amount looks beyond its own row")
    assert "secret_column" not in reason


def test_home_without_feeds_is_wrong_use(home: LoaderHome) -> None:
    (home.root / "feeds.yml").unlink()
    with pytest.raises(UsageError):
        check_feeds(home.root)


def test_vendors_files_are_judged_each_on_their_own_and_whole(tmp_path: Path) -> None:
    home = LoaderHome(
        tmp_path / "home",
        """
        sources:
          - {name: desk, feed: support, connector: zendesk, path: landing/desk/}
        """,
    )
    user = '{"id": %s, "name": "n", "created_at": "%s", "role": "end-user"}'
    good = ", ".join(user % (number, "2026-01-01T00:00:00Z") for number in range(1200))
    home.land("desk/users_1.json", f'{{"users": [{good}]}}')
    home.land("desk/users_2.json", f'{{"users": [{user % (1, "someday")}]}}')
    home.land("desk/users_3.json", "no JSON")
    home.land("desk/users_4.json.gz", b"no archive")
    report = check_feeds(home.root)
    files = {file.file: file for file in report.files}
    assert [(file.rows, file.fitting) for file in files.values()] == [(1200, 1200), (1, 0), (0, 0), (0, 0)]
    assert not any("is empty" in notice for notice in report.notices)
    assert files["landing/desk/users_1.json"].problems == []
    assert files["landing/desk/users_2.json"].problems == [(1, "created_at is not a time, but a word.")]
    [(row, _)] = files["landing/desk/users_3.json"].problems
    assert row is None

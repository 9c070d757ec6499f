"""A large file read in pieces gives what it gives in one: rows, their numbers, quarantine and books."""

from pathlib import Path

import pytest

from ingestion.feeds import CsvOptions
from ingestion.reading.pieces import NotPlainError, can_be_cut, cut
from tests.ingestion.homes import HEADER, LoaderHome

ROWS = "select * from raw_files.order_lines order by load_row_number"
QUARANTINE = "select entry, file, row_number, reason, payload from ops.quarantined_rows order by row_number"
COUNTS = "select * exclude (run_id) from ops.load_reconciliation order by all"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of any size be cut, into pieces of a few lines."""
    monkeypatch.setattr("ingestion.batches.BATCH_SIZE", 0)
    monkeypatch.setattr("ingestion.file_loading.STREAMED_SIZE", 0)
    monkeypatch.setattr("ingestion.piecewise.LARGEST_PIECE", 100)
    monkeypatch.setattr("ingestion.reading.pieces.CHUNK", 40)


def lines(*odd: str, count: int = 60) -> str:
    """Order lines of which every tenth is replaced by one of `odd`, in turn."""
    rows = [f"{number},c{number % 7},2026-01-0{number % 9 + 1},{number}.25" for number in range(count)]
    for place, row in enumerate(odd):
        rows[place * 10 + 9] = row
    return HEADER + "\n".join(rows) + "\n"


def loaded(folder: Path, content: str) -> list[list[tuple[object, ...]]]:
    """Rows, quarantine and books after one load of the content."""
    home = LoaderHome(folder)
    home.land("orders.csv", content)
    home.load()
    return [home.query(query) for query in (ROWS, QUARANTINE, COUNTS)]


CONTENTS = {
    "clean": lines(),
    "no line end at the end": lines().rstrip("\n"),
    "values that do not cast": lines("9,c1,someday,1", "19,c1,2026-01-01,oops", "29,c1,2026-01-01,"),
    "rows that cannot be read": lines("9,c1", "19,c1,2026-01-01,1,more", "29,c1,2026-01-01,2"),
    "a quote at the end": lines("9,c1,2026-01-01,1", *["1,c,2026-01-01,1"] * 4, '59,"c\n1",2026-01-01,7'),
    "blank lines": lines("9,c1,2026-01-01,1\n\n"),
    "carriage returns": lines().replace("\n", "\r\n"),
    "no row": HEADER,
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_pieces_give_what_the_whole_gives(
    tmp_path: Path, content: str, request: pytest.FixtureRequest
) -> None:
    whole = loaded(tmp_path / "whole", content)
    request.getfixturevalue("small_pieces")
    assert loaded(tmp_path / "pieces", content) == whole


@pytest.mark.usefixtures("small_pieces")
def test_an_expression_that_fails_on_a_row_sets_that_row_aside(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path)
    home.write_feeds(home.feeds.replace("line_amount: amount", "line_amount: cast(amount as decimal(9, 2))"))
    home.land("orders.csv", lines("9,c1,2026-01-01,oops"))
    home.load()
    assert home.query("select row_number, reason from ops.quarantined_rows") == [
        (10, "The expression of line_amount fails on this row.")
    ]
    assert home.query("select count(*), sum(load_row_number) from raw_files.order_lines") == [
        (59, sum(range(1, 61)) - 10)
    ]


@pytest.mark.usefixtures("small_pieces")
def test_no_piece_is_left_behind(tmp_path: Path) -> None:
    loaded(tmp_path, lines("9,c1", "19,c1,2026-01-01,oops"))
    assert not list(tmp_path.rglob("piece*"))


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("end", ["", "\n"])
def test_pieces_are_the_lines_of_the_file(tmp_path: Path, end: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n" + "\n".join(f"{row},x" for row in range(1, 101)) + end)
    pieces = list(cut(path, CsvOptions(), tmp_path, 100))
    assert len(pieces) > 2
    assert "".join(piece.path.read_text() for piece in pieces) == path.read_text().removeprefix("a,b\n")
    assert [piece.first_row for piece in pieces[1:]] == [
        piece.first_row + piece.rows for piece in pieces[:-1]
    ]
    assert sum(piece.rows for piece in pieces) == 100
    last = pieces[-1]
    last.extract([100, last.first_row], tmp_path / "picked.csv")
    assert (tmp_path / "picked.csv").read_text() == f"{last.first_row},x\n100,x{end}"


@pytest.mark.parametrize(
    "content", ['a,b\n"1",2\n', "a,b\r\n1,2\r\n", "a,b\n\n1,2\n", "\na,b\n", "a,b\n1,2\n\n"]
)
def test_lines_that_need_not_be_rows_are_not_cut(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content.encode())
    with pytest.raises(NotPlainError):
        list(cut(path, CsvOptions(), tmp_path, 100))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("rows.csv.gz", CsvOptions()),
        ("rows.csv", CsvOptions(encoding="utf-16")),
        ("rows.csv", CsvOptions(fixed_width=True)),
        ("rows.csv", CsvOptions(escape="\\")),
    ],
)
def test_files_whose_bytes_do_not_tell_their_lines_are_not_cut(name: str, options: CsvOptions) -> None:
    assert not can_be_cut(Path(name), options)

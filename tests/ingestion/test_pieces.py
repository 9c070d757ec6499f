"""A large file read in pieces gives what it gives in one: rows, their numbers, quarantine and books."""

from pathlib import Path

import pytest

from ingestion.feeds import CsvOptions
from ingestion.reading.pieces import NotPlainError, can_be_cut, cut
from tests.ingestion.homes import HEADER, LoaderHome

ROWS = "select * from raw_files.order_lines semi join ({loads}) using (load_key) order by load_row_number"
LOADS = "select load_key from ops.loads where load_file = '{file}'"
QUARANTINE = (
    "select entry, file, row_number, reason, payload from ops.quarantined_rows where file = '{file}'"
    " order by row_number"
)
COUNTS = "select * exclude (run_id) from ops.load_reconciliation where file = '{file}' order by all"
Told = dict[str, list[list[tuple[object, ...]]]]


def let_all_be_cut(patch: pytest.MonkeyPatch) -> None:
    """Let files of any size be cut, into pieces of a few lines."""
    patch.setattr("ingestion.batches.BATCH_SIZE", 0)
    patch.setattr("ingestion.file_loading.STREAMED_SIZE", 0)
    patch.setattr("ingestion.piecewise.LARGEST_PIECE", 100)
    patch.setattr("ingestion.reading.pieces.CHUNK", 40)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same within a test."""
    let_all_be_cut(monkeypatch)


def lines(*odd: str, count: int = 60) -> str:
    """Order lines of which every tenth is replaced by one of `odd`, in turn."""
    rows = [f"{number},c{number % 7},2026-01-0{number % 9 + 1},{number}.25" for number in range(count)]
    for place, row in enumerate(odd):
        rows[place * 10 + 9] = row
    return HEADER + "\n".join(rows) + "\n"


def loaded(folder: Path, contents: dict[str, str]) -> Told:
    """Rows, quarantine and books of each content by its name, after one load of them all."""
    home = LoaderHome(folder)
    files = {name: f"orders_{name.replace(' ', '_')}.csv" for name in contents}
    for name, file in files.items():
        home.land(file, contents[name])
    home.load()
    loads = {name: LOADS.format(file=f"landing/{file}") for name, file in files.items()}
    return {
        name: [
            home.query(query.format(loads=loads[name], file=f"landing/{file}"))
            for query in (ROWS, QUARANTINE, COUNTS)
        ]
        for name, file in files.items()
    }


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What became of every content, read whole."""
    return loaded(tmp_path_factory.mktemp("whole"), CONTENTS)


@pytest.fixture(scope="module")
def in_pieces(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What became of every content, read in pieces."""
    with pytest.MonkeyPatch.context() as patch:
        let_all_be_cut(patch)
        return loaded(tmp_path_factory.mktemp("pieces"), CONTENTS)


@pytest.mark.parametrize("content", CONTENTS)
def test_pieces_give_what_the_whole_gives(whole: Told, in_pieces: Told, content: str) -> None:
    rows, _, counts = whole[content]
    assert counts and bool(rows) is (content != "no row")
    assert in_pieces[content] == whole[content]


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
    loaded(tmp_path, {"odd": lines("9,c1", "19,c1,2026-01-01,oops")})
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

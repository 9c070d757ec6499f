"""CSV as other systems write it: other encodings and quotes, no header or lines before it, space-padded columns."""

import pytest

from ingestion.check import check_feeds
from tests.ingestion.homes import HEADER, ORDERS, LoaderHome

WIDE = "id   customer  day         amount\n"


def with_options(options: str, **columns: str) -> str:
    """The shop's feeds.yml with reader options, and other names for its columns."""
    text = ORDERS.replace("entity: order_lines", f"csv: {{{options}}}\n            entity: order_lines")
    for name, column in columns.items():
        text = text.replace(f": {name}\n", f": {column}\n")
    return text


def loaded(home: LoaderHome) -> list[tuple[object, ...]]:
    return home.query(
        "select record_id, profile_record_id, cast(line_amount as varchar) from raw_files.order_lines order by 1"
    )


@pytest.mark.parametrize(
    ("options", "content"),
    [
        ("encoding: latin-1", (HEADER + "1,José,2026-01-01,5.00\n").encode("latin-1")),
        ("encoding: utf-16", (HEADER + "1,José,2026-01-01,5.00\n").encode("utf-16")),
        ("skip: 2", ("Till report\nprinted today\n" + HEADER + "1,José,2026-01-01,5.00\n").encode()),
        ("quote: ''", (HEADER + "1,José,2026-01-01,5.00\n").encode()),
        ("delim: '#'", (HEADER + "1,José,2026-01-01,5.00\n").replace(",", "#").encode()),
        ("escape: '\\'", (HEADER + '1,"José",2026-01-01,5.00\n').encode()),
        ("fixed_width: true", (WIDE + "1    José      2026-01-01  5.00\n").encode()),
    ],
)
def test_a_row_is_the_same_however_its_file_is_written(
    home: LoaderHome, options: str, content: bytes
) -> None:
    home.write_feeds(with_options(options))
    home.land("orders.csv", content)
    home.load()
    assert home.reasons() == []
    assert loaded(home) == [("1", "José", "5.0000")]


def test_columns_of_a_file_without_header_are_numbered(home: LoaderHome) -> None:
    columns = {"id": "column0", "customer": "column1", "day": "column2", "amount": "column3"}
    home.write_feeds(with_options("header: false", **columns))
    home.land("orders.csv", "1,c1,2026-01-01,5.00\n2,c2,2026-01-02,6.00\n")
    home.load()
    assert loaded(home) == [("1", "c1", "5.0000"), ("2", "c2", "6.0000")]


def test_ragged_row_of_a_space_padded_file_is_set_aside_by_its_number(home: LoaderHome) -> None:
    home.write_feeds(with_options("fixed_width: true"))
    home.land(
        "orders.txt",
        WIDE + "1 c1 2026-01-01 5.00\n2 c2 2026-01-02\n\n3 c3 2026-01-03 7.00 x\n4 c4 2026-01-04 8\n",
    )
    home.load()
    assert home.reasons() == [
        (2, "The row has fewer cells than the 4 columns of the header."),
        (4, "The row has more cells than the 4 columns of the header."),
    ]
    assert loaded(home) == [("1", "c1", "5.0000"), ("4", "c4", "8.0000")]


def test_space_padded_cells_may_be_empty_or_hold_blanks(home: LoaderHome) -> None:
    home.write_feeds(with_options("fixed_width: true"))
    rows = [
        "1    Zoë Ång   2026-01-01    5.00",
        "2              2026-01-02  6.00",
        "3    c3        2026-01-03",
        "4    c4 who goes on       7.00",
        "5    c5        2026-01-05  8.00",
    ]
    home.land("orders.txt", WIDE + "".join(f"{row}\n" for row in rows))
    home.load()
    assert loaded(home) == [("1", "Zoë Ång", "5.0000"), ("2", None, "6.0000"), ("5", "c5", "8.0000")]
    assert home.reasons() == [
        (3, "line_amount (from amount) is missing."),
        (4, "A value of the row reaches over the start of the next column, as the header has it."),
    ]


@pytest.mark.parametrize(
    ("options", "content", "said"),
    [
        ("encoding: utf-8", HEADER.encode().replace(b"id", b"i\xe9d") + b"1,c,2026-01-01,5\n", "no text in UTF-8"),
        ("encoding: utf-16", HEADER.encode() + b"1,c,2026-01-01,5\n", "no text in UTF-16"),
        ("header: true", HEADER.encode().replace(b"id", b"i\0d") + b"1,c,2026-01-01,5\n", "binary, not CSV"),
    ],
)  # fmt: skip
def test_file_whose_first_line_is_no_text_is_set_aside_whole_and_check_says_so(
    home: LoaderHome, options: str, content: bytes, said: str
) -> None:
    home.write_feeds(with_options(options))
    home.land("orders.csv", content)
    [(row, reason)] = check_feeds(home.root).files[0].problems
    assert row is None
    assert said in reason
    home.load()
    assert home.reasons() == [(None, reason)]

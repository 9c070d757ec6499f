"""A large file cut between its lines into files that are read side by side, where each line is a row.

Data flow: bytes of the file -> Pieces, one after the other, each with the number of its first row -> a Scan each.
DuckDB numbers the rows of one file on one core; of several pieces it numbers as many as there are cores.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingestion.feeds import CsvOptions
from ingestion.reading.csv_files import csv_source
from ingestion.scan import Scan, identifier, row_as_json

CHUNK = 1 << 20
LONGEST_PLAIN_LINE = 2 << 20
BUFFER_SIZE = 8 << 20
"""Small buffers are reused: with DuckDB's own, a third of the time over a large file goes into fresh memory."""


class NotPlainError(Exception):
    """A line of the file need not be a row: a quote, a blank line or a carriage return stands in it."""


@dataclass(frozen=True)
class Piece:
    """Some rows of a file as a file of its own, without a header; `first_row` is the number of its first."""

    path: Path
    first_row: int
    rows: int

    def extract(self, row_numbers: list[int], target: Path) -> None:
        """Write the rows of these numbers, in their order, to `target`."""
        import numpy

        text = self.path.read_bytes()
        ends = numpy.flatnonzero(numpy.frombuffer(text, numpy.uint8) == ord("\n"))
        starts = numpy.concatenate(([0], ends + 1))
        stops = numpy.append(ends + 1, len(text))
        with target.open("wb") as copy:
            for place in sorted(row - self.first_row for row in row_numbers):
                copy.write(text[starts[place] : stops[place]])


def can_be_cut(path: Path, options: CsvOptions) -> bool:
    """Whether the file's format lets a line be told by its bytes."""
    is_bytes = path.suffix != ".gz" and options.encoding != "utf-16"
    return is_bytes and not options.fixed_width and options.escape is None


def cut(path: Path, options: CsvOptions, folder: Path, piece_size: int) -> Iterator[Piece]:
    """Write the file's rows to pieces of some bytes in `folder`, each when it is asked for; the caller deletes them.

    NotPlainError where a line that need not be a row is met, however late.
    """
    quote = options.quote.encode() or b"\0"
    first_row = 1
    with path.open("rb") as stream:
        for _ in range(options.skip + int(options.header)):
            _count_lines(stream.readline(), quote)
        place = 0
        while chunk := _lines(stream):
            piece = folder / f"piece.{place}.csv"
            rows = size = 0
            with piece.open("wb") as copy:
                while chunk:
                    rows += _count_lines(chunk, quote)
                    copy.write(chunk)
                    size += len(chunk)
                    chunk = _lines(stream) if size < piece_size else b""
            yield Piece(piece, first_row, rows)
            first_row += rows
            place += 1


def _lines(stream: BinaryIO) -> bytes:
    """The next whole lines."""
    return stream.read(CHUNK) + stream.readline()


def _count_lines(text: bytes, quote: bytes) -> int:
    """How many lines there are in whole lines of text; NotPlainError where one of them need not be a row."""
    import numpy

    is_end = numpy.frombuffer(text or b" ", numpy.uint8) == ord("\n")
    has_blank = bool(is_end[:1].any() or (is_end[1:] & is_end[:-1]).any())
    if has_blank or quote in text or b"\r" in text:
        raise NotPlainError
    return int(numpy.count_nonzero(is_end)) + (not text.endswith(b"\n"))


def scan_piece(piece: Piece, columns: tuple[str, ...], delimiter: str, options: CsvOptions) -> Scan:
    """A Scan over a piece of a large file whose header has been read; a query of it fails like stream_csv's.

    It fails on lines over 2 MB too, which only the slower ways take.
    """
    body = options.model_copy(update={"header": False, "skip": 0})

    def rows_of(path: Path, number: str) -> str:
        cells = ", ".join(identifier(column) for column in columns)
        source = csv_source(
            [path], columns, delimiter, body, f", buffer_size = {BUFFER_SIZE}", LONGEST_PLAIN_LINE
        )
        return f"select {number} as row_number, {cells} from {source}"

    def pick(row_numbers: list[int], folder: Path) -> str:
        picked = folder / f"{piece.path.stem}.picked.csv"
        piece.extract(row_numbers, picked)
        numbers = ", ".join(str(row) for row in sorted(row_numbers))
        return rows_of(picked, f"[{numbers}][row_number() over ()]")

    return Scan(
        relation=rows_of(piece.path, f"{piece.first_row - 1} + row_number() over ()"),
        columns=columns,
        counter=f"select {piece.rows}",
        payload=row_as_json(columns),
        numbers=range(piece.first_row, piece.first_row + piece.rows),
        pick=pick,
    )

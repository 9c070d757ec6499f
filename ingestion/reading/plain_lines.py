"""Single rows out of a large file without reading it as CSV again: where each line is a row, a row is found by number.

Data flow: bytes of the file -> number of its rows, if lines and rows are the same -> the wanted lines as a small file.
Counting line ends costs a tenth of a query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.feeds import CsvOptions

CHUNK = 8 << 20


@dataclass(frozen=True)
class PlainLines:
    """A file whose every line is a row; `header_lines` stand before the first."""

    path: Path
    header_lines: int
    rows: int

    def extract(self, row_numbers: list[int], target: Path) -> None:
        """Write the header and the rows of these numbers, in the order of the file, to `target`."""
        wanted = [*range(self.header_lines), *(self.header_lines + row - 1 for row in sorted(row_numbers))]
        with target.open("wb") as copy:
            copy.writelines(_lines(self.path, wanted))


def plain_lines(path: Path, options: CsvOptions) -> PlainLines | None:
    """The file's lines, None where one need not be a row: quotes, blank lines, carriage returns, packed files."""
    if path.suffix == ".gz" or options.encoding == "utf-16" or options.fixed_width or len(options.quote) > 1:
        return None
    quote = options.quote.encode() or b"\0"
    ends, tail = 0, b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if quote in chunk or b"\r" in chunk or b"\n\n" in chunk or tail == b"\n" == chunk[:1]:
                return None
            ends += chunk.count(b"\n")
            tail = chunk[-1:]
    header_lines = options.skip + int(options.header)
    return PlainLines(path, header_lines, ends + (tail != b"\n") - header_lines)


def _lines(path: Path, wanted: list[int]) -> Iterator[bytes]:
    """The lines of these places, counted from 0."""
    first = place = 0
    with path.open("rb") as stream:
        while place < len(wanted) and (chunk := stream.read(CHUNK)):
            chunk += stream.readline()
            ends = chunk.count(b"\n")
            if wanted[place] < first + ends + 1:
                lines = chunk.split(b"\n")
                while place < len(wanted) and wanted[place] - first < ends + (not chunk.endswith(b"\n")):
                    yield lines[wanted[place] - first] + b"\n"
                    place += 1
            first += ends

"""Writes files of lines into a home, byte by byte as the chunks come.

Data flow: an SQL query with the columns `file` and `line`, ordered by file -> bytes appended to each file.
The engine writes the JSON or CSV text; here only slices of one Arrow buffer are copied, so no row becomes a
Python object.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa


class Landing:
    """The files of one home; remembers which it has begun, to write headers and list envelopes once."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._begun: dict[str, str] = {}

    def append(self, path: str, data: bytes, header: str = "", footer: str = "") -> None:
        """Appends bytes to home/path; the header goes first, the footer when the landing closes."""
        target = self.home / path
        if path not in self._begun:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(header.encode())
            self._begun[path] = footer
        with target.open("ab") as file:
            file.write(data)

    def close(self) -> None:
        """Ends the list envelopes: the last comma goes, the brackets close."""
        for path, footer in self._begun.items():
            if footer:
                target = self.home / path
                with target.open("r+b") as file:
                    file.truncate(target.stat().st_size - len(",\n"))
                    file.seek(0, 2)
                    file.write(footer.encode())

    def lines(
        self,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        order: str = "line",
        header: str = "",
        footer: str = "",
    ) -> int:
        """Appends the lines of a query to their files.

        Args:
            connection: database of the chunk.
            query: select with text columns `file` (path under home) and `line` (no line end), and those of `order`.
            order: order of the lines within a file.
            header: first line of each file (CSV's, or the opening of a list envelope), without line end.
            footer: closing of a list envelope; then every line is one element and a comma follows it.

        Returns:
            Number of lines written.
        """
        line_end = "',' || chr(10)" if footer else "chr(10)"
        sql = f"select file, line || {line_end} as line from ({query}) order by file, {order}"
        table = connection.cursor().sql(sql).to_arrow_table()
        if table.num_rows == 0:
            return 0
        lines = table.column("line").cast(pa.large_string()).combine_chunks()
        offsets, data = _text_buffers(lines)
        files = table.column("file").combine_chunks().dictionary_encode()
        codes = files.indices.to_numpy()
        cuts = np.flatnonzero(np.diff(codes)) + 1
        starts, stops = [0, *cuts.tolist()], [*cuts.tolist(), len(codes)]
        first_line = f"{header}\n" if header else ""
        for start, stop in zip(starts, stops, strict=True):
            path = files.dictionary[int(codes[start])].as_py()
            self.append(path, data[int(offsets[start]) : int(offsets[stop])], first_line, footer)
        return int(table.num_rows)


def _text_buffers(lines: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, bytes]:
    array = lines.chunk(0) if isinstance(lines, pa.ChunkedArray) else lines
    _, offsets, data = array.buffers()
    return np.frombuffer(offsets, dtype=np.int64), data.to_pybytes()

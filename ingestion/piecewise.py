"""A large file through reader and mapping in pieces, as many at a time as DuckDB has threads.

Data flow: file -> Pieces -> a Scan and a Mapper each, on a connection of their own -> a Mapped each, in the file's
order. At most one piece more than there are threads lies in the scratch folder.
"""

import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb

from ingestion.feeds import CsvOptions
from ingestion.mapping import LoadIdentity, Mapped, Mapper, Target
from ingestion.reading.csv_files import read_header
from ingestion.reading.pieces import Piece, cut, scan_piece

LARGEST_PIECE = 128 << 20


def map_pieces(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    options: CsvOptions,
    target_of: Callable[[tuple[str, ...]], Target],
    identity: LoadIdentity,
    folder: Path,
) -> tuple[tuple[str, ...], list[Mapped]]:
    """The file's columns, and what became of each piece.

    NotPlainError where the file cannot be cut; duckdb.Error where a row cannot be read or an expression fails on one.
    """
    columns, delimiter = read_header(path, options)
    target = target_of(columns)

    def map_piece(piece: Piece) -> Mapped:
        try:
            with connection.cursor() as cursor:
                scan = scan_piece(piece, columns, delimiter, options)
                mapper = Mapper(cursor, scan, target, identity, is_safe=False)
                return mapper.write(folder, f"{identity.load_key}.{piece.first_row}")
        finally:
            piece.path.unlink()

    threads = int(connection.execute("select current_setting('threads')").fetchall()[0][0])
    size = path.stat().st_size
    # Every thread gets as many pieces as the others, so that none waits at the end.
    pieces = threads * math.ceil(size / (threads * LARGEST_PIECE))
    done: list[Mapped] = []
    under_way: deque[Future[Mapped]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for piece in cut(path, options, folder, math.ceil(size / pieces)):
            under_way.append(pool.submit(map_piece, piece))
            if len(under_way) > threads:
                done.append(under_way.popleft().result())
        done += [mapped.result() for mapped in under_way]
    return columns, done

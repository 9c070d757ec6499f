"""Random columns for a table: drawn in numpy, joined to the rows in a stated order.

Data flow: a table in the chunk's database -> the same table with uniform columns `u_...` in [0, 1).
numpy's PCG64 stream is stable across machines; an SQL engine's own random functions are not.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa


def add_draws(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    order: str,
    generator: np.random.Generator,
    names: tuple[str, ...],
) -> None:
    """Adds one uniform column `u_<name>` per name to `table`.

    Args:
        connection: database of the chunk.
        table: name of the table, replaced.
        order: columns that number the rows, unique together; draws follow that order.
        generator: stream of this purpose.
        names: names of the draws, without the prefix.
    """
    counted = connection.execute(f"select count(*) from {table}").fetchall()
    count = int(counted[0][0])
    columns = {"draw_row": pa.array(np.arange(1, count + 1, dtype=np.int64))}
    for name in names:
        columns[f"u_{name}"] = pa.array(generator.random(count))
    drawn = pa.table(columns)
    connection.register("drawn", drawn)
    connection.execute(
        f"create or replace table {table} as "
        f"select numbered.* exclude (draw_row), drawn.* exclude (draw_row) "
        f"from (select *, row_number() over (order by {order}) as draw_row from {table}) as numbered "
        f"join drawn using (draw_row) order by draw_row"
    )
    connection.unregister("drawn")

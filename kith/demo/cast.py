"""The planted cast: tells its stories and puts their rows among the crowd's.

Data flow: john.py, worth.py, puzzles.py -> Story -> the first chunk's tables. Every role stands in truth/people.csv.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from kith.demo import john, puzzles, worth
from kith.demo.story import Story
from kith.demo.world import World


def plant_facts(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Inserts the cast into the tables of the first chunk."""
    story = Story(world)
    john.tell(story)
    worth.tell(story)
    puzzles.tell(story)
    puzzles.place_kiosk(connection, story)
    for table, rows in story.rows.items():
        columns = {name: [row.get(name) for row in rows] for name in _names(rows)}
        connection.register("told", pa.table(columns))
        connection.execute(f"insert into {table} by name select * from told")
        connection.unregister("told")


def _names(rows: list[dict[str, object]]) -> list[str]:
    """Column names in order of appearance; a story may leave some out of a row."""
    return list(dict.fromkeys(name for row in rows for name in row))

"""Gaps: a day leaves those that its deletions make to one run in ten, and the database as it found it."""

import duckdb
import pytest

from kith.identity.daily.memory import gaps_left_open
from kith.identity.daily.planning import PART
from kith.identity.scope import EVERYTHING, Scope


def merges(connection: duckdb.DuckDBPyConnection) -> int:
    """How many merges of a table's parts a checkpoint may do."""
    ((number,),) = connection.execute("select current_setting('max_vacuum_tasks')").fetchall()
    return int(number)


@pytest.mark.parametrize(
    ("scope", "run_number", "is_spared"), [(PART, 9, True), (PART, 10, False), (EVERYTHING, 9, False)]
)
def test_one_run_in_ten_closes_the_gaps(scope: Scope, run_number: int, is_spared: bool) -> None:
    with duckdb.connect() as connection:
        usual = merges(connection)
        with gaps_left_open(connection, scope, run_number):
            assert merges(connection) == (0 if is_spared else usual)
        assert merges(connection) == usual

"""Which expressions a mapping may hold: over the row alone, and the same value in every run."""

import duckdb
import pytest

from ingestion.binding import bind
from ingestion.scan import UnreadableFileError

SCAN = "select '1' as id, '2026-01-01' as day, '2026-01-01' as \"Current_Date\""
COLUMNS = ("id", "day", "Current_Date")


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize(
    "expression",
    [
        "now()",
        "coalesce(day::date, today())",
        "current_timestamp",
        "localtimestamp",
        "ago(interval 1 day)",
        "age(day::timestamp)",
        "current_setting('threads')",
        "txid_current()",
        "VERSION()",
        "user",
        "list_transform([1], lambda place: now())[1]",
    ],
)
@pytest.mark.parametrize("name", ["ordered_at", "where"])
def test_value_that_the_next_run_would_not_give_is_refused(
    connection: duckdb.DuckDBPyConnection, expression: str, name: str
) -> None:
    mapping = {"order_id": "id"} | ({name: expression} if name != "where" else {})
    where = f"{expression} is not null" if name == "where" else None
    with pytest.raises(UnreadableFileError) as caught:
        bind(connection, SCAN, mapping, where, COLUMNS)
    assert str(caught.value).startswith(f"The mapping of {name} looks beyond its own row:")
    assert "nor give another value each time" in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    ["current_date", "age(day::date, current_date::date)", "'now()'", "upper(id) -- now()", "json_object('now', id)"],
)  # fmt: skip
def test_columns_and_texts_called_like_the_clock_are_what_they_are(
    connection: duckdb.DuckDBPyConnection, expression: str
) -> None:
    assert set(bind(connection, SCAN, {"ordered_at": expression}, None, COLUMNS)) == {"ordered_at"}


@pytest.mark.parametrize("condition", ["id", "'void'", "upper(id)", "length(id)"])
def test_where_that_is_no_condition_is_refused_with_the_remedy(
    connection: duckdb.DuckDBPyConnection, condition: str
) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        bind(connection, SCAN, {"order_id": "id"}, condition, COLUMNS)
    assert str(caught.value) == (
        "The mapping of where is no condition, which is true or false in each row: write a comparison in feeds.yml, "
        "such as `Status <> 'void'` or `Code is not null`."
    )

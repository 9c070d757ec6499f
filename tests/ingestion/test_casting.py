"""How texts become the contract's types: what fits, what does not, and in which zone."""

import duckdb
import pytest

from ingestion.casting import cast_sql, misfit_sql
from ingestion.contracts import SQL_TYPES, Column, read_columns
from ingestion.entities import ENTITIES


def column_of(kind: str) -> Column:
    """A column as a contract of this type gives it."""
    return read_columns({"c": {"type": kind}}, "test", frozenset())[0]


def cast(kind: str, text: str, timezone: str = "UTC") -> str | None:
    """The text of a value after its cast, None where it does not fit."""
    with duckdb.connect() as connection:
        connection.execute(f"set TimeZone = '{timezone}'")
        sql = cast_sql(column_of(kind), "value", "VARCHAR", timezone, has_nul=False)
        query = f"select cast({sql} as varchar) from (select $1 as value)"
        return connection.execute(query, [text]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("integer", "17850.0", "17850"),
        ("integer", "6.5", None),
        ("integer", "1e3", "1000"),
        ("integer", "9223372036854775808", None),
        ("money", "12.5", "12.5000"),
        ("money", "1,234.50", None),
        ("money", "1e40", None),
        ("money", "9999999999", "9999999999.0000"),
        ("money", "-9999999999", "-9999999999.0000"),
        ("money", "10000000000", None),
        ("money", "-10000000000", None),
        ("money", "-4111111111111111", None),
        ("money", "1.23456", "1.2346"),
        ("money", "-0.00005", "-0.0001"),
        ("money", "0.30000000000000004", "0.3000"),
        ("minor_units", "1000000000000", "1000000000000"),
        ("minor_units", "1000000000001", None),
        ("minor_units", "12.5", None),
        ("currency", "GBP", "GBP"),
        ("currency", " gbp ", "GBP"),
        ("currency", "£", None),
        ("currency", "GB", None),
        ("currency", "pound", None),
        ("currency", "G8P", None),
        ("currency", "ΑΒΓ", None),
        ("decimal", "nan", None),
        ("boolean", "yes", "true"),
        ("boolean", "perhaps", None),
        ("date", "2026-02-30", None),
        ("date", "infinity", None),
        ("date", "9999-12-31", "9999-12-31"),
        ("date", "10000-01-01", None),
        ("date", "0001-01-01", "0001-01-01"),
        ("date", "0001-12-31 (BC)", None),
        ("json", '{"a":1}', '{"a":1}'),
        ("json", "{", None),
        ("epoch_seconds", "1700000000", "2023-11-14 22:13:20"),
        ("epoch_microseconds", "1700000000000001", "2023-11-14 22:13:20.000001"),
        ("epoch_seconds", "99999999999999999", None),
        ("epoch_seconds", "253402300799", "9999-12-31 23:59:59"),
        ("epoch_seconds", "253402300800", None),
        ("epoch_seconds", "-62135596800", "0001-01-01 00:00:00"),
        ("epoch_seconds", "-62135596801", None),
        ("epoch_microseconds", "253402300800000000", None),
        ("text", "=1+1", "=1+1"),
    ],
)
def test_text_fits_or_is_null(kind: str, text: str, expected: str | None) -> None:
    assert cast(kind, text) == expected


@pytest.mark.parametrize(
    ("text", "timezone", "expected"),
    [
        ("2026-07-01 12:00:00", "UTC", "2026-07-01 12:00:00"),
        ("2026-07-01 12:00:00", "America/New_York", "2026-07-01 16:00:00"),
        ("2026-01-01", "America/New_York", "2026-01-01 05:00:00"),
        ("2026-07-01T12:00:00Z", "America/New_York", "2026-07-01 12:00:00"),
        ("2026-07-01T12:00:00-05:00", "UTC", "2026-07-01 17:00:00"),
        ("2026-07-01T12:00-05", "UTC", "2026-07-01 17:00:00"),
        ("2026-07-01 12:00:00.123456+02", "Europe/London", "2026-07-01 10:00:00.123456"),
        ("infinity", "UTC", None),
        ("-infinity", "UTC", None),
        ("99999-01-01", "UTC", None),
        ("99999-01-01 00:00:00", "UTC", None),
        ("9999-12-31 23:59:59", "UTC", "9999-12-31 23:59:59"),
        ("9999-12-31 23:59:59", "America/New_York", None),
        ("0001-01-01T00:00:00Z", "UTC", "0001-01-01 00:00:00"),
        ("0001-01-01T00:00:00+05:00", "UTC", None),
        ("01/07/2026", "UTC", None),
    ],
)
def test_time_without_zone_is_the_entrys(text: str, timezone: str, expected: str | None) -> None:
    assert cast("timestamp", text, timezone) == expected


def test_word_of_the_contracts_list_fits_in_any_case_and_no_other_does() -> None:
    column = Column("status", "text", values=("paid", "failed"))
    sql = cast_sql(column, "value", "VARCHAR", "UTC", has_nul=False)
    values = "(values ('paid'), (' Failed '), ('PAID'), ('lost')) as t(value)"
    with duckdb.connect() as connection:
        rows = connection.execute(f"select {sql} from {values}").fetchall()
    assert rows == [("paid",), ("failed",), ("paid",), (None,)]


@pytest.mark.parametrize("kind", sorted(set(SQL_TYPES)))
def test_every_type_says_what_does_not_fit_without_saying_the_value(kind: str) -> None:
    with duckdb.connect() as connection:
        query = f"select {misfit_sql(column_of(kind), 'value')} from (select 'secret' as value)"
        [(reason,)] = connection.execute(query).fetchall()
    assert reason.startswith("c is not ")
    assert "secret" not in reason


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("money", "9,25", "c is not an amount, but a number with a comma; `replace(COLUMN, ',', '.')`"),
        ("money", "1 234,50", "c is not an amount, but a number with commas, points or blanks"),
        ("money", "£9.25", "c is not an amount, but a number with another sign"),
        ("integer", "6.5", "c is not a whole number, but a number with a decimal point."),
        ("integer", "9" * 41, "c is not a whole number, but too many digits."),
        ("date", "2026-02-30", "c is not a date, but a day or an hour that cannot be."),
        (
            "timestamp",
            "31.05.2026 10:00",
            (
                "c is not a time, but a day that is not written like 2026-05-31; `strptime(COLUMN, '%d.%m.%Y')` in "
                "its mapping reads it, with %m first where the month comes first, and %H:%M after it"
            ),
        ),
        (
            "date",
            "1/6/26",
            "c is not a date, but a day that is not written like 2026-05-31; `strptime` in its",
        ),
        ("money", "2026-05-31", "c is not an amount, but a date."),
        ("boolean", "7", "c is not true or false, but a whole number."),
    ],
)
def test_what_a_misfit_looks_like_is_said_in_words(kind: str, value: str, said: str) -> None:
    with duckdb.connect() as connection:
        query = f"select {misfit_sql(column_of(kind), 'value')} from (select $value as value)"
        [(reason,)] = connection.execute(query, {"value": value}).fetchall()
    assert reason.startswith(said)


def test_words_of_every_contract_are_lower_case() -> None:
    words = [word for entity in ENTITIES.values() for column in entity.columns for word in column.values]
    assert words
    assert [word for word in words if word != word.lower().strip()] == []

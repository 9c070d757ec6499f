"""The guard finds addresses and numbers, and does not cry over ids and dates."""

from __future__ import annotations

import duckdb
import pytest

from kith.publishing import Finding, find_personal_patterns


def findings(value: str) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.fct_things (thing text, amount decimal(18, 4))")
        connection.execute("insert into marts.fct_things values (?, 1), ('harmless', 2)", [value])
        return [finding.pattern for finding in find_personal_patterns(connection)]


@pytest.mark.parametrize(
    "value",
    [
        "john@archer.example",
        "Mail to JOHN.ARCHER+news@mail.archer.co.uk please",
        "https://example.org/stop/john%40archer.example",
    ],
)
def test_addresses_are_found(value: str) -> None:
    assert findings(value) == ["e-mail"]


@pytest.mark.parametrize(
    "value",
    [
        "+441904555010",
        "Ring +44 (0)1904 555 010",
        "01904 555010",
        "0190-4555-010",
        "(212) 555-0100",
        "212-555-0100",
    ],
)
def test_numbers_are_found(value: str) -> None:
    assert findings(value) == ["phone"]


@pytest.mark.parametrize(
    "value",
    [
        "4839201938475",
        "2026-06-30",
        "2026-06-30 08:15:00",
        "550e8400-e29b-41d4-a716-446655440000",
        "0123-0456-0789-abcd",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "1,204.50 earned in 12 months at 0.85",
        "10.1.2",
        "GA1.2.1234567890.1700000000",
        "me@home",
        "978-0-306-40615-7",
        "sub_1Ox2345678901234",
        "https://example.org/2026/06/30/article-1234567890",
    ],
)
def test_ids_dates_and_amounts_pass(value: str) -> None:
    assert findings(value) == []


def test_a_finding_counts_and_shows_no_value() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.t as select 'john@archer.example' as note from range(3)")
        assert find_personal_patterns(connection) == [Finding("t", "note", "e-mail", 3)]
        assert "john" not in str(find_personal_patterns(connection)[0])


def test_lists_and_structures_are_searched_too() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.t as select {'note': 'john@archer.example'} as s, ['a@b.co'] as l"
        )
        assert {finding.column for finding in find_personal_patterns(connection)} == {"s", "l"}

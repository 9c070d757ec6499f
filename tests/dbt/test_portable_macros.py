"""The portable macros, each against a table of values, as DuckDB answers them; reporting time zone Europe/London."""

import datetime
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

from orchestration.project import parsed_project
from tests.dbt.conftest import PROJECT, BuiltProject, invoke_dbt

VARIABLES = {"as_of": "2026-06-30", "reporting_timezone": "Europe/London", "reporting_currency": "GBP"}
SUMMER = datetime.datetime(2026, 6, 30, 23, 30)
D = datetime.date
T = datetime.datetime

CASES: list[tuple[str, str, Any]] = [
    (
        "summer evening is the next day",
        "{{ local_date(\"timestamp '2026-06-30 23:30:00'\") }}",
        D(2026, 7, 1),
    ),
    (
        "winter evening is the same day",
        "{{ local_date(\"timestamp '2026-01-31 23:30:00'\") }}",
        D(2026, 1, 31),
    ),
    ("no time, no day", "{{ local_date('null') }}", None),
    ("summer midnight", "{{ local_midnight(\"date '2026-07-01'\") }}", T(2026, 6, 30, 23)),
    ("winter midnight", "{{ local_midnight(\"date '2026-01-01'\") }}", T(2026, 1, 1)),
    ("day the clocks go back", "{{ local_midnight(\"date '2026-10-26'\") }}", T(2026, 10, 26)),
    (
        "an hour that spring skips is the next",
        "{{ utc_time(\"timestamp '2026-03-29 01:30:00'\") }}",
        T(2026, 3, 29, 1, 30),
    ),
    (
        "an hour that autumn repeats is the second",
        "{{ utc_time(\"timestamp '2026-10-25 01:30:00'\") }}",
        T(2026, 10, 25, 1, 30),
    ),
    (
        "a month of local days into summer",
        "{{ add_local_months(\"timestamp '2026-03-01 00:00:00'\", 1) }}",
        T(2026, 3, 31, 23),
    ),
    (
        "a month of local days out of summer",
        "{{ add_local_months(\"timestamp '2026-09-30 23:30:00'\", 1) }}",
        T(2026, 11, 1, 0, 30),
    ),
    (
        "a day into an hour that spring skips",
        "{{ add_local_days(\"timestamp '2026-03-28 01:30:00'\", 1) }}",
        T(2026, 3, 29, 1, 30),
    ),
    (
        "local days out of summer",
        "{{ add_local_days(\"timestamp '2026-10-24 23:00:00'\", 2) }}",
        T(2026, 10, 27),
    ),
    ("no local day of no time", "{{ add_local_days('null', 2) }}", None),
    ("as of date", "{{ as_of_date() }}", D(2026, 6, 30)),
    ("as of instant", "{{ as_of_instant() }}", T(2026, 6, 30, 23)),
    ("31 January + 1 month", "{{ add_months(\"timestamp '2026-01-31 08:00:00'\", 1) }}", T(2026, 2, 28, 8)),
    ("29 February less 12 months", "{{ add_months(\"date '2024-02-29'\", -12) }}", T(2023, 2, 28)),
    ("add days over a month-end", "{{ add_days(\"timestamp '2026-02-27 08:00:00'\", 3) }}", T(2026, 3, 2, 8)),
    ("days forward", "{{ days_between(\"date '2026-02-27'\", \"date '2026-03-02'\") }}", 3),
    ("days backward", "{{ days_between(\"date '2026-03-02'\", \"date '2026-02-27'\") }}", -3),
    (
        "days between times",
        "{{ days_between(\"timestamp '2026-01-01 23:59:00'\", \"timestamp '2026-01-02 00:01:00'\") }}",
        1,
    ),
    (
        "seconds",
        "{{ seconds_between(\"timestamp '2026-01-01 00:00:00'\", \"timestamp '2026-01-01 00:00:01.5'\") }}",
        1.5,
    ),
    (
        "a month to its last day",
        "{{ months_between_dates(\"date '2026-01-31'\", \"date '2026-02-28'\") }}",
        1,
    ),
    ("a day short of a month", "{{ months_between_dates(\"date '2026-01-15'\", \"date '2026-02-14'\") }}", 0),
    ("over a year", "{{ months_between_dates(\"date '2024-11-30'\", \"date '2026-02-28'\") }}", 15),
    ("birthday today", "{{ months_between_dates(\"date '1986-06-30'\", \"date '2026-06-30'\") }}", 480),
    ("an amount in cents", "{{ cents_text('cast(12.5 as decimal(18, 4))') }}", "12.50"),
    ("Monday", "{{ day_of_week(\"date '2026-06-29'\") }}", 1),
    ("Sunday", "{{ day_of_week(\"date '2026-06-28'\") }}", 7),
    ("JSON text", '{{ json_text("\'{\\"a\\": {\\"b\\": 7}}\'", \'$.a.b\') }}', "7"),
    ("JSON path that is absent", "{{ json_text(\"'{}'\", '$.a.b') }}", None),
    ("money is decimal", "{{ money('10.005 / 1') }}", Decimal("10.0050")),
    (
        "sha256",
        "{{ sha256_hex(\"'a'\") }}",
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    ),
    ("sha256 of nothing", "{{ sha256_hex('null') }}", None),
    ("host", "{{ url_part(\"'https://Www.Site.Example/a?b=c'\", 'host') }}", "www.site.example"),
    ("host without path", "{{ url_part(\"'https://site.example?b=c'\", 'host') }}", "site.example"),
    (
        "url without query",
        "{{ url_part(\"'https://site.example/a?b=c#d'\", 'path') }}",
        "https://site.example/a",
    ),
    ("a host of Google's", "{{ is_host_of(\"'www.google.co.uk'\", ['bing', 'google']) }}", True),
    ("no host of Google's", "{{ is_host_of(\"'notgoogle.com'\", ['google']) }}", False),
    ("1970 is no time", "{{ is_plausible(\"timestamp '1970-01-01 00:00:00'\") }}", False),
    ("the last second of as_of", "{{ is_plausible(\"timestamp '2026-06-30 22:59:59'\") }}", True),
    ("the midnight after as_of", "{{ is_plausible(\"timestamp '2026-06-30 23:00:00'\") }}", False),
    (
        "a list in its order",
        "(select {{ string_list('name', ' | ', 'place') }} from (values ('b', 2), ('a', 1), (null, 0)) t(name, place))",
        "a | b",
    ),
    (
        "elements of a JSON array",
        """(
            select sum(cast({{ json_text('elements.element', '$.k') }} as integer))
            from (select '[{"k": 1}, {"k": 2}]' as items) as parent
            cross join {{ unnest_json('parent.items') }}
        )""",
        3,
    ),
    (
        "months of a spine",
        "(select count(*) from ({{ date_spine(\"date '2025-11-01'\", \"date '2026-02-01'\", 'month') }}) as spine)",
        4,
    ),
    (
        "last day of a spine",
        "(select max(spine_date) from ({{ date_spine(\"date '2026-02-27'\", \"date '2026-03-01'\") }}) as spine)",
        D(2026, 3, 1),
    ),
]


@pytest.fixture(scope="module")
def answers(built_project: BuiltProject) -> dict[str, Any]:
    """What DuckDB answers to all cases, compiled by dbt in one go."""
    manifest = parsed_project.__wrapped__()  # a copy of its own: dbt adds the query to it
    columns = ",\n".join(f"{sql} as answer_{number}" for number, (_, sql, _) in enumerate(CASES))
    compiled = invoke_dbt(
        ["compile", "--inline", f"select {columns}", "--vars", json.dumps(VARIABLES)],
        built_project.warehouse,
        built_project.target / "inline",
        manifest,
    )
    with duckdb.connect() as connection:
        row = connection.execute(compiled.results[0].node.compiled_code).fetchall()[0]
    return {name: answer for (name, _, _), answer in zip(CASES, row, strict=True)}


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, _, expected in CASES])
def test_macro(answers: dict[str, Any], name: str, expected: Any) -> None:
    assert answers[name] == expected


def test_a_level_of_service_that_is_none_is_named() -> None:
    def refuse(words: str) -> None:
        raise ValueError(words)

    macros = jinja2.Template((PROJECT / "macros/portable/money_tiers.sql").read_text()).make_module(
        {
            "var": lambda _: {"priority": ["ideal"], "gold": ["core"]},
            "exceptions": SimpleNamespace(raise_compiler_error=refuse),
        }
    )
    with pytest.raises(ValueError, match="service_levels: gold is no level of service"):
        vars(macros)["service_level"]("value_tier")

"""What stands on the page of an asset: pictures and tables of a mart, and no failure where they cannot be made."""

import base64

import duckdb

from orchestration.highlights import highlights

ASSET = "marts/rpt_recognition_rate"


def test_recognition_is_drawn_by_day_and_told_by_measure() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create schema ops;"
            "create table ops.home_settings as select date '2026-06-30' as as_of;"
            "create table marts.rpt_recognition_rate as select * from (values"
            " (date '2026-06-29', 'visits', 'login', 3), (date '2026-06-30', 'visits', 'nobody', 1),"
            " (date '2026-01-01', 'visits', 'nobody', 99), (date '2026-07-01', 'visits', 'nobody', 99)"
            ") as report (activity_date, measure, recognised_by, quantity)"
        )
        shown = highlights(connection, [ASSET, "marts/dim_products"])[ASSET]
    assert "| visits | 4 | 75% | login 75% |" in shown["recognition_rate"].value
    picture = shown["recognition_by_day"].value.split("base64,")[1].rstrip(")")
    assert "75% of the visits are by people we know" in base64.b64decode(picture).decode()


def test_a_report_stands_on_its_asset_as_on_the_briefing_page() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create schema ops;"
            "create table ops.home_settings as select 'GBP' as reporting_currency;"
            "create table marts.rpt_reachable as select * from (values"
            " ('core', 'email|post', 3, 1, 1, 1, 0), ('ideal', 'email|post', 1, 1, 0, 0, 0)) as report"
            " (value_tier, channel, customer_count, reachable_count, refused_count, silent_count, unaddressed_count)"
        )
        shown = highlights(connection, ["marts/rpt_reachable"])["marts/rpt_reachable"]
    assert shown["figures"].value.splitlines()[1:] == [
        "| --- | --: | --: | --: | --: | --: | --: |",
        "| email\\|post | 4 | 2 | 50% | 1 | 1 | 0 |",
    ]


def test_a_picture_that_cannot_be_drawn_fails_nothing() -> None:
    with duckdb.connect() as connection:
        assert highlights(connection, [ASSET]) == {ASSET: {"highlights_missing": "CatalogException"}}

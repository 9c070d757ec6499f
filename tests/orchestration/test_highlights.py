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


def test_a_picture_that_cannot_be_drawn_fails_nothing() -> None:
    with duckdb.connect() as connection:
        assert highlights(connection, [ASSET]) == {ASSET: {"highlights_missing": "CatalogException"}}

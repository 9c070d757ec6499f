"""The files: settings that read, dated names that split by day, shapes that the vendors' contracts know."""

import json
import re
from pathlib import Path

import pytest

from ingestion.feeds import read_feeds
from tests.demo.conftest import DAYS, World

UNDATED = {
    "stripe/products.json", "stripe/prices.json", "stripe/coupons.json", "mailchimp/lists.json",
    "mailchimp/campaigns.json",
    "shopify/products.json", "shopify/inventory_items.json", "typeform/forms.json", "bureau/titles.csv",
    "bureau/seats.csv",
    "rates.csv",
}  # fmt: skip


def test_the_settings_are_read_without_complaint(world: World) -> None:
    feeds = read_feeds(world.home)
    assert str(feeds.as_of) == "2026-06-30"
    assert {source.name for source in feeds.sources} == {
        "stripe", "mailchimp", "shopify", "ga4", "zendesk", "typeform", "bureau", "advocacy",
    }  # fmt: skip


def test_every_path_of_the_settings_finds_files(world: World) -> None:
    for source in read_feeds(world.home).sources:
        for pattern in [source.path] if source.path else [entry.path for entry in source.files]:
            found = list(world.home.glob(f"{pattern}*" if pattern.endswith("/") else pattern))
            assert found, f"{source.name}: {pattern}"


def test_every_mapped_column_is_in_its_file(world: World) -> None:
    for source in read_feeds(world.home).sources:
        for entry in source.files:
            header = set(next(iter(world.home.glob(entry.path))).read_text().split("\n")[0].split(","))
            for expression in entry.columns.values():
                if re.fullmatch(r"[a-z_]+", expression) and expression != "filename":
                    assert expression in header, f"{source.name}.{entry.entry}: {expression}"


def test_files_carry_the_date_of_what_they_hold(world: World) -> None:
    for path in sorted((world.home / "landing").rglob("*.*")):
        name = path.relative_to(world.home / "landing").as_posix()
        assert name in UNDATED or re.search(r"20\d\d-?\d\d", name), name


def test_nothing_stands_in_a_file_older_than_itself(world: World) -> None:
    """Fed by their dates, files bring no object of a later month."""
    for path in (world.home / "landing" / "stripe").glob("invoices_*.jsonl"):
        month = path.stem.rpartition("_")[2]
        latest = world.query(
            f"select max(strftime(make_timestamp((item->>'$.created')::bigint * 1000000), '%Y-%m')) "
            f"from {world.objects(f'stripe/{path.name}')}"
        )
        assert str(latest[0][0]) <= month


def test_there_is_a_file_of_events_for_every_day_in_either_shape(world: World) -> None:
    names = sorted(
        path.name for path in (world.home / "landing" / "ga4").iterdir() if "late" not in path.name
    )
    assert len(names) == DAYS
    assert sum(name.endswith(".jsonl.gz") for name in names) == 2
    assert names[0] == "events_20260601.jsonl.gz"
    assert names[-1] == "events_20260630.parquet"


def test_events_are_nested_as_the_export_nests_them(world: World) -> None:
    (row,) = world.query(
        f"select event_params, typeof(event_timestamp), device from {world.events()} limit 1"
    )
    params, kind, device = row
    assert kind == "BIGINT"
    assert isinstance(params, list)
    assert {"page_location", "ga_session_id", "engagement_time_msec", "content_group"} <= {
        param["key"] for param in params
    }
    assert set(params[0]["value"]) == {"string_value", "int_value", "float_value", "double_value"}
    assert isinstance(device, dict)


def test_events_per_person_stay_in_the_promised_range(world: World) -> None:
    """60 to 90 a person and year; the cast and the bots are few people and read much, so a small world has more."""
    rows = world.query(f"select count(*) from {world.events()}")
    assert 300 * 60 * DAYS / 365 < int(str(rows[0][0])) < 300 * 300 * DAYS / 365


@pytest.mark.parametrize("shape", ["today", "older"])
def test_subscriptions_come_in_both_shapes(world: World, shape: str) -> None:
    path = {"today": "$.items.data[0].current_period_end", "older": "$.current_period_end"}[shape]
    rows = world.query(
        f"select count(*) filter (item->>'{path}' is not null) from {world.objects('stripe/subscriptions_*.jsonl')}"
    )
    assert int(str(rows[0][0])) > 10


def test_list_envelopes_are_whole_json(world: World) -> None:
    for path in (world.home / "landing").rglob("*.json"):
        content = json.loads(path.read_text())
        assert any(isinstance(value, list) and value for value in content.values()) or "fields" in content


def test_every_json_object_is_one_that_a_contract_knows(world: World) -> None:
    from ingestion.sources import CONNECTORS

    for folder in ("stripe", "mailchimp", "shopify", "zendesk", "typeform"):
        matches = [item.match for item in CONNECTORS[folder].objects if item.match not in (None, "true")]
        known = " or ".join(f"coalesce({match}, false)" for match in matches)
        for path in sorted(Path(world.home / "landing" / folder).glob("*.jsonl")):
            unknown = world.query(
                "select count(*) from (select item as object, null::varchar as envelope, null::json as parent, "
                f"'{path.name}' as filename from {world.objects(f'{folder}/{path.name}')}) where not ({known})"
            )
            # The one planted object that nobody knows.
            assert unknown == [(1 if path.name.startswith("balance_transactions_2026") else 0,)], path.name

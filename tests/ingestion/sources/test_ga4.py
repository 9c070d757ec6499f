"""GA4's export: exact values out of staging, a real load from JSON and Parquet, and what goes wrong."""

import json
from datetime import datetime

import duckdb

EVENT = {
    "event_date": "20260101",
    "event_timestamp": "1767225600000000",
    "event_name": "page_view",
    "event_params": [{"key": "page_location", "value": {"string_value": "https://harbour.example/"}}],
    "event_bundle_sequence_id": "1",
    "user_pseudo_id": "1.2",
}


def by_name_and_device(staged, *columns):
    """Rows of the web events by (event name, device), their ids being hashes."""
    rows = staged("stg_ga4__web_events", "event_name", "device_id", *columns)
    return {row[:2]: row[2:] for row in rows.values()}


def test_page_view_gives_its_session_click_id_and_content(staged):
    columns = (
        "session_id",
        "email_click_id",
        "content_id",
        "content_section",
        "content_access",
        "engagement_ms",
    )
    assert by_name_and_device(staged, *columns)["page_view", "111.222"] == (
        *("111.222:1767225600", "eid1", "a-1"),
        *("politics", "metered", 5300),
    )


def test_words_for_unknown_are_nulls(staged):
    rows = by_name_and_device(staged, "access_state", "referrer", "login_id", "country_code")
    assert rows["page_view", "111.222"] == (None, None, None, "GB")
    assert rows["page_view", "999.999"] == (None, None, None, None)
    assert rows["login", "111.222"][3] is None


def test_campaign_comes_from_the_event_or_its_address_never_from_the_first_visit(staged):
    rows = by_name_and_device(staged, "utm_source", "utm_medium", "utm_campaign")
    assert rows["page_view", "111.222"] == ("mailchimp", "email", "c1")
    assert rows["login", "111.222"] == ("google", "organic", None)


def test_login_names_the_reader_and_time_keeps_microseconds(staged):
    rows = by_name_and_device(staged, "login_id", "occurred_at", "site")
    assert rows["login", "111.222"][0] == "u-1"
    assert rows["page_view", "111.222"][1:] == (datetime(2026, 1, 1, 0, 0, 0, 123456), "www.harbour.example")


def test_robot_is_told_by_its_user_agent(staged):
    rows = by_name_and_device(staged, "is_bot")
    assert rows["page_view", "999.999"] == (True,)
    assert rows["page_view", "111.222"] == (False,)


def test_same_event_with_its_params_in_another_order_is_one(staged, sample_home, query):
    assert query(sample_home, "select count(*) from raw_ga4.events") == [(4,)]
    assert len(staged("stg_ga4__web_events", "event_id")) == 3


def test_rewritten_day_replaces_its_own_rows(new_home, load_again, query):
    home = new_home({"ga4": {"events_20260101.jsonl": f"{json.dumps(EVENT)}\n"}})
    later = EVENT | {"event_timestamp": "1767225600999999"}
    (home / "landing" / "ga4" / "events_20260101.jsonl").write_text(
        f"{json.dumps(later)}\n", encoding="utf-8"
    )
    load_again(home)
    assert query(home, "select event_timestamp from raw_ga4.events") == [
        (datetime(2026, 1, 1, 0, 0, 0, 999999),)
    ]


def test_parquet_and_json_give_one_event_one_id(new_home, query, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    (folder / "day.jsonl").write_text(json.dumps(EVENT), encoding="utf-8")
    duckdb.sql(
        f"copy (from read_json('{folder}/day.jsonl', columns = {{event_date: 'varchar', event_timestamp: 'bigint', "
        "event_name: 'varchar', event_params: 'struct(key varchar, value struct(string_value varchar, "
        "int_value bigint, float_value double, double_value double))[]', event_bundle_sequence_id: 'bigint', "
        f"user_pseudo_id: 'varchar'}})) to '{folder}/day.parquet'"
    )
    files = {"a.jsonl": json.dumps(EVENT), "b.parquet": (folder / "day.parquet").read_bytes()}
    home = new_home({"ga4": files})
    assert query(home, "select count(*), count(distinct event_fingerprint) from raw_ga4.events") == [(2, 1)]
    assert query(home, "select distinct event_params ->> '$.page_location' from raw_ga4.events") == [
        ("https://harbour.example/",)
    ]


def test_events_of_readers_without_consent_are_left_out_and_counted_as_filtered(new_home, load_again, query):
    unknown = [{key: value for key, value in EVENT.items() if key != "user_pseudo_id"}]
    unknown += [EVENT | {"user_pseudo_id": None}, EVENT | {"user_pseudo_id": ""}]
    faulty = EVENT | {"event_timestamp": "soon"}
    home = new_home(
        {
            "ga4": {
                "mixed.jsonl": "".join(f"{json.dumps(event)}\n" for event in [EVENT, *unknown, faulty]),
                "refused_1.json": json.dumps(unknown[:2]),
                "refused_2.json": json.dumps(unknown),
            }
        }
    )
    books = (
        "select file, rows_read, rows_loaded, rows_filtered, rows_quarantined from ops.load_reconciliation "
        "order by file"
    )
    assert query(home, books) == [
        ("landing/ga4/mixed.jsonl", 5, 1, 3, 1),
        ("landing/ga4/refused_1.json", 2, 0, 2, 0),
        ("landing/ga4/refused_2.json", 3, 0, 3, 0),
    ]
    assert query(home, "select row_number from ops.quarantined_rows") == [(5,)]
    assert load_again(home).red == []

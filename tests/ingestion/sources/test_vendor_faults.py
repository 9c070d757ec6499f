"""What every vendor connector does with bad input: the bad row goes to quarantine with its reason, the rest loads."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

Object = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A vendor: the raw table and an object that loads into it, how a page wraps it, and a column to spoil."""

    vendor: str
    table: str
    good: Object
    envelope: str
    required: str
    timestamp: str


CASES = [
    Case(
        *("stripe", "customers"),
        {"id": "cus_1", "object": "customer", "created": 1767225600, "email": "one@example.org"},
        *("data", "id", "created"),
    ),
    Case(
        *("mailchimp", "members"),
        {
            "id": "m1",
            "list_id": "a1",
            "unique_email_id": "e1",
            "status": "subscribed",
            "last_changed": "2025-01-01",
        },
        *("members", "id", "last_changed"),
    ),
    Case(
        *("shopify", "orders"),
        {"id": 7, "created_at": "2025-06-01T00:00:00Z", "currency": "GBP", "line_items": []},
        *("orders", "currency", "created_at"),
    ),
    Case(
        *("ga4", "events"),
        {"event_name": "page_view", "event_timestamp": "1767225600000000", "user_pseudo_id": "1.2"},
        *("", "user_pseudo_id", "event_timestamp"),
    ),
    Case(
        *("zendesk", "tickets"),
        {"id": 1, "requester_id": 2, "subject": "x", "created_at": "2026-01-05T10:00:00Z"},
        *("tickets", "id", "created_at"),
    ),
    Case(
        *("typeform", "responses"),
        {"token": "t1", "landed_at": "2026-02-01T09:00:00Z", "answers": []},
        *("items", "token", "landed_at"),
    ),
]
each_vendor = pytest.mark.parametrize("case", CASES, ids=lambda case: case.vendor)


def lines(*objects: Any) -> str:
    """Objects as a file of one JSON object a line."""
    return "".join(f"{json.dumps(entry)}\n" for entry in objects)


def assert_only_the_second_row_is_quarantined(case, home, query):
    """The good object has loaded; the one quarantined row names its place."""
    assert query(home, f"select count(*) from raw_{case.vendor}.{case.table}") == [(1,)]
    rows = query(
        home, "select file, row_number, reason from ops.quarantined_rows where row_number is not null"
    )
    assert {row[:2] for row in rows} == {(f"landing/{case.vendor}/objects.jsonl", 2)}
    assert all(reason and "example.org" not in reason for _, _, reason in rows)


@each_vendor
def test_unknown_object_is_quarantined(case, vendor_home, query):
    home = vendor_home(case.vendor, {"objects.jsonl": lines(case.good, {"hello": "world"})})
    assert_only_the_second_row_is_quarantined(case, home, query)


@each_vendor
def test_failing_cast_is_quarantined(case, vendor_home, query):
    poison = case.good | {case.timestamp: "some day"}
    home = vendor_home(case.vendor, {"objects.jsonl": lines(case.good, poison)})
    assert_only_the_second_row_is_quarantined(case, home, query)


@each_vendor
def test_missing_required_value_is_quarantined(case, vendor_home, query):
    poison = case.good | {case.required: None}
    home = vendor_home(case.vendor, {"objects.jsonl": lines(case.good, poison)})
    assert_only_the_second_row_is_quarantined(case, home, query)


@each_vendor
def test_line_that_is_no_json_is_quarantined(case, vendor_home, query):
    home = vendor_home(case.vendor, {"objects.jsonl": lines(case.good) + "{cut\n"})
    assert_only_the_second_row_is_quarantined(case, home, query)


@each_vendor
def test_cut_page_is_quarantined_whole_and_the_next_file_loads(case, vendor_home, query):
    page = json.dumps({case.envelope: [case.good, case.good]} if case.envelope else [case.good, case.good])
    files = {"a.json": page[:-8], "b.json": json.dumps([case.good])}
    home = vendor_home(case.vendor, files)
    assert query(home, f"select count(*) from raw_{case.vendor}.{case.table}") == [(1,)]
    assert query(home, "select file, row_number from ops.quarantined_rows") == [
        (f"landing/{case.vendor}/a.json", None)
    ]


@each_vendor
def test_empty_page_is_no_row_and_no_fault(case, vendor_home, query):
    home = vendor_home(case.vendor, {"page.json": json.dumps({case.envelope: []} if case.envelope else [])})
    assert query(home, f"select count(*) from raw_{case.vendor}.{case.table}") == [(0,)]
    assert query(home, "select count(*) from ops.quarantined_rows") == [(0,)]

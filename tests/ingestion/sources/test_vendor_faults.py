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
        *("", "event_name", "event_timestamp"),
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
FAULTS = {2: "an unknown object", 3: "a failing cast", 4: "a missing required value", 5: "no JSON at all"}


def faulty_files(case: Case) -> dict[str, str | bytes]:
    """A good object followed by a line for each of FAULTS, a page cut short, an empty one, and a good one."""
    lines = [
        case.good,
        {"hello": "world"},
        case.good | {case.timestamp: "some day"},
        case.good | {case.required: None},
    ]
    pages = [case.good | {"secret": "cut@example.org"}, case.good]
    page = {case.envelope: pages} if case.envelope else pages
    return {
        "objects.jsonl": "".join(f"{json.dumps(line)}\n" for line in lines) + "{cut\n",
        "cut.json": json.dumps(page)[:-8],
        "empty.json": json.dumps({case.envelope: []} if case.envelope else []),
        "page.json": json.dumps({case.envelope: [case.good]} if case.envelope else [case.good]),
    }


@pytest.fixture(scope="module")
def faulty_home(new_home):
    """A home that got all the faults of all vendors at once."""
    return new_home({case.vendor: faulty_files(case) for case in CASES})


@each_vendor
def test_each_bad_row_is_quarantined_by_its_number_and_the_others_load(case, faulty_home, query):
    rows = query(
        faulty_home,
        f"select row_number, reason from ops.quarantined_rows where source = '{case.vendor}' "
        "and file like '%/objects.jsonl' order by row_number",
    )
    assert {row_number for row_number, _ in rows} == set(FAULTS), FAULTS
    assert all(reason and "example.org" not in reason for _, reason in rows)
    loaded = query(
        faulty_home,
        f"select load_file from raw_{case.vendor}.{case.table} inner join ops.loads using (load_key) order by 1",
    )
    assert loaded == [(f"landing/{case.vendor}/objects.jsonl",), (f"landing/{case.vendor}/page.json",)]


@each_vendor
def test_cut_page_is_quarantined_whole(case, faulty_home, query):
    rows = query(
        faulty_home,
        f"select file, row_number from ops.quarantined_rows where source = '{case.vendor}' and row_number is null",
    )
    assert rows == [(f"landing/{case.vendor}/cut.json", None)]


@each_vendor
def test_same_object_from_two_files_counts_once(case, faulty_home, query):
    losers = query(
        faulty_home,
        f"select fate from ops.outdated_rows where raw_table = 'raw_{case.vendor}.{case.table}'",
    )
    assert losers == [("repeated",)]


@each_vendor
def test_every_row_read_is_accounted_for(case, faulty_home, query):
    [(read, placed)] = query(
        faulty_home,
        "select sum(rows_read), sum(rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined) "
        f"from ops.load_reconciliation where source = '{case.vendor}'",
    )
    assert read == placed > 0


@pytest.fixture(scope="module")
def unknown_home(new_home, load_again):
    """A home with a file of known and one of unknown objects of every vendor, and what its second load says."""
    home = new_home(
        {
            case.vendor: {
                "known.json": json.dumps([case.good]),
                "other.json": json.dumps([{"hello": 1}, {"hello": 2}]),
            }
            for case in CASES
        }
    )
    return home, load_again(home).red


@each_vendor
def test_file_in_which_no_object_is_known_is_red_and_the_others_load(case, unknown_home, query):
    home, red = unknown_home
    [said] = [said for said in red if f"/{case.vendor}/" in said]
    assert said == (
        f"landing/{case.vendor}/other.json: none of its 2 rows could be taken in; "
        f"`kith quarantine show landing/{case.vendor}/other.json` says why. "
        "Correct feeds.yml, or send the file again."
    )
    assert len(red) == len(CASES)
    reasons = query(home, f"select distinct reason from ops.quarantined_rows where source = '{case.vendor}'")
    assert len(reasons) == 1
    assert case.vendor in reasons[0][0].lower()
    assert query(home, f"select count(*) from raw_{case.vendor}.{case.table}") == [(1,)]


def test_currency_is_in_capitals_whatever_the_vendor_writes_and_no_other_word(new_home, query):
    invoice = {"object": "invoice", "created": 1767225600, "customer": "cus_1", "status": "paid"}
    invoices = [
        invoice | {"id": "in_1", "currency": "gbp", "total": 1000},
        invoice | {"id": "in_2", "currency": "pounds", "total": 1000},
        invoice | {"id": "in_3", "currency": "gbp", "total": 4_111_111_111_111_111},
    ]
    lines = "\n".join(json.dumps(entry) for entry in invoices)
    home = new_home({"stripe": {"invoices.jsonl": lines}})
    assert query(home, "select id, currency from raw_stripe.invoices") == [("in_1", "GBP")]
    assert query(home, "select row_number, reason from ops.quarantined_rows order by row_number") == [
        (2, "currency is not a currency code of three letters, such as GBP."),
        (3, "total is beyond 1,000,000,000,000, which is not credible."),
    ]

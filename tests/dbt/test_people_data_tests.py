"""Data tests of people on rows that no demo has: what they must bear, and what they must find."""

from typing import Any

import pytest

from tests.dbt.conftest import Asked

ADDS_UP = "assert_recognition_adds_up_to_the_facts"
LIVING_TOGETHER = "assert_households_hold_their_members"
REDIRECTED = "assert_redirects_lead_to_the_living"
VISIT = {"source": "site", "session_id": "s1", "customer_id": "c_1", "page_views": 3}
KNOWN = {"source": "site", "recognised_by": "login", "is_recognised": True}
REPORT = [KNOWN | {"measure": "visits", "quantity": 1}, KNOWN | {"measure": "page_views", "quantity": 3}]


def test_refunds_of_what_no_feed_describes_are_counted_by_what_they_point_to(found: Asked) -> None:
    """Two rows of one order of no file, a payment of none; what points nowhere or to an unpaid payment is described."""
    refund = {"refunded_at": "2026-01-02", "amount": "5", "currency": "GBP"}
    shop, pay = refund | {"source": "shop"}, refund | {"source": "pay"}
    said = found(
        "assert_references_are_described",
        intermediate__int_refunds_unioned=[
            shop | {"refund_id": "1:a", "order_id": "gone"},
            shop | {"refund_id": "1:b", "order_id": "gone"},
            shop | {"refund_id": "2", "order_id": "here"},
            pay | {"refund_id": "3", "payment_id": "here"},
            pay | {"refund_id": "4"},
            pay | {"refund_id": "5", "payment_id": "gone"},
        ],
        intermediate__int_order_lines_unioned=[{"source": "shop", "order_id": "here", "record_id": "1"}],
        intermediate__int_payments_unioned=[{"source": "pay", "payment_id": "here", "status": "pending"}],
    )
    counted = {row["place"]: row["reference_count"] for row in said}
    assert counted == {
        f"1 of the payments and orders that refunds of {source} name": 1 for source in ("shop", "pay")
    }


def test_a_report_that_is_the_facts_is_right(found: Asked) -> None:
    assert found(ADDS_UP, marts__fct_web_sessions=[VISIT], marts__rpt_recognition_rate=REPORT) == []


def test_what_the_report_lacks_or_gives_to_nobody_is_found_by_measure(found: Asked) -> None:
    lacking = found(ADDS_UP, marts__fct_web_sessions=[VISIT], marts__rpt_recognition_rate=REPORT[:1])
    assert [(row["measure"], row["difference"]) for row in lacking] == [("page_views", 3)]
    unknown = [REPORT[0] | {"recognised_by": "nobody", "is_recognised": False}, REPORT[1]]
    (given_away,) = found(ADDS_UP, marts__fct_web_sessions=[VISIT], marts__rpt_recognition_rate=unknown)
    assert (given_away["difference"], given_away["recognised_difference"]) == (0, 1)


def test_revenue_adds_up_to_the_cent_without_refunds_and_costs(found: Asked) -> None:
    entry = {"source": "shop", "currency": "GBP", "customer_id": "c_1"}
    ledger = [
        entry | {"entry_id": "1", "entry_type": "list_price", "reporting_amount": "10.0000"},
        entry | {"entry_id": "2", "entry_type": "discount", "reporting_amount": "-0.0100"},
        entry | {"entry_id": "3", "entry_type": "refund", "reporting_amount": "-9.9900"},
        entry | {"entry_id": "4", "entry_type": "list_price", "reporting_amount": None},
    ]
    revenue = {"source": "shop", "measure": "revenue", "recognised_by": "own_record", "is_recognised": True}
    asked = {"marts__fct_ledger_entries": ledger}
    assert found(ADDS_UP, **asked, marts__rpt_recognition_rate=[revenue | {"quantity": "9.9900"}]) == []
    assert len(found(ADDS_UP, **asked, marts__rpt_recognition_rate=[revenue | {"quantity": "10"}])) == 1


@pytest.mark.parametrize(
    ("customers", "member_count", "wrong"),
    [
        ([("person", "h_1"), ("person", "h_1"), ("organisation", None)], 2, 0),
        ([("person", "h_1"), ("person", "h_1")], 3, 1),
        ([("person", "h_1"), ("person", None)], 1, 1),
        ([("person", "h_1"), ("organisation", "h_1")], 2, 1),
        ([("person", "h_2")], 1, 2),
        ([], 1, 1),
    ],
    ids=["right", "too few", "at home nowhere", "an organisation", "another household", "nobody"],
)
def test_a_household_holds_whoever_lives_in_it(
    found: Asked, customers: list[tuple[str, str | None]], member_count: int, wrong: int
) -> None:
    people = [
        {"customer_id": f"c_{number}", "customer_kind": kind, "household_id": household}
        for number, (kind, household) in enumerate(customers)
    ]
    households = [{"household_id": "h_1", "member_count": member_count}]
    rows: dict[str, list[dict[str, Any]]] = {
        "marts__dim_customers": people,
        "marts__dim_households": households,
    }
    assert len(found(LIVING_TOGETHER, **rows)) == wrong


def test_redirects_lead_to_one_customer_who_is_not_retired(found: Asked) -> None:
    living = {"marts__dim_customers": [{"customer_id": "c_new"}, {"customer_id": "c_back"}]}
    stands = {"customer_id": "c_old", "living_customer_id": "c_new", "since": "2026-01-01"}
    ended = {
        "customer_id": "c_back", "living_customer_id": "c_new", "since": "2026-01-01", "until": "2026-02-01",
    }  # fmt: skip
    who_answers_has_gone = {"customer_id": "c_gone", "living_customer_id": "c_void", "since": "2026-01-01"}
    right = [stands, ended, who_answers_has_gone]
    assert found(REDIRECTED, **living, marts__dim_customer_redirects=right) == []
    for wrong in (
        stands | {"customer_id": "c_back"},
        {"customer_id": "c_older", "living_customer_id": "c_old", "since": "2026-01-01"},
        ended | {"since": "2026-03-01"},
    ):
        rows = [stands, wrong]
        assert len(found(REDIRECTED, **living, marts__dim_customer_redirects=rows)) == 1
    twice = [stands, stands | {"living_customer_id": "c_back", "since": "2026-02-01"}]
    assert len(found(REDIRECTED, **living, marts__dim_customer_redirects=twice)) == 2

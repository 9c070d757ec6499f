"""Data tests of money on rows that no demo has: what they must bear, and what they must find."""

import json

import duckdb

from tests.dbt.conftest import Asked, BuiltProject


def test_a_refund_below_zero_is_said(found: Asked) -> None:
    refund = {"entry_id": "back", "source": "shop", "entry_type": "refund", "currency": "GBP"}
    rule = "assert_refunds_take_money_back"
    assert found(rule, marts__fct_ledger_entries=[refund | {"amount": "-5"}]) == []
    assert found(rule, marts__fct_ledger_entries=[refund | {"amount": "5"}]) == [
        {"source": "shop", "refunds": 1}
    ]


def test_a_line_in_another_currency_than_its_payment_is_said(found: Asked) -> None:
    payment = {"source": "pay", "payment_id": "a", "currency": "EUR"}
    rows = {
        "intermediate__int_paid_payments": [payment],
        "intermediate__int_payment_lines_unioned": [payment, payment | {"currency": "GBP"}],
    }
    (said,) = found("assert_lines_are_in_the_currency_paid", **rows)
    assert (said["currency"], said["line_currency"], said["foreign_lines"]) == ("EUR", "GBP", 1)


def test_what_the_ledger_has_not_booked_of_a_feed_is_found_by_measure(found: Asked) -> None:
    """Tax and shipping of a payment too; where the payment does not say them, its lines do."""
    payment = {
        "source": "pay",
        "payment_id": "a",
        "currency": "EUR",
        "status": "paid",
        "paid_at": "2026-01-02",
    }
    line = {"source": "pay", "payment_id": "a", "line_id": "1", "currency": "EUR", "line_kind": "shipping"}
    rows = {
        "intermediate__int_payments_unioned": [payment | {"paid_amount": "10", "tax_amount": "2"}],
        "intermediate__int_payment_lines_unioned": [line | {"line_amount": "3", "tax_amount": "9"}],
    }
    differences = found("assert_ledger_ties_out_to_the_feeds", **rows)
    assert {row["measure"]: row["difference"] for row in differences} == {
        "paid": 10, "payment_tax": 2, "payment_shipping": 3,
    }  # fmt: skip


def test_what_a_test_may_name_are_columns_that_it_finds(built_project: BuiltProject) -> None:
    tests = [node for node in built_project.manifest["nodes"].values() if node["resource_type"] == "test"]
    naming = {
        node["name"]: node["config"]["meta"]["named"] for node in tests if "named" in node["config"]["meta"]
    }
    assert "assert_ledger_ties_out_to_the_feeds" in naming
    results = json.loads((built_project.target / "run_results.json").read_text())["results"]
    compiled = {result["unique_id"].split(".")[2]: result.get("compiled_code") for result in results}
    with duckdb.connect(str(built_project.warehouse), read_only=True) as connection:
        for test, columns in naming.items():
            rows = connection.execute(
                f"select distinct {', '.join(columns)} from (\n{compiled[test]}\n) order by all"
            )
            assert rows.fetchall() == []

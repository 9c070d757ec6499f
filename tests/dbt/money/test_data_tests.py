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


def test_a_refund_that_nothing_tells_the_currency_of_is_said(found: Asked) -> None:
    """With its order, or a currency of its own, a refund is booked; without both it would vanish."""
    refund = {"source": "shop", "created_at": "2026-01-03", "transactions_amount": "5"}
    rows = {
        "raw_shopify__orders": [{"source": "shop", "id": "1", "currency": "EUR", "created_at": "2026-01-02"}],
        "raw_shopify__refunds": [
            refund | {"id": "a", "order_id": "1"},
            refund | {"id": "b", "order_id": "older", "currency": "EUR"},
            refund | {"id": "c", "order_id": "older"},
        ],
    }
    assert found("assert_refunds_say_their_currency", **rows) == [{"source": "shop", "refunds": 1}]


def test_an_order_that_took_money_for_no_line_is_said(found: Asked) -> None:
    order = {"source": "shop", "currency": "EUR", "created_at": "2026-01-02", "shipping_amount": "5"}
    rows = {
        "raw_shopify__orders": [
            order | {"id": "bare"},
            order | {"id": "with_line"},
            order | {"id": "test", "test": True},
            order | {"id": "waiting", "financial_status": "pending"},
            order | {"id": "free", "shipping_amount": None},
        ],
        "raw_shopify__order_lines": [{"source": "shop", "order_id": "with_line"}],
    }
    assert found("assert_orders_have_lines", **rows) == [{"source": "shop", "orders": 1}]


def test_an_order_without_a_line_describes_its_refunds(found: Asked) -> None:
    refund = {"source": "shop", "refunded_at": "2026-01-03", "currency": "EUR", "amount": "5"}
    rows = {
        "raw_shopify__orders": [
            {"source": "shop", "id": "bare", "currency": "EUR", "created_at": "2026-01-02"}
        ],
        "intermediate__int_refunds_unioned": [
            refund | {"refund_id": "a", "order_id": "bare"},
            refund | {"refund_id": "b", "order_id": "older"},
        ],
    }
    assert found("assert_references_are_described", **rows) == [
        {"place": "1 of the payments and orders that refunds of shop name", "reference_count": 1}
    ]


def test_what_a_test_may_name_are_columns_that_it_finds(built_project: BuiltProject) -> None:
    tests = [node for node in built_project.manifest["nodes"].values() if node["resource_type"] == "test"]
    naming = {
        node["name"]: node["config"]["meta"]["named"] for node in tests if "named" in node["config"]["meta"]
    }
    assert "assert_ledger_ties_out_to_files" in naming
    results = json.loads((built_project.target / "run_results.json").read_text())["results"]
    compiled = {result["unique_id"].split(".")[2]: result.get("compiled_code") for result in results}
    with duckdb.connect(str(built_project.warehouse), read_only=True) as connection:
        for test, columns in naming.items():
            rows = connection.execute(
                f"select distinct {', '.join(columns)} from (\n{compiled[test]}\n) order by all"
            )
            assert rows.fetchall() == []

"""The tie-outs of money from raw to the ledger: silent where both agree, loud about what any step between loses.

Each looks at one connector's raw tables past all staging, so a row that stands in raw alone is a row that staging lost.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import Asked, BuiltProject

Row = dict[str, Any]
Raw = dict[str, list[Row]]
DAY, NEXT_DAY = "2026-01-02 12:00:00", "2026-01-03 12:00:00"
AFTER_ALL = "2026-07-02 12:00:00"
# What money is made of: a vendor whose staging feeds one of these has a tie-out.
MONEY_ENTITIES = (
    *("int_payments_unioned", "int_payment_lines_unioned", "int_order_lines_unioned", "int_refunds_unioned"),
    *("int_aggregate_sales_unioned", "int_campaign_costs_unioned", "int_support_tickets_unioned"),
)

PAYMENT = {"source": "own", "currency": "EUR", "status": "paid", "paid_at": DAY}
LINE = {"source": "own", "currency": "EUR", "order_id": "o", "ordered_at": DAY}
FILES: Raw = {
    "raw_files__payments": [
        PAYMENT | {"payment_id": "a", "paid_amount": "10", "tax_amount": "2", "fee_amount": "0.3"},
        PAYMENT | {"payment_id": "void", "paid_amount": "70", "status": "void"},
        PAYMENT | {"payment_id": "later", "paid_amount": "70", "paid_at": AFTER_ALL},
    ],
    "raw_files__payment_lines": [
        {"source": "own", "payment_id": "a", "line_id": "1", "currency": "EUR", "line_kind": "shipping",
         "line_amount": "3", "tax_amount": "9"},
    ],
    "raw_files__order_lines": [
        LINE | {"record_id": "1", "quantity": "1", "line_amount": "20", "tax_amount": "4"},
        LINE | {"record_id": "back", "quantity": "-1", "line_amount": "5", "shipping_amount": "1"},
        LINE | {"record_id": "try", "quantity": "1", "line_amount": "70", "is_test": True},
    ],
    "raw_files__refunds": [
        {"source": "own", "refund_id": "r", "refunded_at": DAY, "amount": "6", "fee_amount": "1", "currency": "EUR"},
    ],
    "raw_files__aggregate_sales": [
        {"source": "own", "sale_id": "s", "period_end": "2026-01-31", "currency": "EUR", "net_amount": "8"},
    ],
    "raw_files__campaign_costs": [
        {"source": "own", "source_code": "c", "date_from": "2026-01-01", "currency": "EUR", "amount": "9"},
    ],
}  # fmt: skip

INVOICE = {"source": "pay", "status": "paid", "currency": "gbp", "created": DAY, "amount_due": 1}
CHARGE = {"source": "pay", "status": "succeeded", "currency": "gbp", "created": DAY, "captured": True}
STRIPE_PAYMENTS: Raw = {
    "raw_stripe__invoices": [
        INVOICE | {"id": "in", "total": 1500, "total_excluding_tax": 1300, "shipping_cost_amount_total": 300},
        INVOICE | {"id": "void", "total": 7000, "status": "void"},
        INVOICE | {"id": "later", "total": 7000, "paid_at": AFTER_ALL},
    ],
    "raw_stripe__charges": [
        CHARGE | {"id": "claimed", "invoice": "in", "amount": 1500, "balance_transaction": "fee"},
        CHARGE | {"id": "link", "amount": 900, "amount_captured": 800},
        CHARGE | {"id": "hold", "amount": 7000, "captured": False},
        CHARGE | {"id": "failed", "amount": 7000, "status": "failed"},
    ],
    "raw_stripe__balance_transactions": [{"source": "pay", "id": "fee", "fee": 40, "currency": "gbp"}],
}

REFUND = {"source": "pay", "currency": "jpy", "created": DAY, "status": "succeeded"}
STRIPE_REFUNDS: Raw = {
    "raw_stripe__invoices": [INVOICE | {"id": "in", "total": 5000}],
    "raw_stripe__charges": [CHARGE | {"id": "hold", "amount": 7000, "captured": False}],
    "raw_stripe__refunds": [
        REFUND | {"id": "re", "charge": "nobody_knows", "amount": 500, "balance_transaction": "fee"},
        REFUND | {"id": "given_up", "charge": "hold", "amount": 7000},
        REFUND | {"id": "failed", "amount": 7000, "status": "failed"},
    ],
    "raw_stripe__charge_refunds": [
        REFUND | {"id": "re", "charge": "nobody_knows", "amount": 7000},
        REFUND | {"id": "older", "amount": 70, "status": None},
    ],
    "raw_stripe__disputes": [
        REFUND | {"id": "lost", "status": "lost", "amount": 6, "fee": 1, "fee_currency": "jpy"},
        REFUND | {"id": "won", "status": "won", "amount": 7000},
        REFUND | {"id": "asked", "status": "warning_needs_response", "amount": 7000},
    ],
    "raw_stripe__balance_transactions": [{"source": "pay", "id": "fee", "fee": 3, "currency": "jpy"}],
    "raw_stripe__credit_notes": [
        REFUND | {"id": "cn", "invoice": "in", "status": "issued", "total": 1100, "refund": '["older"]'},
        REFUND | {"id": "unpaid", "invoice": "draft", "status": "issued", "total": 7000},
    ],
}

ORDER = {"source": "shop", "currency": "USD", "created_at": DAY, "financial_status": "paid"}
SHOPIFY_ORDERS: Raw = {
    "raw_shopify__orders": [
        ORDER | {"id": "1", "taxes_included": True, "shipping_amount": "3", "shipping_tax": "0.5"},
        ORDER | {"id": "old", "total_line_items_price": "40", "subtotal_price": "30", "total_tax": "6"},
        ORDER | {"id": "try", "test": True},
        ORDER | {"id": "waits", "financial_status": "pending"},
    ],
    "raw_shopify__order_lines": [
        {"source": "shop", "order_id": "1", "id": "1", "quantity": "2", "price": "12", "tax_lines": "4"},
        {"source": "shop", "order_id": "1", "id": "2", "quantity": "1", "price": "5", "total_discount": "1"},
        {"source": "shop", "order_id": "old", "id": "3", "quantity": "4", "price": "10"},
        {"source": "shop", "order_id": "try", "id": "4", "quantity": "1", "price": "70"},
        {"source": "shop", "order_id": "waits", "id": "5", "quantity": "1", "price": "70"},
    ],
}
BACK = {"source": "shop", "created_at": NEXT_DAY}
SHOPIFY_REFUNDS: Raw = {
    "raw_shopify__orders": [ORDER | {"id": "1"}, ORDER | {"id": "try", "test": True}],
    "raw_shopify__refunds": [
        BACK | {"id": "a", "order_id": "1", "transactions_amount": "9"},
        BACK | {"id": "b", "order_id": "in_no_file", "transactions_amount": "4", "currency": "USD"},
        BACK | {"id": "c", "order_id": "in_no_file", "transactions_amount": "70"},
        BACK | {"id": "d", "order_id": "try", "transactions_amount": "70"},
    ],
    "raw_shopify__order_refunds": [
        BACK | {"id": "a", "order_id": "1", "transactions_amount": "70"},
        BACK | {"id": "e", "order_id": "1", "shipping_adjustment": "2",
                "refund_line_items": '[{"subtotal": "5", "total_tax": "1"}]'},
    ],
}  # fmt: skip

CASES = {
    "assert_ledger_ties_out_to_files": ("files", "EUR", FILES, {
        "paid": "10", "fee": "-0.3", "payment_tax": "2", "payment_shipping": "3", "sold": "15", "order_tax": "4",
        "order_shipping": "-1", "refunded": "-7", "aggregate": "8", "campaign": "-9",
    }),
    "assert_ledger_ties_out_to_stripe_payments": ("stripe", "GBP", STRIPE_PAYMENTS, {
        "paid": "18", "payment_tax": "2", "payment_shipping": "3", "fee": "-0.4",
    }),
    "assert_ledger_ties_out_to_stripe_refunds": ("stripe", "JPY", STRIPE_REFUNDS, {"refunded": "-1610"}),
    "assert_ledger_ties_out_to_shopify_orders": ("shopify", "USD", SHOPIFY_ORDERS, {
        "sold": "54", "order_tax": "10.5", "order_shipping": "2.5",
    }),
    "assert_ledger_ties_out_to_shopify_refunds": ("shopify", "USD", SHOPIFY_REFUNDS, {"refunded": "-21"}),
}  # fmt: skip
KEYS_OF_MEASURE: dict[str, Row] = {
    "paid": {"entry_type": "list_price", "payment_id": "p"},
    "fee": {"entry_type": "payment_fee", "payment_id": "p"},
    "payment_tax": {"entry_type": "tax", "payment_id": "p"},
    "payment_shipping": {"entry_type": "shipping", "payment_id": "p"},
    "sold": {"entry_type": "list_price", "order_id": "o"},
    "order_tax": {"entry_type": "tax", "order_id": "o"},
    "order_shipping": {"entry_type": "shipping", "order_id": "o"},
    "refunded": {"entry_type": "refund", "refund_id": "r"},
    "aggregate": {"entry_type": "list_price"},
    "campaign": {"entry_type": "acquisition_cost"},
}


@pytest.mark.parametrize("check", CASES)
def test_what_raw_has_and_the_ledger_has_not_is_found_by_measure(found: Asked, check: str) -> None:
    """What is no money is left out, each kind once, with an amount that would show."""
    _, currency, raw, expected = CASES[check]
    differences = found(check, **raw)
    assert {row["currency"] for row in differences} == {currency}
    assert {row["measure"]: row["difference"] for row in differences} == {
        measure: Decimal(amount) for measure, amount in expected.items()
    }


@pytest.mark.parametrize("check", CASES)
def test_a_ledger_that_says_the_same_is_fine(found: Asked, check: str) -> None:
    connector, currency, raw, expected = CASES[check]
    (source,) = {row["source"] for rows in raw.values() for row in rows}
    entry = {"source": source, "basis": "fed", "currency": currency}
    ledger = [
        entry | {"entry_id": measure, "amount": amount} | KEYS_OF_MEASURE[measure]
        for measure, amount in expected.items()
    ]
    sources = [{"source": source, "connector": connector}]
    assert found(check, **raw, ops__sources=sources, marts__fct_ledger_entries=ledger) == []


def test_an_older_order_is_rounded_to_what_its_currency_can_pay(found: Asked) -> None:
    """Its tax and discount stand for the whole order; staging gives each line a share of whole yen."""
    order = ORDER | {
        "id": "old",
        "currency": "JPY",
        "total_line_items_price": "100",
        "subtotal_price": "89.6",
    }
    line = {"source": "shop", "order_id": "old", "id": "1", "quantity": "1", "price": "100"}
    differences = found(
        "assert_ledger_ties_out_to_shopify_orders",
        raw_shopify__orders=[order | {"total_tax": "9.4"}],
        raw_shopify__order_lines=[line],
    )
    assert {row["measure"]: row["difference"] for row in differences} == {"sold": 90, "order_tax": 9}


def test_minutes_that_a_ticket_lost_are_found(found: Asked) -> None:
    """The publisher's own field first, then the seconds of the time-tracking app, then the metrics."""
    ticket = {"source": "help", "status": "solved", "created_at": DAY}
    rows = {
        "raw_zendesk__tickets": [
            ticket | {"id": "own", "custom_fields": '[{"id": "1", "value": "5"}, {"id": "2", "value": "60"}]'},
            ticket | {"id": "tracked", "custom_fields": '[{"id": "2", "value": "90"}]'},
            ticket | {"id": "measured"},
            ticket | {"id": "gone", "status": "deleted"},
        ],
        "raw_zendesk__ticket_fields": [
            {"source": "help", "id": "1", "title": "Minutes spent"},
            {"source": "help", "id": "2", "title": "Total time spent (sec)"},
        ],
        "raw_zendesk__ticket_metrics": [
            {"source": "help", "ticket_id": name, "agent_work_minutes": "7"} for name in ("own", "measured", "gone")
        ],
    }  # fmt: skip
    check = "assert_support_minutes_tie_out_to_the_tickets"
    assert found(check, **rows) == [{"source": "help", "difference": Decimal("13.5")}]
    assert (
        found(check, **rows, marts__fct_support_tickets=[{"source": "help", "minutes_spent": "13.5"}]) == []
    )


def test_every_vendor_of_money_is_tied_out_from_raw(built_project: BuiltProject) -> None:
    manifest = built_project.manifest
    parents = manifest["parent_map"]
    models = built_project.models()

    def raw_schemas(unique_id: str, seen: set[str]) -> set[str]:
        if unique_id.startswith("source."):
            return {manifest["sources"][unique_id]["schema"]}
        seen.add(unique_id)
        return {
            schema for parent in parents.get(unique_id, []) if parent not in seen
            for schema in raw_schemas(parent, seen)
        }  # fmt: skip

    feeding = {
        schema for name in MONEY_ENTITIES for schema in raw_schemas(models[name]["unique_id"], set())
        if schema.startswith("raw_")
    }  # fmt: skip
    tied_out = {
        manifest["sources"][parent]["schema"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and "tie_out" in node["path"]
        for parent in parents[node["unique_id"]]
        if parent.startswith("source.")
    }
    assert feeding >= {"raw_files", "raw_stripe", "raw_shopify", "raw_zendesk"}
    assert feeding <= tied_out

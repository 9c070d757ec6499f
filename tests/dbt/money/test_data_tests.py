"""Data tests of money on rows that no demo has: what they must bear, and what they must find."""

import json

import duckdb

from tests.dbt.conftest import Asked, BuiltProject


def entry(sale: str, entry_type: str, amount: str, source: str = "shop") -> dict[str, str]:
    """A ledger entry of a payment (p...) or an order."""
    key = "payment_id" if sale.startswith("p") else "order_id"
    keys = {"entry_id": f"{sale}{entry_type}{amount}", "source": source, "currency": "GBP", key: sale}
    return keys | {"entry_type": entry_type, "amount": amount}


def test_a_refund_below_zero_is_said(found: Asked) -> None:
    rule = "assert_refunds_take_money_back"
    assert found(rule, marts__fct_ledger_entries=[entry("o", "refund", "-5")]) == []
    assert found(rule, marts__fct_ledger_entries=[entry("o", "refund", "5")]) == [
        {"source": "shop", "fault": "refunds below zero", "sales": 1}
    ]


def test_a_refund_below_zero_that_takes_back_an_earlier_one_is_no_fault(found: Asked) -> None:
    """A won chargeback, on its day or later; never before it, nor of another kind, payment or currency, or of none."""
    lost, won = ("chargeback", "-5"), ("chargeback", "5")
    ledger = [
        entry(sale, *part) | {"occurred_at": f"2026-01-{day}"}
        for sale, part, day in (
            ("p1", ("list_price", "9"), "01"), ("p1", lost, "02"), ("p1", won, "03"), ("o2", lost, "04"),
            ("o2", won, "04"), ("p3", won, "02"), ("p3", lost, "03"), ("p4", won, "03"),
            ("p7", ("refund", "-5"), "02"), ("p7", won, "03"),
        )
    ]  # fmt: skip
    ledger += [entry("p5", *lost), entry("p5", *won) | {"currency": "EUR"}]
    ledger += [entry("p6", *part) | {"payment_id": None} for part in (lost, won)]
    assert found("assert_refunds_take_money_back", marts__fct_ledger_entries=ledger) == [
        {"source": "shop", "fault": "refunds below zero", "sales": 5}
    ]


def test_a_sale_that_gave_back_more_than_it_brought_or_took_money_is_said(found: Asked) -> None:
    """All that was paid may come back, with tax and postage; a return in its own order has no sale to judge by."""
    sources = [{"source": "shop", "connector": "files"}, {"source": "pay", "connector": "stripe"}]
    whole = [("list_price", "20"), ("discount", "-4"), ("tax", "3"), ("shipping", "2"), ("refund", "-16")]
    ledger = [entry("o1", *part) for part in [*whole, ("tax", "-3"), ("shipping", "-2")]]
    ledger += [entry("o2", *part) for part in [*whole, ("chargeback", "-5.01")]]
    ledger += [entry("p3", "list_price", "16"), entry("p3", "refund", "-10"), entry("p3", "refund", "-10.5")]
    ledger += [entry("o4", "list_price", "10"), entry("o4", "discount", "-12")]
    ledger += [entry("p5", "list_price", "-7"), entry("p6", "list_price", "-7", "pay")]
    ledger += [entry("o7", "refund", "-10"), entry("o8", "payment_fee", "-3")]
    ledger += [entry("o9", "list_price", "5") | {"currency": "EUR"}, entry("o9", "refund", "-6")]
    said = found("assert_refunds_take_money_back", ops__sources=sources, marts__fct_ledger_entries=ledger)
    assert {(row["source"], row["fault"]): row["sales"] for row in said} == {
        ("shop", "sales that gave back more than they brought"): 2,
        ("shop", "sales below zero"): 2,
    }


def test_a_refund_dated_before_its_sale_is_said(found: Asked) -> None:
    """By days: files of the same day seldom agree on the hour. Of an order that no feed has nothing is known."""
    sold, back = ("list_price", "9"), ("refund", "-4")
    ledger = [
        entry(sale, *part) | {"occurred_at": f"2026-01-{day}"}
        for sale, part, day in (
            ("p1", sold, "05 10:00"), ("p1", back, "04 23:59"), ("p1", ("chargeback", "-3"), "05 00:00"),
            ("o2", sold, "05"), ("o2", ("list_price", "0"), "07"), ("o2", back, "06"), ("o3", back, "01"),
        )
    ]  # fmt: skip
    assert found("assert_refunds_take_money_back", marts__fct_ledger_entries=ledger) == [
        {"source": "shop", "fault": "refunds dated before their sale", "sales": 1}
    ]


def test_money_that_a_vendor_dates_ahead_is_said(found: Asked) -> None:
    """From a day after the last load on, as clocks may differ; as_of, 30 June, may cut off more, which is no fault."""
    stripe = {"source": "pay", "connector": "stripe"}
    paid = {"source": "pay", "status": "paid"}
    rows = {
        "ops__loads": [
            stripe | {"loaded_at": "2026-07-03 10:00"},
            stripe | {"loaded_at": "2026-07-01 10:00"},
            {"source": "shop", "connector": "shopify", "loaded_at": "2026-06-01"},
            {"source": "till", "connector": "files", "loaded_at": "2026-06-01"},
        ],
        "intermediate__int_payments_unioned": [
            paid | {"payment_id": "p1", "paid_at": "2026-07-04 10:00"},
            paid | {"payment_id": "p2", "paid_at": "2026-07-04 09:59"},
            paid | {"payment_id": "p3", "paid_at": "2026-07-05", "status": "open"},
            paid | {"payment_id": "p4", "paid_at": "2027-01-01", "source": "till"},
        ],
        "intermediate__int_order_lines_unioned": [
            {"source": "shop", "order_id": "o1", "ordered_at": "2026-07-01", "is_test": False},
            {"source": "shop", "order_id": "o1", "ordered_at": "2026-07-01", "is_test": None},
            {"source": "shop", "order_id": "o2", "ordered_at": "2026-07-01", "is_test": True},
            {"source": "shop", "order_id": "o3", "ordered_at": "2026-06-30 22:59", "is_test": False},
        ],
        "intermediate__int_refunds_unioned": [
            {"source": "pay", "refund_id": "r1", "refunded_at": "2026-08-01"}
        ],
    }
    fault = {"fault": "sales and refunds dated ahead"}
    said = found("assert_refunds_take_money_back", **rows)
    assert sorted(said, key=lambda row: str(row["source"])) == [
        fault | {"source": "pay", "sales": 2},
        fault | {"source": "shop", "sales": 1},
    ]


def test_a_discount_that_does_not_fit_or_is_above_the_price_is_said(found: Asked) -> None:
    line = {"source": "shop", "is_return": False, "list_amount": "10"}
    payment = {"source": "pay", "list_amount": "10", "paid_amount": "8"}
    rows = {
        "intermediate__int_order_lines_booked": [
            line | {"line_amount": "8", "stated_discount_amount": None},
            line | {"line_amount": "8", "stated_discount_amount": "2"},
            line | {"line_amount": "8", "stated_discount_amount": "1"},
            line | {"line_amount": "-2", "stated_discount_amount": "12"},
            line
            | {"list_amount": "-10", "line_amount": "-12", "stated_discount_amount": "2", "is_return": True},
        ],
        "intermediate__int_paid_payments": [
            payment | {"discount_amount": "2"},
            payment | {"discount_amount": "3"},
            payment | {"list_amount": None, "paid_amount": "-3", "discount_amount": "15"},
        ],
        "intermediate__int_payment_lines_unioned": [
            {"source": "pay", "list_amount": "-6", "discount_amount": "0", "line_amount": "-6"},
            {"source": "pay", "list_amount": "6", "discount_amount": "0", "line_amount": "5"},
        ],
    }
    said = found("assert_lines_are_list_less_discount", **rows)
    assert {(row["source"], row["fault"]): row["unexplained_lines"] for row in said} == {
        ("shop", "discounts that do not fit"): 1,
        ("shop", "discounts above the price"): 1,
        ("pay", "discounts that do not fit"): 2,
        ("pay", "discounts above the price"): 1,
    }


COSTS = {
    "raw_reference__support_costs": {"cost_per_minute": "0.5", "channel": "phone"},
    "raw_reference__send_costs": {"cost_per_send": "0.001", "channel": "email"},
    "raw_reference__payment_fees": {"percentage": "0.01", "fixed_amount": "0", "payment_method": "paypal"},
    "raw_reference__fulfilment_costs": {"amount": "2", "applies_to": "order"},
    "raw_reference__serving_costs": {"cost_per_month": "1", "cost_per_issue_copy": "0", "format": "print"},
    "raw_reference__channel_commissions": {"rate": "0.3", "sales_channel": "agent"},
    "raw_reference__ad_revenue": {"revenue_per_thousand_views": "6", "section": "news"},
}
USES = {
    "marts__fct_ledger_entries": [
        {"source": "pay", "currency": "XQQ", "amount": "5", "occurred_at": "2026-02-02"},
        {"source": "pay", "currency": "XQQ", "amount": "5", "occurred_at": "2026-02-01"},
        {"entry_id": "b", "source": "pay", "currency": "GBP", "amount": "5", "reporting_amount": "5"},
    ],
    "intermediate__int_support_tickets_unioned": [
        {"source": "desk", "channel": channel, "minutes_spent": minutes, "opened_at": f"2026-{month}-01"}
        for channel, minutes, month in (("Phone", 5, "01"), ("chat", 5, "02"), ("phone", 5, "02"), ("chat", 0, "02"))
    ],
    "intermediate__int_newsletter_events_unioned": [
        {"source": "mail", "event_type": "send", "occurred_at": f"2026-{month}-01"} for month in ("01", "02")
    ],
    "intermediate__int_paid_payments": [
        {"source": "pay", "paid_at": "2026-02-01", "paid_amount": "5", "payment_method": method, "fee_amount": fee}
        for method, fee in (("paypal", None), ("card", None), ("card", "0.2"))
    ],
    "intermediate__int_order_lines_costed": [
        {"source": "shop", "order_id": "o", "ordered_date": "2026-02-01", "is_return": False, "quantity": 1,
         "line_amount": "5", "product_kind": "merchandise", "unit_cost": cost, "margin": margin}
        for cost, margin in (("2", None), (None, "0.4"), (None, None))
    ],
    "intermediate__int_payment_lines_split": [
        {"source": "pay", "paid_at": f"2026-{month}-01", "sales_channel": channel, "net_amount": net}
        for month, channel, net in (("01", "Agent", 5), ("01", "shop", 5), ("01", "agent", 0), ("02", "agent", 5))
    ],
    "intermediate__int_web_events_unioned": [
        {"source": "site", "event_name": name, "content_section": section, "occurred_at": f"2026-{day} 12:00:00"}
        for day, section, name in (
            ("01-31", "News", "page_view"), ("01-31", "sport", "page_view"), ("01-31", "news", "scroll"),
            ("02-01", "news", "page_view"), ("03-01", "news", "page_view"),
        )
    ],
    "intermediate__int_subscription_months": [
        {"source": "pay", "subscription_id": name, "from_day": "2026-02-01"} for name in ("print", "digital")
    ],
    "intermediate__int_subscriptions_described": [
        {"source": "pay", "subscription_id": name, "format": name} for name in ("print", "digital")
    ],
}  # fmt: skip


def test_a_hole_in_a_cost_file_and_a_currency_without_a_rate_are_said(found: Asked) -> None:
    """Each file holds from February on, for one of the things that are asked of it; a rate of nothing is a rate.

    No row, on whatever day, names shops or sport: they bring and cost nothing, and that is no fault.
    """
    rule = "assert_rates_are_known"
    costs = {table: [row | {"valid_from": "2026-02-01"}] for table, row in COSTS.items()}
    assert {row["lacking"]: row["uses"] for row in found(rule, **costs, **USES)} == {
        "XQQ in pay from 2026-02-01 on": 2,
        "costs/ad_revenue.csv": 1,
        "costs/channel_commissions.csv": 1,
        "costs/default_margins.csv": 1,
        "costs/fulfilment_costs.csv": 3,
        "costs/payment_fees.csv": 2,
        "costs/send_costs.csv": 1,
        "costs/serving_costs.csv": 1,
        "costs/support_costs.csv": 2,
    }
    free = {
        table: [
            {name: "*" if value.isalpha() else "0" for name, value in row.items()}
            | {"valid_from": "1970-01-01"}
        ]
        for table, row in COSTS.items()
    }
    assert {row["lacking"] for row in found(rule, **free, **USES)} == {
        "XQQ in pay from 2026-02-01 on",
        "costs/default_margins.csv",
    }


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

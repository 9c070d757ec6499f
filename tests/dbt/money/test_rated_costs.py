"""The data tests that work rated costs out again: silent on a right ledger, loud on each entry that is not.

One small world: two rates for everything, an earlier and a later one, a day before the later one begins and that day
itself. Every family of rated entries stands in it once or twice, in figures worked out by hand.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import Asked

Row = dict[str, Any]
BEFORE, ON_THE_DAY = "2026-02-28 12:00:00", "2026-03-01 12:00:00"
SALES, SERVICES = "assert_sales_cost_their_rates", "assert_services_cost_their_rates"
GOODS = "assert_goods_cost_what_products_or_margins_say"
ANY = {"channel": "*", "sales_channel": "*", "payment_method": "*", "section": "*"}
EVERYWHERE = {"product_id": "*", "format": "*", "country_group": "*"}


def dated(key: str, *rates: Row) -> list[Row]:
    """A rate from 2020 on, another from 1 March 2026 on, each for any value of the key."""
    days = ("2020-01-01", "2026-03-01")
    return [{key: ANY.get(key)} | rate | {"valid_from": day} for rate, day in zip(rates, days, strict=True)]


RATES: dict[str, list[Row]] = {
    "raw_reference__payment_fees": [
        *dated(
            "sales_channel",
            {"percentage": "0.01", "fixed_amount": "0.2"},
            {"percentage": "0.02", "fixed_amount": "0.3"},
        ),
        {"payment_method": "paypal", "percentage": "0.05", "fixed_amount": "0.4", "valid_from": "2020-01-01"},
    ],
    "raw_reference__channel_commissions": dated("sales_channel", {"rate": "0.25"}, {"rate": "0.3"}),
    "raw_reference__fulfilment_costs": [
        {"applies_to": applies_to, "amount": amount, "currency": "EUR", "valid_from": "2020-01-01"}
        for applies_to, amount in (("order", "2.5"), ("line", "0.4"))
    ],
    "raw_reference__support_costs": dated("channel", {"cost_per_minute": "0.5"}, {"cost_per_minute": "0.6"}),
    "raw_reference__send_costs": dated("channel", {"cost_per_send": "0.0008"}, {"cost_per_send": "0.001"}),
    "raw_reference__serving_costs": [
        EVERYWHERE | {"cost_per_issue_copy": "2", "cost_per_month": "0.31", "valid_from": "2020-01-01"}
    ],
    "raw_reference__ad_revenue": dated(
        "section", {"revenue_per_thousand_views": "6"}, {"revenue_per_thousand_views": "8"}
    ),
    "raw_reference__default_margins": [{"product_line": "*", "margin": "0.45", "valid_from": "2020-01-01"}],
}

PAYMENT = {"source": "pay", "currency": "GBP", "status": "paid", "paid_amount": "100"}
LINE = {
    "source": "shop",
    "order_id": "o",
    "ordered_at": BEFORE,
    "currency": "GBP",
    "quantity": "2",
    "line_amount": "30",
}
FACTS: dict[str, list[Row]] = {
    "intermediate__int_payments_unioned": [
        PAYMENT | {"payment_id": "early", "paid_at": BEFORE, "tax_amount": "20"},
        PAYMENT | {"payment_id": "late", "paid_at": ON_THE_DAY, "payment_method": "PayPal"},
        PAYMENT | {"payment_id": "fed", "paid_at": ON_THE_DAY, "fee_amount": "3"},
    ],
    "intermediate__int_payment_lines_unioned": [
        {"source": "pay", "payment_id": "late", "line_id": "1", "currency": "GBP", "tax_amount": "10"}
    ],
    "intermediate__int_products_unioned": [
        {"source": "shop", "product_id": "mug", "unit_cost": "4.5", "currency": "EUR"}
    ],
    "intermediate__int_order_lines_unioned": [
        LINE | {"record_id": "mug", "product_id": "mug"},
        LINE | {"record_id": "print", "line_amount": "10"},
        LINE | {"record_id": "back", "order_id": "b", "product_id": "mug", "quantity": "-1", "line_amount": "15"},
    ],
    "intermediate__int_refunds_unioned": [
        {"source": "shop", "refund_id": "half", "order_id": "o", "order_line_record_id": "mug", "refunded_at": BEFORE,
         "amount": "18", "tax_amount": "3", "currency": "GBP", "is_restocked": True},
    ],
    "intermediate__int_support_tickets_unioned": [
        {"source": "help", "record_id": "t", "opened_at": ON_THE_DAY, "minutes_spent": "7.5", "channel": "Phone"},
        {"source": "help", "record_id": "gone", "opened_at": BEFORE, "minutes_spent": "9", "is_deleted": True},
    ],
    "intermediate__int_newsletter_events_unioned": [
        {"source": "mail", "event_type": "send", "occurred_at": day} for day in (BEFORE, BEFORE, ON_THE_DAY)
    ],
    "intermediate__int_web_events_unioned": [
        {"source": "site", "event_name": "page_view", "occurred_at": BEFORE, "content_section": "politics"}
    ],
    "intermediate__int_subscriptions_described": [
        {"source": "pay", "subscription_id": "s", "has_begun": True, "copies": 3, "issues_per_year": 12,
         "started_at": "2026-01-11 00:00:00", "ended_at": "2026-02-15 00:00:00",
         "paused_at": "2026-01-21 00:00:00", "resumes_at": "2026-02-08 00:00:00"},
    ],
}  # fmt: skip


def entry(entry_type: str, amount: str, quantity: str | None = None, **keys: str) -> Row:
    """A rated ledger entry; in pounds and on the day before where nothing else is said."""
    row = {
        "source": "pay",
        "basis": "rated",
        "currency": "GBP",
        "occurred_at": BEFORE,
        "entry_type": entry_type,
    }
    return row | {"amount": amount, "quantity": quantity} | keys


# Of 120 pounds with tax on the day before 1 % and 20 pence; of 110 on the day itself, by PayPal, 5 % and 40 pence.
FEES = [
    entry("payment_fee", "-1.2", "120", payment_id="early"),
    entry("payment_fee", "-0.2", "1", payment_id="early"),
    entry("payment_fee", "-5.5", "110", payment_id="late"),
    entry("payment_fee", "-0.4", "1", payment_id="late"),
    entry("payment_fee", "-0.4", "40", source="shop", order_id="o"),
    entry("payment_fee", "-0.2", "1", source="shop", order_id="o"),
]
COMMISSIONS = [
    entry("channel_commission", "-25", "100", payment_id="early"),
    entry("channel_commission", "-30", "100", payment_id="late"),
    entry("channel_commission", "-30", "100", payment_id="fed"),
    entry("channel_commission", "-7.5", "30", source="shop", order_id="o", record_id="mug"),
    entry("channel_commission", "-2.5", "10", source="shop", order_id="o", record_id="print"),
]
PARCELS = [
    entry("fulfilment", "-2.5", "1", source="shop", order_id="o", currency="EUR"),
    entry("fulfilment", "-0.4", "1", source="shop", order_id="o", record_id="mug", currency="EUR"),
    entry("fulfilment", "-0.4", "1", source="shop", order_id="o", record_id="print", currency="EUR"),
]
# 10 days of January and 7 of February are served: 3 copies of 2 pounds, and 31 pence, a month.
SERVICES_BOOKED = [
    entry("support_cost", "-4.5", "7.5", source="help", record_id="t", occurred_at=ON_THE_DAY),
    entry("service_cost", "-0.0008", "1", source="mail"),
    entry("service_cost", "-0.0008", "1", source="mail"),
    entry("service_cost", "-0.001", "1", source="mail", occurred_at=ON_THE_DAY),
    entry("ad_revenue", "0.006", "1", source="site", product_line="politics"),
    entry("service_cost", "-2.0355", "10", subscription_id="s", occurred_at="2026-01-11 00:00:00"),
    entry("service_cost", "-1.5775", "7", subscription_id="s", occurred_at="2026-02-01 00:00:00"),
]
# Half of the mugs' price was paid back, so half of their cost comes back; a returned mug gives all of its own.
GOODS_BOOKED = [
    entry("cost_of_goods", "-9", "2", source="shop", record_id="mug", currency="EUR"),
    entry("cost_of_goods", "-5.5", "10", source="shop", record_id="print"),
    entry("cost_of_goods", "4.5", "-1", source="shop", record_id="back", currency="EUR"),
    entry("cost_of_goods", "4.5", None, source="shop", refund_id="half", currency="EUR"),
]
RIGHT = {SALES: [*FEES, *COMMISSIONS, *PARCELS], SERVICES: SERVICES_BOOKED, GOODS: GOODS_BOOKED}


# Of how many payments, orders, lines, tickets, days and months the entries above are.
THINGS = {SALES: 9, SERVICES: 6, GOODS: 4}


def asked(found: Asked, rule: str, ledger: list[Row], **facts: list[Row]) -> list[Row]:
    """What a rule finds in the small world with this ledger."""
    return found(rule, **(RATES | FACTS | facts), marts__fct_ledger_entries=ledger)


@pytest.mark.parametrize("rule", RIGHT)
def test_a_ledger_that_is_right_is_right(found: Asked, rule: str) -> None:
    assert asked(found, rule, RIGHT[rule]) == []


@pytest.mark.parametrize("rule", RIGHT)
def test_every_entry_that_is_not_what_its_rate_makes_is_found(found: Asked, rule: str) -> None:
    off = [row | {"amount": f"{float(row['amount']) - 0.001:.4f}"} for row in RIGHT[rule]]
    elsewhere = [row | {"currency": "USD"} for row in RIGHT[rule]]
    assert len(asked(found, rule, [])) == THINGS[rule]
    assert len(asked(found, rule, off)) == THINGS[rule]
    assert len(asked(found, rule, RIGHT[rule] * 2)) == THINGS[rule]
    assert len(asked(found, rule, elsewhere)) == 2 * THINGS[rule]


@pytest.mark.parametrize("rule", [SALES, SERVICES])
def test_a_quantity_that_no_feed_counts_is_found(found: Asked, rule: str) -> None:
    wrong = [row | {"quantity": "0"} for row in RIGHT[rule]]
    assert {row["entry_type"] for row in asked(found, rule, wrong)} == {row["entry_type"] for row in wrong}


def test_a_fee_of_many_rupiah_is_a_cost_as_any_other(found: Asked) -> None:
    rupiah = {
        "source": "pay",
        "payment_id": "r",
        "status": "paid",
        "paid_at": BEFORE,
        "paid_amount": "99999999999999",
    }
    facts = {"intermediate__int_payments_unioned": [rupiah | {"currency": "IDR"}]}
    fee = entry("payment_fee", "-999999999999.99", "99999999999999", payment_id="r", currency="IDR")
    fixed = entry("payment_fee", "-0.2", "1", payment_id="r")
    commission = entry(
        "channel_commission", "-24999999999999.75", "99999999999999", payment_id="r", currency="IDR"
    )
    shop = [row for row in RIGHT[SALES] if row["source"] == "shop"]
    assert asked(found, SALES, [fee, fixed, commission, *shop], **facts) == []
    assert (
        len(asked(found, SALES, [fee | {"amount": "999999999999.99"}, fixed, commission, *shop], **facts))
        == 1
    )


@pytest.mark.parametrize(
    ("net", "cost", "paid_back", "returned"),
    [
        ("33.325", "18.3288", "33.325", "18.3288"),
        ("5.825", "3.2038", "4.0775", "2.2427"),
        ("30.825", "16.9538", "15.4125", "8.4769"),
        ("5.005", "2.7528", "5.005", "2.7528"),
    ],
)
def test_goods_at_net_prices_of_three_decimals_are_right_and_a_ten_thousandth_off_is_not(
    found: Asked, net: str, cost: str, paid_back: str, returned: str
) -> None:
    """Prices with tax divided by 1.2: with a margin of .45 every odd third decimal ends halfway between two costs."""
    back = {"source": "shop", "refund_id": "r", "order_id": "t", "order_line_record_id": "till"}
    back |= {"refunded_at": BEFORE, "amount": paid_back, "currency": "GBP", "is_restocked": True}
    facts = {
        "intermediate__int_order_lines_unioned": [
            LINE | {"record_id": "till", "order_id": "t", "quantity": "1", "line_amount": net}
        ],
        "intermediate__int_refunds_unioned": [back],
    }
    sold = entry("cost_of_goods", f"-{cost}", net, source="shop", record_id="till")
    given_back = entry("cost_of_goods", returned, source="shop", refund_id="r")
    assert asked(found, GOODS, [sold, given_back], **facts) == []
    for wrong in (".0001", "-.0001"):
        off = [row | {"amount": str(Decimal(row["amount"]) + Decimal(wrong))} for row in (sold, given_back)]
        assert len(asked(found, GOODS, off, **facts)) == 2


def test_goods_of_one_order_that_cost_in_two_currencies_come_back_in_both(found: Asked) -> None:
    """The mugs cost euros, the print a part of its pounds; half of the order's 40 pounds is paid back."""
    refund = {"source": "shop", "refund_id": "all", "order_id": "o", "refunded_at": BEFORE, "amount": "20"}
    facts = {"intermediate__int_refunds_unioned": [refund | {"currency": "GBP", "is_restocked": True}]}
    right = [
        *(row for row in GOODS_BOOKED if "refund_id" not in row),
        entry("cost_of_goods", "4.5", source="shop", refund_id="all", currency="EUR"),
        entry("cost_of_goods", "2.75", source="shop", refund_id="all"),
    ]
    assert asked(found, GOODS, right, **facts) == []
    together = [*right[:-2], entry("cost_of_goods", "7.25", source="shop", refund_id="all", currency="EUR")]
    assert {row["currency"] for row in asked(found, GOODS, together, **facts)} == {"EUR", "GBP"}


def test_goods_that_come_back_more_often_than_they_were_sold_are_found(found: Asked) -> None:
    """Two mugs of 4.5 euros, one brought back by a line: of three refunds the first two share the other's cost."""
    refund = {
        "source": "shop",
        "order_id": "m",
        "order_line_record_id": "two",
        "amount": "12",
        "currency": "GBP",
    }
    days = {"a": "2026-02-01", "b": "2026-02-02", "c": "2026-02-03"}
    lines = [
        LINE | {"record_id": "two", "order_id": "m", "product_id": "mug"},
        LINE
        | {"record_id": "line", "order_id": "m", "product_id": "mug", "quantity": "-1", "line_amount": "15"},
    ]
    facts = {
        "intermediate__int_order_lines_unioned": lines,
        "intermediate__int_refunds_unioned": [
            refund | {"refund_id": name, "refunded_at": day, "is_restocked": True}
            for name, day in days.items()
        ],
    }
    euros = {"source": "shop", "currency": "EUR"}
    sold = [
        entry("cost_of_goods", "-9", "2", record_id="two", **euros),
        entry("cost_of_goods", "4.5", "-1", record_id="line", **euros),
    ]
    first, second, third = (
        entry("cost_of_goods", amount, refund_id=name, order_id="m", **euros)
        for name, amount in (("a", "3.6"), ("b", "0.9"), ("c", "3.6"))
    )
    assert asked(found, GOODS, [*sold, first, second], **facts) == []
    said = asked(found, GOODS, [*sold, first, second | {"amount": "3.6"}, third], **facts)
    assert {row["thing"]: float(row["difference"]) for row in said} == {"b": -2.7, "c": -3.6, "m": 6.3}


def test_a_fee_and_a_commission_that_end_halfway_are_right_either_way(found: Asked) -> None:
    payment = PAYMENT | {"payment_id": "odd", "paid_at": BEFORE, "paid_amount": "33.325"}
    shop = [row for row in RIGHT[SALES] if row["source"] == "shop"]
    fixed = entry("payment_fee", "-0.2", "1", payment_id="odd")
    for fee, commission in (("-0.3333", "-8.3313"), ("-0.3332", "-8.3312")):
        rated = [
            entry("payment_fee", fee, "33.325", payment_id="odd"),
            entry("channel_commission", commission, "33.325", payment_id="odd"),
        ]
        ledger = [*rated, fixed, *shop]
        assert asked(found, SALES, ledger, intermediate__int_payments_unioned=[payment]) == []

"""Shopify's orders, products and refunds: exact values out of staging, a real load, and what goes wrong."""

from datetime import datetime
from decimal import Decimal

ORDER = {
    "id": 9007199254740993,
    "created_at": "2025-06-01T00:00:00Z",
    "updated_at": "2025-06-01T00:00:00Z",
    "currency": "GBP",
    "financial_status": "paid",
    "line_items": [{"id": 1, "quantity": 1, "price": "5.00"}],
}


def decimals(*amounts: str) -> tuple[Decimal, ...]:
    """The amounts as decimals."""
    return tuple(Decimal(amount) for amount in amounts)


def test_account_becomes_a_profile(staged):
    columns = ("email", "first_name", "phone", "address_line", "created_at")
    assert staged("stg_shopify__customers", *columns)["7001"] == (
        *("Jane@Example.org", "Jane", "020 7946 0001", "1 Quay St Flat 2"),
        datetime(2025, 5, 27, 22, 11, 24),
    )


def test_guest_is_a_profile_of_the_order_unless_a_test_or_nobody(staged):
    rows = staged("stg_shopify__guests", "first_name", "last_name", "phone", "address_line")
    assert {record: row for record, row in rows.items() if record.startswith("guest:")} == {
        "guest:1002": ("John", "Harker", "020 7946 0009", "1 Quay St"),
        "guest:1006": (None, None, None, None),
    }
    buyers = dict(staged("stg_shopify__order_lines", "order_id", "profile_record_id").values())
    assert buyers == {
        "1001": "7001", "1002": "guest:1002", "1003": "guest:1003", "1005": None, "1007": None,
    }  # fmt: skip


def test_account_that_only_orders_describe_is_a_profile_of_the_latest_that_says_anything(staged):
    """7100 stands in three orders and no customers file; 7001 has a row of its own, which wins."""
    rows = staged("stg_shopify__guests", "email", "first_name", "last_name", "updated_at")
    assert rows["7100"] == ("ann@example.org", "Ann", "Able", datetime(2025, 6, 9))
    assert "7001" not in rows


def test_prices_that_contain_tax_are_stripped_of_it(staged):
    columns = (
        "list_amount",
        "discount_amount",
        "tax_amount",
        "shipping_amount",
        "line_amount",
        "discount_code",
    )
    rows = staged("stg_shopify__order_lines", *columns)
    assert rows["11"] == (*decimals("20", "5", "4", "5", "15"), "TEN")
    assert rows["12"] == (*decimals("25", "0", "5", "0", "25"), None)


def test_discount_and_tax_of_an_older_order_are_shared_to_the_cent(staged):
    rows = staged("stg_shopify__order_lines", "discount_amount", "tax_amount", "line_amount")
    lines = [rows[line] for line in ("21", "22", "23")]
    assert lines == [
        decimals("1.15", "2.17", "10.85"),
        decimals("1.20", "2.26", "11.30"),
        decimals("1.15", "2.17", "10.85"),
    ]
    assert tuple(map(sum, zip(*lines, strict=True))) == decimals("3.50", "6.60", "33.00")


def test_voided_order_is_none_and_a_test_order_says_so(staged):
    rows = staged("stg_shopify__order_lines", "order_id", "is_test")
    assert "41" not in rows
    assert rows["31"] == ("1003", True)


def test_order_sells_once_money_came_and_until_then_is_a_buyer_alone(staged):
    """Order 1006 is pending; 1007 is paid in part."""
    assert {"61", "71"} & set(staged("stg_shopify__order_lines", "line_amount")) == {"71"}
    assert staged("stg_shopify__guests", "email")["guest:1006"] == ("eve@example.org",)


def test_line_without_variant_points_to_its_product(staged):
    rows = staged("stg_shopify__order_lines", "product_id", "product_name")
    assert rows["23"] == ("520", "Engraving")
    assert rows["21"][0] == "501"


def test_variants_are_the_products_with_the_cost_of_their_inventory(staged):
    rows = staged("stg_shopify__products", "name", "product_line", "list_price", "unit_cost", "currency")
    assert rows["501"] == ("Mug - Blue", "Kitchen", Decimal(12), Decimal("4.10"), "GBP")
    assert rows["511"] == ("Poster", "merchandise", Decimal(30), None, "GBP")


def test_refund_is_a_row_a_line_and_one_for_the_rest(staged):
    columns = ("order_line_record_id", "amount", "tax_amount", "shipping_amount", "is_restocked")
    rows = staged("stg_shopify__refunds", *columns)
    assert rows["801:1"] == ("11", *decimals("9", "1.50", "0"), False)
    assert rows["801:rest"] == (None, *decimals("3", "0.50", "2.50"), False)


def test_rows_of_a_refund_add_up_to_the_money_paid_back(staged):
    totals: dict[str, Decimal] = {}
    for refund, (amount,) in staged("stg_shopify__refunds", "amount").items():
        order = refund.split(":")[0]
        totals[order] = totals.get(order, Decimal(0)) + amount
    assert totals == {"801": Decimal(12), "802": Decimal(20), "803": Decimal(0), "804": Decimal(25)}


def test_refund_of_an_order_in_no_file_is_nobodys_in_its_own_currency_and_of_one_left_out_is_none(staged):
    """Orders 1003, a test, and 1004, voided, are known: 805 and 806 gave back what was never booked."""
    columns = ("order_id", "profile_record_id", "amount", "currency")
    rows = staged("stg_shopify__refunds", *columns)
    assert rows["804:5"] == ("999", None, Decimal(24), "EUR")
    assert rows["804:rest"] == ("999", None, Decimal(1), "EUR")
    assert not [refund for refund in rows if refund.startswith(("805", "806"))]


def test_goods_back_without_money_restock(staged):
    rows = staged("stg_shopify__refunds", "amount", "is_restocked", "reason")
    assert rows["803:4"] == (Decimal(0), True, "swap")
    assert rows["802:2"] == (Decimal("13.02"), True, None)


def test_box_never_ticked_is_no_refusal(staged):
    rows = staged("stg_shopify__consents", "status", "recorded_at", "proof")
    assert rows == {
        "7001:marketing:email": ("withdrawn", datetime(2025, 5, 28, 4), "single_opt_in"),
        "9007199254740993:marketing:email": ("granted", datetime(2025, 1, 2), None),
        "guest:1002:marketing:email": ("granted", datetime(2025, 6, 3), "ticked at checkout of order 1002"),
    }


def test_orders_load_with_their_lines_and_embedded_refunds(rows_read):
    read = rows_read("shopify")
    assert (read["orders"], read["order_lines"], read["order_refunds"]) == (10, 10, 1)

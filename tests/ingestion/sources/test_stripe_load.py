"""Stripe's files: a real load with counts, and what goes to quarantine."""

import json

import pytest

CUSTOMER = {
    "id": "cus_1",
    "object": "customer",
    "created": 1767225600,
    "email": "one@example.org",
    "metadata": {},
}


def test_every_object_and_nested_list_is_read_into_its_table(rows_read):
    read = rows_read("stripe")
    assert (read["subscriptions"], read["subscription_items"]) == (6, 7)
    assert (read["invoices"], read["invoice_lines"]) == (11, 7)
    assert (read["charges"], read["charge_refunds"], read["refunds"]) == (5, 1, 4)


def test_later_version_of_an_object_supersedes_the_earlier(vendor_home, query):
    moved = CUSTOMER | {"email": "two@example.org"}
    home = vendor_home("stripe", {"a.json": json.dumps([CUSTOMER]), "b.json": json.dumps({"data": [moved]})})
    rows = query(
        home,
        "select email from raw_stripe.customers as customers where not exists ("
        "select 1 from ops.outdated_rows where raw_table = 'raw_stripe.customers' "
        "and load_key = customers.load_key and load_row_number = customers.load_row_number)",
    )
    assert rows == [("two@example.org",)]


@pytest.mark.fixtures
def test_stripes_own_fixtures_load(vendor_home, query, real_data):
    resources = json.loads((real_data / "stripe" / "fixtures3.json").read_text(encoding="utf-8"))["resources"]
    kinds = [
        "customer",
        "product",
        "price",
        "plan",
        "coupon",
        "subscription",
        "invoice",
        "charge",
        "refund",
        "dispute",
        "credit_note",
    ]
    home = vendor_home("stripe", {"objects.json": json.dumps([resources[kind] for kind in kinds])})
    assert query(home, "select count(*) from ops.quarantined_rows") == [(0,)]
    [(period_end,)] = query(home, "select current_period_end from raw_stripe.subscriptions")
    assert period_end.year == 2000
    assert query(home, "select subscription, amount from raw_stripe.invoice_lines") == [
        ("subscription", 1000)
    ]

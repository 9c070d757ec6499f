"""The vendors' own objects, as recorded or published by them, through the connectors: none is quarantined."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

pytestmark = pytest.mark.fixtures

STRIPE_KINDS = (
    *(
        "customer",
        "product",
        "price",
        "plan",
        "coupon",
        "promotion_code",
        "subscription",
        "invoice",
        "charge",
    ),
    *("invoice_payment", "payment_intent", "refund", "dispute", "balance_transaction", "credit_note"),
)
SHOPIFY_FILES = ("order.json", "refund.json", "customer.json", "product.json", "inventory_items.json")


def stripe_files(real_data: Path) -> dict[str, str | bytes]:
    """Stripe's fixtures of the kinds that Kith reads, as one array."""
    text = (real_data / "stripe" / "fixtures3.json").read_text(encoding="utf-8")
    resources = json.loads(text)["resources"]
    return {"objects.json": json.dumps([resources[kind] for kind in STRIPE_KINDS])}


def mailchimp_files(real_data: Path) -> dict[str, str | bytes]:
    """The bodies of the recorded answers that hold members, a file each."""
    recorded = (real_data / "mailchimp_recorded" / "importRecords.jsonl").read_text(encoding="utf-8")
    bodies = [json.loads(line)["response_body"] for line in recorded.splitlines()]
    return {
        f"page_{number:02}.json": json.dumps(body) for number, body in enumerate(bodies) if "members" in body
    }


def zendesk_files(real_data: Path) -> dict[str, str | bytes]:
    """The seed tickets as a page of the API."""
    with (real_data / "zendesk_seeds" / "ticket_data.csv").open(encoding="utf-8") as file:
        return {"tickets.json": json.dumps({"tickets": list(csv.DictReader(file))})}


@pytest.fixture(scope="module")
def real_home(real_data, new_home):
    """A home that has loaded all of them."""
    shopify = real_data / "shopify" / "api_fixtures"
    ga4 = (real_data / "ga4" / "events_sample.ndjson").read_text(encoding="utf-8")
    return new_home(
        {
            "stripe": stripe_files(real_data),
            "mailchimp": mailchimp_files(real_data),
            "shopify": {name: (shopify / name).read_text(encoding="utf-8") for name in SHOPIFY_FILES},
            "ga4": {"events_sample.ndjson": ga4},
            "zendesk": zendesk_files(real_data),
        }
    )


def test_nothing_is_quarantined(real_home, query):
    assert query(real_home, "select source, file, row_number, reason from ops.quarantined_rows") == []


def test_stripe_objects_of_today(real_home, query):
    [(period_end,)] = query(real_home, "select current_period_end from raw_stripe.subscriptions")
    assert period_end.year == 2000
    assert query(real_home, "select subscription, amount from raw_stripe.invoice_lines") == [
        ("subscription", 1000)
    ]


def test_mailchimp_members_count_once_each(real_home, query):
    [(rows, losers, members)] = query(
        real_home,
        "select count(*), (select count(*) from ops.outdated_rows where raw_table = 'raw_mailchimp.members'), "
        "count(distinct list_id || ':' || id) from raw_mailchimp.members",
    )
    assert rows - losers == members == 10


def test_shopify_objects(real_home, query):
    assert query(real_home, "select created_at from raw_shopify.orders") == [(datetime(2008, 1, 10, 16),)]
    assert query(real_home, "select transactions_amount from raw_shopify.refunds") == [(Decimal(209),)]
    assert query(real_home, "select count(*) from raw_shopify.product_variants") == [(4,)]


def test_ga4_rows_of_a_public_export(real_home, query):
    sql = "select event_name, event_params ->> '$.ga_session_id' from raw_ga4.events order by 1"
    assert query(real_home, sql) == [("page_view", "3599645542"), ("session_start", "1653679817")]


def test_zendesk_tickets_with_a_deleted_one(real_home, query):
    [(tickets, deleted)] = query(
        real_home, "select count(*), count(*) filter (status = 'deleted') from raw_zendesk.tickets"
    )
    assert tickets > deleted > 0

"""Stripe's customers, products and subscriptions in staging, exact values from samples/stripe."""

from datetime import datetime
from decimal import Decimal


def test_customer_becomes_a_profile_with_its_login_and_address(staged):
    rows = staged("stg_stripe__customers", "email", "login_id", "full_name", "address_line", "postal_code")
    assert rows["cus_john"] == ("John@Example.org", "u-1", "John Harker", "1 Quay St Flat 2", "EH6 1AA")


def test_shipping_contact_fills_in_where_the_customer_says_nothing(staged):
    rows = staged("stg_stripe__customers", "phone", "full_name", "address_line", "city")
    assert rows["cus_niece"] == ("+44 20 7946 0002", "Ada Harker", "9 Mill Rd", "Bath")


def test_business_is_an_organisation_and_a_deleted_customer_stays_known(staged):
    rows = staged("stg_stripe__customers", "profile_kind", "organisation_name", "is_deleted")
    assert rows["cus_acme"] == ("organisation", "Acme Ltd", False)
    assert rows["cus_gone"] == ("person", None, True)


def test_product_takes_canonical_words_from_metadata_and_price_from_its_default(staged):
    rows = staged(
        "stg_stripe__products", "title", "product_kind", "product_line", "list_price", "issues_per_year"
    )
    assert rows["prod_daily"] == ("The Daily", "subscription", "newspapers", Decimal(12), 312)


def test_word_that_is_no_canonical_one_does_not_get_in(staged):
    assert staged("stg_stripe__products", "product_kind", "sold_to")["prod_weekly"] == (
        "subscription",
        datetime(2025, 1, 1),
    )


def test_subscription_terms_are_without_tax_and_a_once_only_coupon_ends(staged):
    rows = staged("stg_stripe__subscriptions", "list_amount", "amount", "next_amount", "offer_code")
    assert rows["sub_daily"] == (Decimal(10), Decimal(5), Decimal(10), "SPRING")


def test_period_is_read_from_the_items_or_from_the_subscription(staged):
    rows = staged("stg_stripe__subscriptions", "current_period_start_at", "current_period_end_at")
    assert rows["sub_daily"] == (datetime(2026, 1, 1), datetime(2026, 2, 1))
    assert rows["sub_older"] == (datetime(2022, 12, 1), datetime(2023, 12, 1))


def test_gift_is_held_by_the_recipient_and_paid_by_the_customer(staged):
    columns = ("profile_record_id", "payer_profile_record_id", "is_gift", "auto_renew", "cancelled_at")
    assert staged("stg_stripe__subscriptions", *columns)["sub_gift"] == (
        "cus_niece",
        "cus_john",
        True,
        False,
        None,
    )


def test_statuses_take_the_canonical_words_in_the_latest_version(staged):
    rows = staged("stg_stripe__subscriptions", "status", "end_kind")
    assert rows == {
        "sub_daily": ("active", None),
        "sub_gift": ("active", None),
        "sub_older": ("grace", None),
        "sub_paused": ("paused", None),
        "sub_trial": ("trial", None),
        "sub_unpaid": ("ended", "involuntary"),
    }


def test_older_discount_of_the_subscription_is_an_amount_off_until_it_ends(staged):
    rows = staged("stg_stripe__subscriptions", "list_amount", "amount", "next_amount", "term_count")
    assert rows["sub_older"] == (Decimal(90), Decimal(85), Decimal(90), 12)


def test_bundle_is_priced_as_one_and_itemised(staged):
    assert staged("stg_stripe__subscriptions", "product_id", "list_amount")["sub_paused"] == (
        "prod_daily",
        Decimal(192),
    )
    items = staged("stg_stripe__subscription_items", "quantity", "list_amount")
    assert items["sub_paused:prod_weekly"] == (2, Decimal(180))


def test_pause_begins_with_the_period_that_is_not_billed(staged):
    rows = staged("stg_stripe__subscriptions", "paused_at", "resumes_at")
    assert rows["sub_paused"] == (datetime(2026, 1, 1), datetime(2026, 3, 1))
    assert rows["sub_daily"] == (None, None)

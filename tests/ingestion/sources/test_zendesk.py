"""Zendesk's tickets and users: exact values out of staging, a real load, and what goes wrong."""

from datetime import datetime
from decimal import Decimal

TICKET = {"id": 1, "requester_id": 2, "subject": "x", "status": "open", "created_at": "2026-01-05T10:00:00Z"}


def test_only_end_users_are_profiles_and_no_email_is_null(staged):
    rows = staged("stg_zendesk__users", "email", "phone", "login_id", "is_deleted")
    assert rows == {
        "396331237134": (None, "+44 20 7946 0001", "u-1", False),
        "396331237135": (None, None, None, True),
    }


def test_ticket_gets_its_fields_by_title_and_its_metrics(staged):
    columns = (
        "channel",
        "category",
        "subscription_id",
        "minutes_spent",
        "first_reply_at",
        "closed_at",
        "satisfaction",
    )
    assert staged("stg_zendesk__support_tickets", *columns)["35436"] == (
        *("phone", "delivery", "sub_daily", Decimal("7.5")),
        *(datetime(2026, 1, 5, 10, 30), datetime(2026, 1, 5, 10, 45), "good"),
    )


def test_field_may_be_named_by_its_id(staged):
    columns = ("category", "minutes_spent", "closed_at", "satisfaction")
    assert staged("stg_zendesk__support_tickets", *columns)["35437"] == (
        *("billing", Decimal(12)),
        *(datetime(2026, 1, 7, 11), None),
    )


def test_deleted_ticket_stays_marked_and_is_nobodys(staged):
    rows = staged("stg_zendesk__support_tickets", "is_deleted", "profile_record_id")
    assert rows["35438"] == (True, None)
    assert rows["35436"] == (False, "396331237134")


def test_cursor_pages_load(rows_read):
    assert rows_read("zendesk") == {
        "tickets": 3,
        "users": 3,
        "ticket_fields": 2,
        "ticket_metrics": 1,
        "satisfaction_ratings": 1,
    }

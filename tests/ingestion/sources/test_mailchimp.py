"""Mailchimp's lists, members and reports: exact values out of staging, a real load, and what goes wrong."""

from datetime import datetime


def test_member_becomes_a_profile_of_its_list_in_its_latest_version(staged):
    columns = ("email", "first_name", "last_name", "birthday", "address_line", "postal_code", "country_code")
    rows = staged("stg_mailchimp__members", *columns)
    assert rows["a1:m-john"] == (
        *("j.harker@example.net", "John", "Harker", "03-21"),
        *("1 Quay St", "EH6 1AA", "GB"),
    )


def test_empty_merge_fields_are_nulls_and_an_address_may_be_one_text(staged):
    rows = staged("stg_mailchimp__members", "full_name", "phone", "address_line", "city")
    assert rows["a1:m-left"] == (None, "020 7946 0003", None, None)
    assert rows["a2:m-john"] == ("John Harker", None, "1 Quay St  Leith  EH6 1AA", None)


def test_membership_keeps_the_status_the_click_id_and_the_proof_of_opting_in(staged):
    columns = ("list_name", "status", "email_click_id", "opted_in_at", "opt_in_proof")
    assert staged("stg_mailchimp__memberships", *columns)["a1:a1:m-john"] == (
        *("The Morning", "subscribed", "eid1", datetime(2025, 2, 3, 8)),
        "opted in at 2025-02-03 08:00:00 from 192.0.2.7",
    )


def test_only_an_unsubscription_is_an_opt_out(staged):
    rows = staged("stg_mailchimp__memberships", "status", "opted_out_at")
    assert {key: opted_out for key, (_, opted_out) in rows.items() if opted_out} == {
        "a1:a1:m-left": datetime(2025, 6, 1)
    }
    assert rows["a1:a1:m-cleaned"][0] == "cleaned"


def test_consents_follow_the_confirmed_opt_in_and_its_withdrawal(staged):
    rows = staged("stg_mailchimp__consents", "profile_record_id", "status", "recorded_at")
    assert sorted(rows.values()) == [
        ("a1:m-cleaned", "granted", datetime(2025, 1, 1)),
        ("a1:m-john", "granted", datetime(2025, 2, 3, 8)),
        ("a1:m-left", "granted", datetime(2025, 1, 1)),
        ("a1:m-left", "withdrawn", datetime(2025, 6, 1)),
        ("a2:m-john", "granted", datetime(2025, 9, 1)),
    ]


def test_list_is_a_newsletter_on_sale(staged):
    columns = ("name", "product_kind", "product_line", "brand")
    assert staged("stg_mailchimp__lists", *columns)["a1"] == (
        "The Morning",
        "newsletter",
        "newsletters",
        "Harbour",
    )


def test_events_come_from_both_reports_once_each(staged):
    columns = ("profile_record_id", "campaign_id", "event_type", "occurred_at")
    rows = staged("stg_mailchimp__newsletter_events", *columns)
    assert sorted(rows.values()) == [
        ("a1:m-cleaned", "c1", "bounce", datetime(2025, 10, 1, 6, 0, 5)),
        ("a1:m-cleaned", "c1", "send", datetime(2025, 10, 1, 6)),
        ("a1:m-john", "c1", "click", datetime(2025, 10, 1, 7, 0, 40)),
        ("a1:m-john", "c1", "open", datetime(2025, 10, 1, 6, 0, 2)),
        ("a1:m-john", "c1", "open", datetime(2025, 10, 1, 7)),
        ("a1:m-john", "c1", "send", datetime(2025, 10, 1, 6)),
        ("a1:m-john", "c2", "send", datetime(2025, 10, 2, 6)),
        ("a1:m-left", "c1", "complaint", datetime(2025, 10, 1, 10)),
        ("a1:m-left", "c1", "unsubscribe", datetime(2025, 10, 1, 9)),
    ]


def test_machine_open_and_kind_of_campaign_are_told(staged):
    rows = staged(
        "stg_mailchimp__newsletter_events", "event_type", "occurred_at", "is_machine", "campaign_kind"
    )
    machine_opens = [row[1] for row in rows.values() if row[2]]
    assert machine_opens == [datetime(2025, 10, 1, 6, 0, 2)]
    kinds = staged("stg_mailchimp__newsletter_events", "campaign_id", "campaign_name", "campaign_kind")
    assert set(kinds.values()) == {("c1", "Tides", "editorial"), ("c2", "Autumn offer", "promotional")}


def test_pages_load_with_their_nested_activity(rows_read):
    read = rows_read("mailchimp")
    assert (read["members"], read["email_activity"], read["email_activity_actions"]) == (8, 3, 4)


def test_empty_page_is_no_row_and_no_fault(new_home, query):
    home = new_home({"mailchimp": {"members.json": '{"members": [], "list_id": "a1", "total_items": 3}'}})
    assert query(home, "select count(*) from raw_mailchimp.members") == [(0,)]
    assert query(home, "select count(*) from ops.quarantined_rows") == [(0,)]

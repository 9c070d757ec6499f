"""Every other planted case is findable in truth and is in landing what its role says."""

import pytest

from tests.demo.conftest import World

ROLES = (
    "john", "jane", "niece", "big_spender", "quiet_ideal", "deal_chaser", "advocate", "referred_1",
    "referred_2", "referred_3", "seasonal", "chargeback", "refunder", "trialist", "failed_card",
    "two_currencies", "landline_pair_1", "landline_pair_2", "email_pair_1", "email_pair_2", "organisation",
    "role_mailbox_1", "role_mailbox_2", "role_mailbox_3", "married", "moved", "nickname", "typo", "swapped",
    "late_login", "never_login", "opted_out", "paused", "two_year", "gone_away", "bundle", "print_giver",
    "print_receiver", "corporate", "seat_1", "seat_2", "seat_3",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_one_person(world: World, role: str) -> None:
    person = world.person(role)
    assert person["person_id"].startswith("cast-")
    assert role == "never_login" or world.records(role)


def test_every_planted_role_is_known_to_this_test(world: World) -> None:
    assert {row["role"] for row in world.truth("people")} == {*ROLES, "crowd"}


def test_the_biggest_spender_loses_money(world: World) -> None:
    rows = world.truth("contribution")
    biggest = max(rows, key=lambda row: float(row["list_amount"]))
    assert biggest == world.contribution("big_spender")
    assert float(biggest["contribution_profit"]) < 0


def test_the_quiet_ideal_earns_most_and_never_asked(world: World) -> None:
    row = world.contribution("quiet_ideal")
    better = [
        other
        for other in world.truth("contribution")
        if float(other["contribution_profit"]) > float(row["contribution_profit"])
    ]
    assert len(better) <= 3
    assert float(row["support_cost"]) == float(row["discount_amount"]) == 0


def test_the_deal_chaser_never_pays_full_price(world: World) -> None:
    customer = world.records("deal_chaser")["shopify"][0]
    orders = world.query(
        f"select count(*), count(item->>'$.discount_codes[0].code') from {world.objects('shopify/orders_*.jsonl')} "
        f"where item->>'$.customer.id' = '{customer}'"
    )
    assert orders == [(4, 4)]
    coupons = world.query(
        "select distinct item->>'$.metadata.offer_code' "
        f"from {world.objects('stripe/subscriptions_*.jsonl')} where item->>'$.customer' = 'cus_DealChaser012'"
    )
    assert coupons == [("WELCOME50",)]


def test_the_advocate_brought_three_who_bought(world: World) -> None:
    (member,) = world.records("advocate")["advocacy"]
    rows = world.query(
        "select distinct referred, converted_at is not null "
        f"from read_csv('{world.home}/landing/advocacy/referrals_*.csv', all_varchar = true) "
        f"where referrer = '{member}'"
    )
    friends = {world.records(f"referred_{number}")["advocacy"][0] for number in (1, 2, 3)}
    assert {(friend, True) for friend in friends} == set(rows)


def test_the_seasonal_buyer_buys_in_two_months_of_three_years(world: World) -> None:
    (customer,) = world.records("seasonal")["shopify"]
    months = world.query(
        f"select distinct left(item->>'$.created_at', 7) from {world.objects('shopify/orders_*.jsonl')} "
        f"where item->>'$.customer.id' = '{customer}' order by 1"
    )
    assert [month for (month,) in months] == [
        f"{year}-{month}" for year in (2023, 2024, 2025) for month in (11, 12)
    ]


def test_one_heavy_reader_logs_in_late_and_one_never(world: World) -> None:
    for role, logins in (("late_login", 1), ("never_login", 0)):
        (device,) = world.records(role, "devices")["ga4"]
        rows = world.query(
            f"select count(distinct event_date) > 20, count(distinct user_id) "
            f"from {world.events()} where user_pseudo_id = '{device}'"
        )
        assert rows == [(True, logins)]
    assert world.records("never_login") == {}


def test_the_kiosk_has_many_logins_and_bots_read_by_hundreds(world: World) -> None:
    holders = {
        row["person_id"]: row["record_id"] for row in world.truth("records") if row["entity"] == "devices"
    }
    logins = world.query(
        f"select count(distinct user_id) from {world.events()} where user_pseudo_id = '{holders['kiosk']}'"
    )
    assert int(str(logins[0][0])) >= 8
    bots = world.query(
        f"select count(distinct user_pseudo_id) from {world.events()} where device.web_info.browser = 'HeadlessChrome'"
    )
    assert bots == [(3,)]


def test_a_shared_mailbox_stands_on_the_records_of_four(world: World) -> None:
    mailboxes = {world.person(f"role_mailbox_{number}")["email"] for number in (1, 2, 3)}
    assert mailboxes == {world.person("organisation")["email"]}
    assert len({world.person(f"role_mailbox_{number}")["first_name"] for number in (1, 2, 3)}) == 3


@pytest.mark.parametrize(
    ("role", "written"),
    [
        ("married", "Emma Sandford"),
        ("nickname", "Liz Marwood"),
        ("typo", "Kathreine Holoway"),
        ("swapped", "Marsh Elliot"),
    ],
)
def test_names_differ_between_two_systems(world: World, role: str, written: str) -> None:
    person = world.person(role)
    name = world.query(
        f"select item->>'$.name' from {world.objects('stripe/customers_*.jsonl')} "
        f"where item->>'$.id' = '{world.records(role)['stripe'][0]}'"
    )
    assert name == [(written,)]
    assert written != f"{person['first_name']} {person['last_name']}"


def test_one_has_left_the_letters_and_is_still_agreed_with_in_the_shop(world: World) -> None:
    address = world.person("opted_out")["email"]
    statuses = world.query(
        f"select item->>'$.status' from {world.objects('mailchimp/members_*.jsonl')} "
        f"where item->>'$.email_address' = '{address}' order by item->>'$.last_changed'"
    )
    assert statuses == [("subscribed",), ("unsubscribed",)]
    shop = world.query(
        "select item->>'$.email_marketing_consent.state' "
        f"from {world.objects('shopify/customers_*.jsonl')} where item->>'$.email' = '{address}'"
    )
    assert shop == [("subscribed",)]


@pytest.mark.parametrize(
    ("role", "condition"),
    [
        ("paused", "status = 'paused' and resumes_on > '2026-06-30'"),
        ("two_year", "term_issues = '8' and expires_on >= '2027-01-01'"),
        ("gone_away", "address_status = 'gone_away'"),
        ("bundle", "title_code = 'BGF'"),
        ("print_giver", "ship_account is not null and ship_surname = 'Presently'"),
        ("corporate", "copies = '10' and organisation = 'Greenfields Ltd'"),
    ],
)
def test_the_bureau_has_its_special_cases(world: World, role: str, condition: str) -> None:
    account = world.records(role)["bureau"][0]
    assert world.query(
        f"select count(*) > 0 from {world.bureau()} where account = '{account}' and {condition}"
    ) == [(True,)]


def test_a_firm_gives_its_seats_to_three(world: World) -> None:
    seats = world.query(
        f"select account from read_csv('{world.home}/landing/bureau/seats.csv', all_varchar = true)"
    )
    assert {seat for (seat,) in seats} == {
        world.records(f"seat_{number}")["bureau"][0] for number in (1, 2, 3)
    }


def test_the_refund_comes_a_month_after_the_sale(world: World) -> None:
    customer = world.records("refunder")["stripe"][0]
    days = world.query(
        f"""
        select ((refund.item->>'$.created')::bigint - (charge.item->>'$.created')::bigint) // 86400
        from {world.objects("stripe/charges_*.jsonl")} as charge
        join {world.objects("stripe/refunds_*.json")} as refund on refund.item->>'$.charge' = charge.item->>'$.id'
        where charge.item->>'$.customer' = '{customer}'
        """
    )
    assert days == [(30,)]


def test_trials_failed_cards_and_chargebacks_are_there(world: World) -> None:
    for role, status in (("trialist", "trialing"), ("failed_card", "canceled")):
        customer = world.records(role)["stripe"][0]
        rows = world.query(
            f"select item->>'$.status' from {world.objects('stripe/subscriptions_*.jsonl')} "
            f"where item->>'$.customer' = '{customer}'"
        )
        assert (status,) in rows
    lost = world.query(
        f"select count(*) > 0 from {world.objects('stripe/disputes_*.json')} where item->>'$.status' = 'lost'"
    )
    assert lost == [(True,)]

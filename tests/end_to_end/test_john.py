"""John's story (J1-J7 and J9), asserted by query on the published marts of the demo world."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kith.cli import app
from tests.end_to_end.homes import query, truth

AS_OF, IDEAL_SHARE = "2026-06-30", 0.5


def planted(home: Path, role: str) -> dict[str, str]:
    """The person planted in a role."""
    people = [person for person in truth(home, "people") if person["role"] == role]
    assert len(people) == 1, f"the demo world has {len(people)} people in the role {role}"
    return people[0]


def customers_of(home: Path, role: str) -> set[str]:
    """Every customer_id that holds a record of the person planted in a role."""
    person = planted(home, role)["person_id"]
    records = {
        (record["source"], record["record_id"])
        for record in truth(home, "records")
        if record["person_id"] == person and record["entity"] == "profiles"
    }
    bridge = query(
        home,
        "select source, record_id, customer_id from marts.bridge_customer_records "
        "where entity = 'profiles' and is_current",
    )
    found = {(source, record): customer for source, record, customer in bridge}
    missing = records - found.keys()
    assert records and not missing, f"{role}: records that no customer holds: {sorted(missing)}"
    return {str(found[record]) for record in records}


@pytest.fixture(scope="module")
def john(demo_home: Path) -> str:
    """John's customer_id: one, whatever the number of systems that know him."""
    customers = customers_of(demo_home, "john")
    assert len(customers) == 1, f"John is {len(customers)} customers"
    return customers.pop()


def test_j1_two_titles_are_on_one_customer(demo_home: Path, john: str) -> None:
    subscriptions = query(
        demo_home,
        f"""
        select distinct subscriptions.title, coalesce(profiles.first_name, profiles.full_name)
        from marts.fct_subscriptions as subscriptions
        left join identity.record_customers as profiles
            on subscriptions.source = profiles.source and subscriptions.profile_record_id = profiles.record_id
        where subscriptions.customer_id = '{john}'
        """,
    )
    assert len({title for title, _ in subscriptions}) == 2
    assert {name.split()[0] for _, name in subscriptions} == {"John", "J."}


def test_j1_his_address_differs_in_letter_case_between_systems(demo_home: Path, john: str) -> None:
    addresses = {
        email
        for (email,) in query(
            demo_home,
            f"select email from identity.record_customers where customer_id = '{john}' and email is not null",
        )
    }
    assert len({address.lower() for address in addresses}) < len(addresses)


def test_j2_newsletters_under_a_second_address_are_his(demo_home: Path, john: str) -> None:
    rows = query(
        demo_home,
        f"""
        select lower(records.email)
        from marts.fct_newsletter_memberships as memberships
        inner join identity.record_customers as records
            on memberships.source = records.source and memberships.profile_record_id = records.record_id
        where memberships.customer_id = '{john}'
        """,
    )
    subscriber = query(
        demo_home,
        f"select lower(email) from identity.record_customers where customer_id = '{john}' and source = 'stripe'",
    )
    assert rows
    assert not set(rows) & set(subscriber)


def test_j3_a_guest_order_without_an_account_is_his(demo_home: Path, john: str) -> None:
    guests = query(
        demo_home,
        f"""
        select count(*) from marts.fct_orders
        where customer_id = '{john}' and profile_record_id like 'guest:%'
        """,
    )
    assert guests[0][0] >= 1


def test_j3_the_bureaus_print_subscription_without_an_address_is_his(demo_home: Path, john: str) -> None:
    bureau = query(
        demo_home,
        f"""
        select subscriptions.format, records.email
        from marts.fct_subscriptions as subscriptions
        inner join identity.record_customers as records
            on subscriptions.source = records.source and subscriptions.profile_record_id = records.record_id
        where subscriptions.customer_id = '{john}' and subscriptions.source = 'bureau'
        """,
    )
    assert bureau == [("print", None)]


def test_j4_months_of_reading_before_the_login_are_his(demo_home: Path, john: str) -> None:
    (row,) = query(
        demo_home,
        f"""
        select
            min(started_at),
            min(started_at) filter (login_id is not null),
            count(*) filter (login_id is null)
        from marts.fct_web_sessions where customer_id = '{john}'
        """,
    )
    first_visit, first_login, anonymous_sessions = row
    assert first_visit < first_login
    assert anonymous_sessions > 1
    (device,) = query(
        demo_home,
        f"select min(first_seen_at) from marts.dim_devices where customer_id = '{john}'",
    )
    assert device[0] <= first_visit


def test_j5_no_single_system_shows_him_among_its_best(demo_home: Path, john: str) -> None:
    """The rule of the ideal tier, asked of one source: those with more than he hold half of its sales or more."""
    shares = query(
        demo_home,
        f"""
        with per_system as (
            select source, customer_id, sum(reporting_amount) as net
            from marts.fct_ledger_entries
            where
                basis = 'fed' and entry_type in ('list_price', 'discount', 'refund') and customer_id is not null
                and occurred_at >= date '{AS_OF}' + 1 - interval 12 month and occurred_at < date '{AS_OF}' + 1
            group by source, customer_id
            having net > 0
        )
        select his.source, sum(per_system.net) filter (per_system.net > his.net) / sum(per_system.net)
        from per_system inner join per_system as his on per_system.source = his.source
        where his.customer_id = '{john}'
        group by his.source
        """,
    )
    assert {source for source, _ in shares} == {"stripe", "bureau", "shopify"}
    assert all(float(str(above or 0)) >= IDEAL_SHARE for _, above in shares), shares


def test_j5_linked_he_is_in_the_top_tier_and_the_reason_is_money(demo_home: Path, john: str) -> None:
    ((tier, reason, profit),) = query(
        demo_home,
        f"""
        select value_tier, value_tier_reason, contribution_profit_12m
        from marts.fct_customer_value where customer_id = '{john}'
        """,
    )
    assert tier == "ideal"
    assert profit > 0
    assert any(character.isdigit() for character in reason)


def test_j5_the_end_of_make_run_tells_it_on_one_screen(demo_home: Path) -> None:
    shown = CliRunner().invoke(
        app,
        ["customer", "john.harrow@example.com", "--brief", "--home", str(demo_home)],
        env={"COLUMNS": "80"},
    )
    said = " ".join(shown.stdout.split())
    assert "None of them alone shows this customer among its best" in said
    assert all(f"{source} " in said for source in ("stripe", "bureau", "shopify"))
    assert "Jane Harrow is somebody else." in said
    assert len(shown.stdout.splitlines()) <= 36


def test_j6_what_he_reads_what_he_spent_and_when(demo_home: Path, john: str) -> None:
    sections = query(
        demo_home,
        f"""
        select content_section, interest_score from marts.fct_customer_interests
        where customer_id = '{john}' order by interest_rank asc nulls last
        """,
    )
    assert len(sections) >= 2
    scores = [score for _, score in sections]
    assert scores == sorted(scores, reverse=True)
    ((spent,),) = query(
        demo_home, f"select net_revenue from marts.fct_customer_value where customer_id = '{john}'"
    )
    assert spent > 0
    bought = query(
        demo_home,
        f"select product_name, ordered_at from marts.fct_order_lines where customer_id = '{john}'",
    )
    assert bought
    assert all(name and ordered_at for name, ordered_at in bought)


def test_j7_what_he_does_not_hold_yet(demo_home: Path, john: str) -> None:
    space = query(
        demo_home,
        f"select product_kind, product_name, is_held from marts.rpt_white_space where customer_id = '{john}'",
    )
    held = {kind for kind, _, is_held in space if is_held}
    missing = {kind for kind, _, is_held in space if not is_held}
    assert {"subscription", "newsletter"} <= held
    assert {"subscription", "newsletter", "archive"} <= missing


def test_j9_the_gift_is_his_money_and_her_reading(demo_home: Path, john: str) -> None:
    niece = customers_of(demo_home, "niece")
    gifts = query(
        demo_home,
        f"""
        select subscription_id, customer_id from marts.fct_subscriptions
        where payer_customer_id = '{john}' and is_gift
        """,
    )
    assert {customer for _, customer in gifts} == niece
    entries = query(
        demo_home,
        f"""
        select distinct customer_id, beneficiary_customer_id
        from marts.fct_ledger_entries
        where subscription_id = '{gifts[0][0]}' and entry_type = 'list_price'
        """,
    )
    assert entries == [(john, niece.pop())]


def test_j9_the_niece_is_a_beneficiary_not_a_loss(demo_home: Path, john: str) -> None:
    (niece,) = customers_of(demo_home, "niece")
    assert query(demo_home, f"select value_tier from marts.dim_customers where customer_id = '{niece}'") == [
        ("beneficiary",)
    ]


def test_j9_jane_is_another_customer_in_the_same_household(demo_home: Path, john: str) -> None:
    (jane,) = customers_of(demo_home, "jane")
    assert jane != john
    households = query(
        demo_home,
        f"select distinct household_id from marts.dim_customers where customer_id in ('{john}', '{jane}')",
    )
    assert len(households) == 1
    assert households[0][0] is not None

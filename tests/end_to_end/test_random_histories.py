"""Thousands of random histories at two days, corrections between them: no cent is lost, made or counted twice."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.end_to_end import random_histories as histories
from tests.end_to_end.homes import query, run_kith
from tests.end_to_end.random_history_files import write_home

SEED = 7
DAYS = (date(2025, 8, 17), date(2026, 3, 31))
LOCAL = f"timezone('{histories.ZONE}', timezone('UTC', occurred_at))"
MOST_SHARED = 60
CENTS_CUT = 5

# Payments of which less than nothing is left to earn as of the day of the run, or as of a month-end before or after.
BELOW_ZERO = """
    with entries as (
        select *, {local} as occurred_on from marts.fct_ledger_entries
        where payment_id is not null and entry_type in {entry_types}
    ),
    moved as (
        select payment_id, currency, date_trunc('month', occurred_on) as month, {prefix}amount as deferred from entries
        union all
        select payment_id, entries.currency, greatest(earned_month, date_trunc('month', occurred_on)),
            -earned.{prefix}amount
        from entries inner join marts.fct_earned_entries as earned using (entry_id)
    ),
    at_month_ends as (
        select payment_id, sum(deferred) over (partition by payment_id, currency order by month) as deferred from moved
    ),
    at_as_of as (
        select payment_id, sum(earned.{prefix}amount - earned_{prefix}amount) as deferred
        from entries inner join marts.fct_earned_entries as earned using (entry_id)
        group by payment_id, entries.currency
    )
    select count(*) from (from at_month_ends union all from at_as_of) where deferred < 0
"""

# What price, discount and refunds of a payment have earned together at the month-ends from its last refund on, and by
# the day of the run, as the different amounts that there are.
NET_EARNED = """
    with entries as (
        select *, {local} as occurred_on from marts.fct_ledger_entries
        where payment_id is not null and entry_type in ('list_price', 'discount', 'refund', 'chargeback')
    ),
    moved as (
        select payment_id, greatest(earned_month, date_trunc('month', occurred_on)) as month, earned.amount,
            earned_amount, max(date_trunc('month', occurred_on)) over (partition by payment_id) as last_month
        from entries inner join marts.fct_earned_entries as earned using (entry_id)
    ),
    at_month_ends as (
        select payment_id, month >= last_month as is_after,
            sum(amount) over (partition by payment_id order by month) as net,
            sum(earned_amount) over (partition by payment_id) as net_at_as_of
        from moved
    )
    select payment_id, list(distinct if(is_after, net, net_at_as_of)) from at_month_ends group by payment_id
"""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[date, tuple[Path, list[histories.Payment]]]:
    """What was published of the histories as of each day, with the histories as they were known then.

    On the second day some prices and currencies are corrected, and some customers are found to have one mailbox.
    """
    home = tmp_path_factory.mktemp("random") / "home"
    payments = histories.draw(SEED)
    emails = {person: f"reader{person}@example.com" for person in range(histories.CUSTOMERS)}
    write_home(home, payments, DAYS[0].isoformat(), emails, histories.subscriptions(SEED))
    run_kith(home, "--as-of", DAYS[0].isoformat())
    first = home.rename(home.with_name("first"))
    changed = histories.corrected(payments, SEED)
    shared = {2 * number: f"reader{2 * number + 1}@example.com" for number in range(MOST_SHARED)}
    write_home(first, changed, DAYS[1].isoformat(), shared)
    second = {payment.name: payment for payment in (*payments, *changed)}
    published = first / "published"
    kept = published.rename(home.parent / "published_first")
    run_kith(first, "--as-of", DAYS[1].isoformat())
    before = home.parent / "before"
    before.mkdir()
    kept.rename(before / "published")
    return {DAYS[0]: (before, payments), DAYS[1]: (first, list(second.values()))}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_booked_and_earned_is_what_the_histories_say(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, payments = homes[day]
    rows = query(
        home,
        """
        select currency, entry_type, sum(amount) * 100, sum(earned_amount) * 100 from marts.fct_earned_entries
        where entry_type in ('list_price', 'discount', 'refund', 'chargeback') group by all
        """,
    )
    assert {
        (currency, kind): int(str(cents).split(".")[0]) for currency, kind, cents, _ in rows if cents
    } == histories.booked(payments, day)
    found = {
        (currency, kind): int(str(cents).split(".")[0])
        for currency, kind, _, cents in rows
        if kind not in ("refund", "chargeback")
    }
    assert found == histories.earned(payments, day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nobody_is_owed_less_than_nothing(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, _ = homes[day]
    below = "select count(*) from marts.rpt_deferred_revenue where opening < 0 or closing < 0"
    assert query(home, below) == [(0,)]
    assert query(home, "select count(*) > 20 and sum(closing) > 0 from marts.rpt_deferred_revenue") == [
        (True,)
    ]
    for entry_types in (
        "('list_price', 'discount', 'refund', 'chargeback')",
        "(select entry_type from marts.fct_ledger_entries)",
    ):
        for prefix in ("", "reporting_"):
            below = BELOW_ZERO.format(entry_types=entry_types, prefix=prefix, local=LOCAL)
            assert query(home, below) == [(0,)], prefix
    assert query(home, "select min(deferred_balance) from marts.fct_customer_value") == [(0,)]
    released = "select count(*) > 40 from marts.fct_ledger_entries where amount = 0 and refund_id is not null"
    assert query(home, released) == [(True,)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_deferred_is_what_is_still_served_and_was_not_given_back(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, payments = homes[day]
    rows = query(
        home,
        """
        select payment_id, sum(earned.amount - earned_amount) * 100
        from marts.fct_ledger_entries inner join marts.fct_earned_entries as earned using (entry_id)
        where earned.entry_type in ('list_price', 'discount', 'refund', 'chargeback') and payment_id is not null
        group by payment_id, earned.currency
        """,
    )
    found = {payment: Fraction(str(cents)) for payment, cents in rows}
    wanted = {payment.name: histories.deferred(payment, day) for payment in payments if payment.day <= day}
    by_months = [payment for payment in payments if payment.subscription and wanted.get(payment.name)]
    won = [payment for payment in payments if payment.given_back(day) != payment.known(day)]
    # price, discount and up to three refunds, and a chargeback, are each cut to whole cents
    off = {name: cents for name, cents in wanted.items() if abs(found[name] - cents) > CENTS_CUT}
    assert (len(wanted) > 1500, len(by_months) > 40, len(won) > 100, off) == (True, True, True, {})


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_came_back_altogether_has_earned_nothing_from_then_on(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, payments = homes[day]
    back = {payment.name for payment in payments if payment.day <= day and payment.came_back(day)}
    stands = dict(query(home, NET_EARNED.format(local=LOCAL)))
    assert (len(back) > 100, {name: stands[name] for name in back if stands[name] != [0]}) == (True, {})


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_customers_share_the_ledger_and_the_bridge_closes(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, _ = homes[day]
    value = (
        "select sum(list_amount_12m - discount_amount_12m - refund_amount_12m) from marts.fct_customer_value"
    )
    bridge = "select sum(net_revenue) from marts.rpt_year_on_year_bridge"
    assert query(home, value) == query(home, bridge)
    open_lines = """
        select count(*) from marts.rpt_year_on_year_bridge
        where net_revenue_before + volume + price + discount + refund <> net_revenue
    """
    assert query(home, open_lines) == [(0,)]
    ledger = """
        select
            (select sum(contribution_profit + deferred_balance) from marts.fct_customer_value)
            - (
                select sum(reporting_amount) from marts.fct_ledger_entries
                where entry_type not in ('tax', 'acquisition_cost', 'ad_revenue')
            )
    """
    assert [float(str(rest)) for (rest,) in query(home, ledger)] == [0.0]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_tier_history_has_no_gap_and_no_overlap(
    homes: dict[date, tuple[Path, list[histories.Payment]]], day: date
) -> None:
    home, _ = homes[day]
    torn = """
        select count(*) from (
            select valid_to, lead(valid_from) over (partition by customer_id order by valid_from) as next_from
            from marts.dim_customer_tier_history
        ) where valid_to is distinct from next_from
    """
    assert query(home, torn) == [(0,)]
    customers = query(home, "select count(*) from marts.dim_customers")
    assert customers == [(histories.CUSTOMERS - (MOST_SHARED if day == DAYS[1] else 0),)]

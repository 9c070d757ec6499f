"""What each person earned by the demo's own arithmetic is what the ledger says of their records, to the cent."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from benchmarks.value.planted import MONTH_ENDS, RESOLVED

# Component of truth/contribution.csv -> entry types and the sign that makes them positive there.
COMPONENTS = {
    "list_amount": (("list_price",), 1),
    "discount_amount": (("discount",), -1),
    "refund_amount": (("refund", "chargeback"), -1),
    "shipping_amount": (("shipping",), 1),
    "cost_of_goods": (("cost_of_goods",), -1),
    "fulfilment_cost": (("fulfilment",), -1),
    "payment_fees": (("payment_fee",), -1),
    "channel_commission": (("channel_commission",), -1),
    "support_cost": (("support_cost",), -1),
    "service_cost": (("service_cost",), -1),
}
CENT = Decimal("0.01")


def differences(home: Path, component: str) -> list[tuple[str, Decimal]]:
    """Persons whose earned amount is a cent or more away from the truth; by their records, so that no link matters.

    Who is in one of the two alone has nothing in the other; a record that the truth does not know is a person too.
    """
    entry_types, sign = COMPONENTS[component]
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(
            f"""
            with records as (
                select person_id, source, record_id from read_csv('{home}/truth/records.csv', all_varchar = true)
                where entity = 'profiles'
            ),
            earned as (
                select coalesce(records.person_id, ledger.source || ' ' || ledger.profile_record_id) as person_id,
                    sum({sign} * earned.earned_reporting_amount) as amount
                from marts.fct_earned_entries as earned
                inner join marts.fct_ledger_entries as ledger on earned.entry_id = ledger.entry_id
                left join records
                    on ledger.source = records.source and ledger.profile_record_id = records.record_id
                where list_contains(?, ledger.entry_type) and ledger.profile_record_id is not null
                group by all
            )
            select coalesce(truth.person_id, earned.person_id) as person_id,
                coalesce(earned.amount, 0) - coalesce(cast(truth.{component} as decimal(18, 4)), 0) as difference
            from read_csv('{home}/truth/contribution.csv', all_varchar = true) as truth
            full join earned on truth.person_id = earned.person_id
            where abs(difference) >= ?
            """,
            [list(entry_types), CENT],
        ).fetchall()


@pytest.mark.parametrize("component", COMPONENTS)
def test_everybody_earned_what_the_demo_planted(demo_home: Path, component: str) -> None:
    assert differences(demo_home, component) == []


def test_money_of_nobody_in_the_truth_is_a_difference(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "records.csv").write_text(
        "source,entity,record_id,person_id\ns,profiles,r1,told\ns,profiles,r2,untold\n"
    )
    (tmp_path / "truth" / "contribution.csv").write_text("person_id,support_cost\ntold,2.00\nsilent,0.01\n")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_ledger_entries as select * from (values ('a', 's', 'r1'), ('b', 's', 'r2'), "
            "('c', 's', 'r3'), ('d', 's', null)) as rows(entry_id, source, profile_record_id), "
            "(select 'support_cost' as entry_type)"
        )
        connection.execute(
            "create table marts.fct_earned_entries as select * from (values ('a', -1.991), ('b', -0.01), ('c', -3), "
            "('d', -5)) as rows(entry_id, earned_reporting_amount)"
        )
    found = {person: float(difference) for person, difference in differences(tmp_path, "support_cost")}
    assert found == {"silent": -0.01, "untold": 0.01, "s r3": 3.0}


@pytest.mark.parametrize("measure", [*COMPONENTS, "contribution_profit"])
def test_customers_found_whole_and_alone_are_worth_what_the_demo_planted(
    demo_home: Path, measure: str
) -> None:
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(RESOLVED.format(home=demo_home))
        ((compared, astray),) = connection.execute(
            f"""
            select count(*), count(*) filter (abs(coalesce(worth.{measure}, 0) - coalesce(truth.{measure}, 0)) >= 0.005)
            from resolved
            left join (
                select person_id, cast({measure} as decimal(18, 4)) as {measure}
                from read_csv('{demo_home}/truth/contribution.csv', all_varchar = true)
            ) as truth on resolved.person_id = truth.person_id
            left join marts.fct_customer_value as worth on resolved.customer_id = worth.customer_id
            """
        ).fetchall()
    assert compared > 200
    assert astray == 0


def test_campaigns_cost_the_starts_they_won_what_the_demo_planted(demo_home: Path) -> None:
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"""
            with planted as (
                select source_code, date_from, subscription_id, cast(acquisition_cost as decimal(18, 4)) as cost
                from read_csv('{demo_home}/truth/acquisition.csv', all_varchar = true)
            ),
            found as (
                select campaigns.source_code, cast(campaigns.date_from as varchar) as date_from,
                    costs.subscription_id, costs.acquisition_cost as cost
                from intermediate.int_offer_costs as costs
                inner join marts.fct_ledger_entries as ledger on costs.entry_id = ledger.entry_id
                inner join intermediate.int_campaign_costs_unioned as campaigns
                    on ledger.source = campaigns.source and ledger.record_id = campaigns.record_id
            )
            select
                (select count(*) from planted),
                (select count(*) from (select * from planted except all select * from found)),
                (select count(*) from (select * from found except all select * from planted))
            """
        ).fetchall()
    assert rows[0][0] > 0
    assert rows[0][1:] == (0, 0)


def test_payments_that_failed_are_recovered_or_not_as_the_demo_planted(demo_home: Path) -> None:
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select truth.paid_on is not null as is_paid, failures.outcome = 'recovered' as is_recovered, count(*)
            from read_csv('{demo_home}/truth/failed_payments.csv', all_varchar = true) as truth
            full join intermediate.int_payment_failures as failures on truth.invoice_id = failures.payment_id
            group by all order by all
            """
        ).fetchall()
    assert [row[:2] for row in rows] == [(False, False), (True, True)]


def tiers_of_cast(home: Path) -> dict[str, tuple[str, str]]:
    """Kind and tier in force of the customer of each planted person, by role."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select people.role, any_value(customers.customer_kind), any_value(customers.value_tier)
            from read_csv('{home}/truth/people.csv', all_varchar = true) as people
            inner join read_csv('{home}/truth/records.csv', all_varchar = true) as records
                on people.person_id = records.person_id
            inner join marts.bridge_customer_records as found
                on records.source = found.source and records.record_id = found.record_id and found.is_current
            inner join marts.dim_customers as customers on found.customer_id = customers.customer_id
            where people.role <> 'crowd' and records.entity = 'profiles'
            group by people.role having count(distinct found.customer_id) = 1
            """
        ).fetchall()
    return {role: (kind, tier) for role, kind, tier in rows}


def test_big_spenders_who_lose_money_are_problem_and_never_ideal(demo_home: Path) -> None:
    """Of the quarter who spend most, at every month-end at which the loss has held at two month-ends running."""
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        losing, problem, ideal = connection.execute(
            MONTH_ENDS
            + """
            select count(*), count(*) filter (value_tier = 'problem'), count(*) filter (value_tier = 'ideal')
            from judged where contribution < 0 and contribution_before < 0 and spending_rank >= 0.75
            """
        ).fetchall()[0]
        ((spells,),) = connection.execute(
            "select list(tiers.value_tier order by tiers.valid_from) from marts.dim_customer_tier_history as tiers "
            "inner join marts.dim_customers as customers on tiers.customer_id = customers.customer_id "
            "where customers.full_name = 'Barnaby Spendlove'"
        ).fetchall()
    assert losing > 20
    assert problem >= 0.95 * losing
    assert ideal == 0
    assert spells == ["new", "problem"]


def test_nobody_who_earns_us_money_is_a_loss_maker(demo_home: Path) -> None:
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        earning, problem = connection.execute(
            MONTH_ENDS
            + """
            select count(*), count(*) filter (value_tier = 'problem')
            from judged where contribution >= 0 and contribution_before >= 0
            """
        ).fetchall()[0]
    assert earning > 500
    assert problem == 0


def test_terms_paid_ahead_gifts_and_seats_are_in_the_tiers_of_who_earns(demo_home: Path) -> None:
    tiers = tiers_of_cast(demo_home)
    assert tiers["two_year"][1] in ("ideal", "core", "potential")
    readers = ("niece", "print_receiver", "seat_1", "seat_2", "seat_3")
    assert {role: tiers[role] for role in readers} == dict.fromkeys(readers, ("person", "beneficiary"))
    # Ten copies are paid by a firm, and ranked among firms.
    assert tiers["corporate"][0] == tiers["organisation"][0] == "organisation"

"""What each person earned by the demo's own arithmetic is what the ledger says of their records, to the cent."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

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
    """Persons whose earned amount is a cent or more away from the truth; by their records, so that no link matters."""
    entry_types, sign = COMPONENTS[component]
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(
            f"""
            with records as (
                select person_id, source, record_id from read_csv('{home}/truth/records.csv', all_varchar = true)
                where entity = 'profiles'
            ),
            earned as (
                select records.person_id, sum({sign} * earned.earned_reporting_amount) as amount
                from marts.fct_earned_entries as earned
                inner join marts.fct_ledger_entries as ledger on earned.entry_id = ledger.entry_id
                inner join records
                    on ledger.source = records.source and ledger.profile_record_id = records.record_id
                where list_contains(?, ledger.entry_type)
                group by records.person_id
            )
            select truth.person_id, coalesce(earned.amount, 0) - cast(truth.{component} as decimal(18, 4)) as difference
            from read_csv('{home}/truth/contribution.csv', all_varchar = true) as truth
            left join earned on truth.person_id = earned.person_id
            where abs(difference) >= ?
            """,
            [list(entry_types), CENT],
        ).fetchall()


@pytest.mark.parametrize("component", COMPONENTS)
def test_everybody_earned_what_the_demo_planted(demo_home: Path, component: str) -> None:
    assert differences(demo_home, component) == []


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

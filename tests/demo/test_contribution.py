"""The planted worth: worked by hand for single people, tied out for all."""

from decimal import Decimal
from itertools import pairwise

import pytest

from kith.demo import catalogue, contribution, ledger
from tests.demo.conftest import World


def amount(row: dict[str, str], name: str) -> Decimal:
    return Decimal(row[name])


def test_components_make_the_contribution_of_everybody(world: World) -> None:
    for row in world.truth("contribution"):
        income = sum(amount(row, name) for name in contribution.INCOME)
        costs = sum(amount(row, name) for name in contribution.COMPONENTS if name not in contribution.INCOME)
        assert amount(row, "contribution_profit") == income - costs


def test_everybody_stands_once_in_contribution(world: World) -> None:
    assert [row["person_id"] for row in world.truth("contribution")] == [
        row["person_id"] for row in world.truth("people")
    ]


def test_amounts_are_exact_decimals(world: World) -> None:
    for row in world.truth("contribution"):
        assert all(
            Decimal(row[name]).as_tuple().exponent == -4
            for name in (*contribution.COMPONENTS, *contribution.TOTALS)
        )


def test_the_trialist_has_paid_nothing_and_been_served(world: World) -> None:
    row = world.contribution("trialist")
    assert amount(row, "list_amount") == 0
    # Nine days of June, from the 22nd, of a month that costs 40 pence.
    assert amount(row, "service_cost") == Decimal("0.1200")


def test_a_shop_order_by_hand(world: World) -> None:
    """The opted-out reader bought one linen tote: 18.00, tax 3.60 on top, 3.95 for post, 5.60 to make."""
    row = world.contribution("opted_out")
    expected = {
        "list_amount": "18.0000", "shipping_amount": "3.9500", "cost_of_goods": "5.6000",
        "fulfilment_cost": "3.0000",  # an order 2.40, a line 0.60
        "payment_fees": "0.7110",  # two per cent of 25.55, and 20 pence
        "contribution_profit": "12.6390",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_print_term_by_hand(world: World) -> None:
    """Four issues a year from 20 January 2025, two years for 93.60: six of eight issues are out by June 2026."""
    row = world.contribution("two_year")
    days = 730
    out = [day for day in (days * issue // 8 for issue in range(8)) if day <= 526]
    assert len(out) == 6
    # Each month is cut to the penny: six issues in six months of 11.70 each.
    assert amount(row, "list_amount") == 6 * Decimal("11.70")


def test_a_paused_print_term_by_hand(world: World) -> None:
    """Twelve issues a year for 78.00 from 10 March 2026: four are out when a pause begins on 18 June, day 100."""
    row = world.contribution("paused")
    issues_out = [day for day in (365 * issue // 12 for issue in range(12)) if day < 100]
    assert len(issues_out) == 4
    assert amount(row, "list_amount") == 4 * Decimal("6.50")


def test_a_bundle_by_hand(world: World) -> None:
    """99.00 a year is 34.65 of Field Notes and 64.35 of Garden & Gable; a year is out and five issues of the next."""
    assert amount(world.contribution("bundle"), "list_amount") == 99 + Decimal("14.43") + Decimal("26.81")


def test_a_refund_leaves_only_costs_and_a_cent_at_most_until_the_term_is_over(world: World) -> None:
    row = world.contribution("refunder")
    kept = amount(row, "list_amount") - amount(row, "refund_amount")
    assert amount(row, "list_amount") > 0
    assert Decimal("-0.01") <= kept <= 0
    assert amount(row, "contribution_profit") == kept - amount(row, "payment_fees") - amount(
        row, "service_cost"
    )


def test_a_returned_line_gives_its_goods_back_only_when_restocked(world: World) -> None:
    """The big spender's returns go to waste: 48 orders' goods stay a cost."""
    row = world.contribution("big_spender")
    prices = {item["variant_id"]: int(item["unit_cost"] or 0) for item in catalogue.goods()}
    assert amount(row, "cost_of_goods") == 24 * sum(
        prices[item] for item in ("8002", "8002", "8009", "8012")
    ) / Decimal(100)


def test_booked_list_money_equals_the_invoices_in_landing(world: World) -> None:
    """Σ of list, discount and tax over paid invoice lines is Σ of totals over paid invoices, per currency."""
    rows = world.query(
        f"""
        with invoices as (select item from {world.objects("stripe/invoices_*.jsonl")} where item->>'$.status' = 'paid'),
        lines as (
            select item->>'$.currency' as currency, unnest(from_json(item->'$.lines.data', '["json"]')) as line
            from invoices
        ),
        added as (
            select currency, sum((line->>'$.amount')::bigint)
                - coalesce(sum((line->>'$.discount_amounts[0].amount')::bigint), 0)
                + coalesce(sum(coalesce((line->>'$.taxes[0].amount'),
                    (line->>'$.tax_amounts[0].amount'))::bigint), 0) as added
            from lines group by currency
        ),
        totals as (
            select item->>'$.currency' as currency, sum((item->>'$.total')::bigint) as total from invoices group by 1
        )
        select currency, added, total from added join totals using (currency) order by 1
        """
    )
    assert [currency for currency, _, _ in rows] == ["eur", "gbp", "usd"]
    # Tax is rounded once an invoice and once a line: they agree because only single lines are taxed with a remainder.
    assert all(abs(int(str(added)) - int(str(total))) <= 5 for _, added, total in rows)


def test_fees_in_landing_are_the_fees_of_the_charges(world: World) -> None:
    rows = world.query(
        f"""
        select count(*), count(*) filter (txn.item->>'$.amount' = charge.item->>'$.amount')
        from {world.objects("stripe/charges_*.jsonl")} as charge
        join {world.objects("stripe/balance_transactions_*.jsonl")} as txn
            on txn.item->>'$.source' = charge.item->>'$.id'
        """
    )
    assert rows[0][0] == rows[0][1] != 0


def test_rates_of_the_arithmetic_are_those_of_the_cost_files(world: World) -> None:
    fees = {
        row.split(",")[0]: row.split(",")[2:4] for row in catalogue.COSTS["payment_fees"].splitlines()[1:]
    }
    assert fees == {"*": ["0.0200", "0.20"], "direct_debit": ["0.0100", "0.10"], "cheque": ["0.0000", "0.50"]}
    for method, (share, fixed) in fees.items():
        case = f"select {ledger.FEE_SHARE.format(repr(method))}, {ledger.FEE_FIXED.format(repr(method))}"
        assert world.query(case) == [(int(Decimal(share) * 10_000), int(Decimal(fixed) * 10_000))]
    for row in catalogue.COSTS["channel_commissions"].splitlines()[1:]:
        channel, rate, _ = row.split(",")
        assert world.query(f"select {ledger.COMMISSION.format(repr(channel))}") == [
            (int(Decimal(rate) * 10_000),)
        ]
    for row in catalogue.COSTS["support_costs"].splitlines()[1:]:
        channel, rate, *_ = row.split(",")
        assert world.query(f"select {ledger.SUPPORT_MINUTE.format(repr(channel))}") == [
            (int(Decimal(rate) * 10_000),)
        ]


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_rates_are_dated_daily_and_move(world: World, currency: str) -> None:
    lines = (world.home / "landing" / "rates.csv").read_text().splitlines()[1:]
    rates = [Decimal(line.split(",")[2]) for line in lines if line.split(",")[1] == currency]
    assert len(rates) == len({line.split(",")[0] for line in lines}) > 1095
    assert all(abs(first - second) < Decimal("0.01") for first, second in pairwise(rates))
    assert len(set(rates)) > 500

"""Mailings that cost money and cards that fail at first: planted, and in nobody's earned money."""

from collections import defaultdict
from decimal import Decimal

from kith.demo.campaigns import CODES, EURO_CODE
from tests.demo.conftest import World


def costs(world: World) -> dict[tuple[str, str], tuple[Decimal, str]]:
    """Amount and currency of each mailing, by code and first day."""
    rows = world.query(
        "select source_code, date_from, amount, currency "
        f"from read_csv('{world.home}/landing/bureau/campaigns_*.csv', all_varchar = true)"
    )
    return {
        (str(code), str(first)): (Decimal(str(amount)), str(money)) for code, first, amount, money in rows
    }


def test_every_mailing_is_borne_by_those_it_won_or_by_nobody(world: World) -> None:
    shares: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in world.truth("acquisition"):
        shares[row["source_code"], row["date_from"]].append(row)
    planted = costs(world)
    assert set(shares) == set(planted)
    assert len(planted) == 6 * len(CODES)
    for key, (amount, currency) in planted.items():
        borne = [Decimal(row["acquisition_cost"]) for row in shares[key]]
        assert currency == ("EUR" if key[0] == EURO_CODE else "GBP")
        assert sum(borne) == amount or currency == "EUR"
        assert max(borne) - min(borne) < Decimal("0.01") * len(borne)
        # A whole cost without a person is one that won nobody.
        assert all(row["person_id"] for row in shares[key]) or len(borne) == 1


def test_starts_carry_the_code_of_the_mailing_that_won_them(world: World) -> None:
    codes = dict(world.query(f"select distinct order_no, source_code from {world.bureau()}"))
    won = [row for row in world.truth("acquisition") if row["subscription_id"]]
    assert len(won) > 5
    assert all(codes[row["subscription_id"]] == row["source_code"] for row in won)


def test_mailings_are_answered_after_the_days_of_their_cost(world: World) -> None:
    ((late,),) = world.query(
        f"""
        select count(distinct order_no)
        from {world.bureau()} as bureau
        inner join read_csv('{world.home}/truth/acquisition.csv', all_varchar = true) as won
            on order_no = won.subscription_id
        inner join read_csv('{world.home}/landing/bureau/campaigns_*.csv', all_varchar = true) as costs
            on won.source_code = costs.source_code and won.date_from = costs.date_from
        where first_sold > date_to
        """
    )
    assert late != 0


def test_a_card_that_fails_at_first_is_tried_before_it_pays_and_takes_nothing(world: World) -> None:
    (counts,) = world.query(
        f"""
        with charges as (select item from {world.objects("stripe/charges_*.jsonl")}),
        paid as (
            select item->>'$.payment_intent' as intent, any_value((item->>'$.created')::bigint) as paid_at
            from charges where item->>'$.status' = 'succeeded' group by 1
        )
        select count(*), count(*) filter (paid_at - (item->>'$.created')::bigint between 86400 and 12 * 86400),
            sum((item->>'$.amount_captured')::bigint)
        from charges join paid on item->>'$.payment_intent' = intent
        where item->>'$.status' = 'failed'
        """
    )
    planted = [row for row in world.truth("failed_payments") if row["paid_on"]]
    assert counts == (len(planted), len(planted), 0)
    assert 0 < len(planted) < len(world.truth("failed_payments"))

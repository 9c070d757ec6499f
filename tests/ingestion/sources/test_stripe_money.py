"""Stripe's invoices, their lines, refunds and disputes in staging, exact values from samples/stripe."""

from datetime import datetime
from decimal import Decimal

AMOUNTS = ("list_amount", "discount_amount", "tax_amount", "shipping_amount", "paid_amount")


def decimals(*amounts: str) -> tuple[Decimal, ...]:
    """The amounts as decimals."""
    return tuple(Decimal(amount) for amount in amounts)


def test_tax_that_prices_contain_is_stripped_from_list_discount_and_paid(staged):
    assert staged("stg_stripe__payments", *AMOUNTS)["in_half"] == decimals("10", "5", "1", "0", "5")


def test_tax_on_top_and_shipping_are_left_out_of_the_paid_amount(staged):
    assert staged("stg_stripe__payments", *AMOUNTS)["in_switch"] == decimals("8", "0", "1.60", "3.50", "8")


def test_older_shape_gives_the_same_amounts(staged):
    rows = staged("stg_stripe__payments", *AMOUNTS, "subscription_id", "discount_code")
    assert rows["in_older"] == (*decimals("90", "5", "17", "0", "85"), "sub_older", "FIVER")


def test_minor_units_follow_the_currency(staged):
    rows = staged("stg_stripe__payments", "paid_amount", "currency")
    assert rows["in_yen"] == (Decimal(980), "JPY")
    assert rows["in_dinar"] == (Decimal("5.12"), "KWD")


def test_only_paid_invoices_are_paid(staged):
    statuses = {key: row[0] for key, row in staged("stg_stripe__payments", "status").items()}
    assert {key for key, status in statuses.items() if status == "paid"} == {
        *("in_half", "in_switch", "in_yen", "in_dinar", "in_long", "in_older", "in_cash", "in_silent"),
        *("ch_gift_older", "ch_lost_invoice", "ch_link"),
    }
    assert statuses["in_failed"] == statuses["in_lost"] == "failed"
    assert (statuses["in_void"], statuses["in_draft"]) == ("void", "pending")


def test_fee_is_found_through_the_payment_intent_the_charge_or_the_invoice_payment(staged):
    rows = staged("stg_stripe__payments", "fee_amount", "payment_method")
    assert rows["in_half"] == (Decimal("0.29"), "card")
    assert rows["in_older"] == (Decimal("1.73"), "card")
    assert rows["in_switch"] == (None, "sepa_debit")


def test_fee_taken_in_another_currency_comes_back_at_the_vendors_own_rate(staged):
    assert staged("stg_stripe__payments", "fee_amount", "payment_method")["in_yen"] == (Decimal(68), "link")


def test_money_outside_stripe_and_credit_balances_cost_no_fee(staged):
    rows = staged("stg_stripe__payments", "fee_amount", "payment_method")
    assert rows["in_cash"] == rows["in_dinar"] == (Decimal(0), "out_of_band")
    assert rows["in_long"][0] == 0


def test_paid_at_is_when_it_was_paid(staged):
    assert staged("stg_stripe__payments", "paid_at")["in_half"] == (datetime(2026, 1, 1, 1),)


def test_line_carries_its_period_issues_and_code(staged):
    columns = (
        "subscription_id",
        "product_id",
        "period_start_at",
        "period_end_at",
        "issue_count",
        "discount_code",
    )
    assert staged("stg_stripe__payment_lines", *columns)["in_half:il_half"] == (
        *("sub_daily", "prod_daily", datetime(2026, 1, 1), datetime(2026, 2, 1)),
        *(26, "SPRING"),
    )


def test_change_of_plan_is_a_credit_and_a_charge_and_a_gift_to_the_fund_has_no_period(staged):
    rows = staged("stg_stripe__payment_lines", "line_kind", "product_id", "line_amount", "period_start_at")
    changed_at = datetime(2026, 1, 15)
    assert rows["in_switch:il_credit"] == ("proration", "prod_daily", Decimal(-6), changed_at)
    assert rows["in_switch:il_charge"] == ("proration", "prod_weekly", Decimal(9), changed_at)
    assert rows["in_switch:il_gift"] == ("donation", "prod_fund", Decimal(5), None)


def test_lines_of_a_paid_invoice_add_up_to_it_even_where_the_list_was_cut(staged):
    payments = staged("stg_stripe__payments", "paid_amount")
    totals: dict[str, Decimal] = {}
    for payment, amount in staged("stg_stripe__payment_lines", "payment_id", "line_amount").values():
        totals[payment] = totals.get(payment, Decimal(0)) + amount
    assert totals == {payment: payments[payment][0] for payment in totals}
    assert staged("stg_stripe__payment_lines", "line_amount")["in_long:rest"] == (Decimal(20),)


def test_partial_refunds_share_the_tax_and_together_give_all_of_it_back(staged):
    rows = staged("stg_stripe__refunds", "payment_id", "amount", "tax_amount")
    assert rows["re_first"] == ("in_half", Decimal("2.50"), Decimal("0.42"))
    assert rows["re_second"] == ("in_half", Decimal("3.50"), Decimal("0.58"))


def test_refund_inside_an_older_charge_counts_once(staged):
    rows = staged("stg_stripe__refunds", "payment_id", "refund_kind", "amount", "tax_amount")
    assert rows["re_older"] == ("in_older", "refund", Decimal(102), Decimal(17))


def test_lost_dispute_is_a_chargeback_with_its_fee_and_the_others_are_nothing(staged):
    rows = staged("stg_stripe__refunds", "refund_kind", "amount", "fee_amount", "currency")
    assert rows["dp_lost"] == ("chargeback", Decimal(980), Decimal(4000), "JPY")
    assert not {"dp_won", "dp_inquiry", "re_failed"} & set(rows)


def test_credit_note_counts_as_far_as_no_refund_pays_it_out_and_only_on_paid_invoices(staged):
    rows = staged("stg_stripe__refunds", "refund_kind", "amount", "tax_amount", "payment_id")
    assert rows["cn_switch"] == ("credit_note", Decimal("1.09"), Decimal("0.18"), "in_switch")
    assert not {"cn_unpaid", "cn_void"} & set(rows)


def test_charge_that_no_invoice_claims_is_a_payment_of_its_own_in_both_shapes(staged):
    rows = staged("stg_stripe__payments", "profile_record_id", *AMOUNTS, "fee_amount", "currency", "paid_at")
    assert rows["ch_gift_older"] == (
        *("cus_acme", *decimals("50", "0", "0", "0", "50", "0.95"), "GBP"),
        datetime(2022, 12, 2, 1),
    )
    assert rows["ch_link"][:6] == ("cus_john", *decimals("3", "0", "0", "0", "3"))
    assert rows["ch_lost_invoice"][5] == Decimal(7)
    assert not {"ch_half", "ch_yen", "ch_switch", "ch_older", "ch_hold", "ch_link_declined"} & set(rows)


def test_invoice_that_tells_nothing_of_its_payments_claims_the_charge_next_to_its_day(staged):
    """Without `expand` today's invoices name no payment: their charges would count a second time."""
    rows = staged("stg_stripe__payments", "paid_amount", "fee_amount")
    assert rows["in_silent"] == decimals("4", "0.26")
    assert "ch_silent" not in rows


def test_refund_points_to_the_charge_where_no_invoice_claims_it_and_a_hold_given_up_is_none(staged):
    rows = staged("stg_stripe__refunds", "payment_id", "profile_record_id", "amount", "tax_amount")
    assert rows["re_gift_older"] == ("ch_gift_older", "cus_acme", *decimals("20", "0"))
    assert rows["re_link"] == ("ch_link", "cus_john", *decimals("1", "0"))
    assert rows["re_of_no_file"][:3] == ("ch_of_no_file", None, Decimal(9))
    assert "re_hold" not in rows


def test_every_object_and_nested_list_is_read_into_its_table(rows_read):
    read = rows_read("stripe")
    assert (read["subscriptions"], read["subscription_items"]) == (7, 8)
    assert (read["invoices"], read["invoice_lines"]) == (12, 7)
    assert (read["charges"], read["charge_refunds"], read["refunds"]) == (11, 3, 6)

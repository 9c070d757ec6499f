"""The arithmetic of a customer's profit: right to the cent as it is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kith.customer_view.arithmetic import COMPONENTS, arithmetic_line

MINUS = "\N{MINUS SIGN}"


def value(total: str, **parts: str) -> dict[str, Decimal]:
    """A row of fct_customer_value: components not named are zero."""
    row = {name: Decimal(parts.get(name, "0")) for name, _, _ in COMPONENTS}
    return row | {"contribution_profit": Decimal(total)}


def test_the_arithmetic_is_printed_to_the_cent() -> None:
    row = value("196.0000", list_amount="204.0000", cost_of_goods="8.0000")
    assert arithmetic_line(row, "GBP") == f"204.00 list price {MINUS} 8.00 goods = 196.00 GBP"


def test_a_loss_and_nothing_are_printed() -> None:
    assert (
        arithmetic_line(value("-8.0000", cost_of_goods="8.0000"), "EUR")
        == f"{MINUS} 8.00 goods = {MINUS}8.00 EUR"
    )
    assert arithmetic_line(value("0"), "GBP") == "0.00 GBP"


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("9.9850", {"list_amount": "10.0000", "payment_fees": "0.0050", "service_cost": "0.0100"}),
        ("-0.0150", {"payment_fees": "0.0050", "service_cost": "0.0050", "support_cost": "0.0050"}),
        ("0.9999", {"list_amount": "1.2345", "discount_amount": "0.1173", "refund_amount": "0.1173"}),
        ("33.3300", {"list_amount": "33.3349", "shipping_amount": "0.0049", "support_cost": "0.0098"}),
    ],
)
def test_the_printed_parts_always_add_up(total: str, parts: dict[str, str]) -> None:
    line = arithmetic_line(value(total, **parts), "GBP")
    left, right = (
        line.replace(f"{MINUS} ", "-").replace(MINUS, "-").replace("+ ", "").removesuffix(" GBP").split(" = ")
    )
    numbers = [Decimal(word) for word in left.split() if word.lstrip("-")[:1].isdigit()]
    assert sum(numbers) == Decimal(right)


def test_a_row_that_does_not_tie_out_is_not_made_to() -> None:
    line = arithmetic_line(value("5.0000", list_amount="10.0000"), "GBP")
    assert line == "10.00 list price = 5.00 GBP"

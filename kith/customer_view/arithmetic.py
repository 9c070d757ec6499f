"""The line of arithmetic that explains a contribution, which adds up as printed, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_MINUS = "\N{MINUS SIGN}"

# Component of fct_customer_value, its sign in the contribution, and the word for it.
COMPONENTS = (
    ("list_amount", 1, "list price"),
    ("discount_amount", -1, "discount"),
    ("refund_amount", -1, "refunds"),
    ("shipping_amount", 1, "shipping"),
    ("cost_of_goods", -1, "goods"),
    ("fulfilment_cost", -1, "fulfilment"),
    ("payment_fees", -1, "payment fees"),
    ("channel_commission", -1, "commission"),
    ("support_cost", -1, "support"),
    ("service_cost", -1, "serving"),
)


def arithmetic_line(value: Mapping[str, Decimal], currency: str, suffix: str = "") -> str:
    """'204.00 list price + 4.00 shipping = 208.00 GBP' out of a row of fct_customer_value.

    `suffix` is '' for the lifetime or '_12m'. Parts that are zero are left out. Amounts have four decimals
    and are printed with two: cents that rounding loses go to the parts that it changed most. Without parts: '0.00 GBP'.
    """
    total = value[f"contribution_profit{suffix}"].quantize(_CENT, ROUND_HALF_UP)
    exact = {word: sign * value[f"{name}{suffix}"] for name, sign, word in COMPONENTS}
    parts = {word: amount for word, amount in _rounded_to(exact, total).items() if amount}
    text = "".join(
        f" {_MINUS if amount < 0 else '+'} {abs(amount):,.2f} {word}" for word, amount in parts.items()
    )
    sum_text = f"{total:,.2f} {currency}".replace("-", _MINUS).rstrip()
    if not parts:
        return sum_text
    return f"{text.removeprefix(' + ').removeprefix(' ')} = {sum_text}"


def _rounded_to(exact: dict[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    """Amounts in whole cents that sum to `total`.

    More than a cent a part is no rounding: then the row does not tie out, and the line shows it.
    """
    rounded = {word: amount.quantize(_CENT, ROUND_HALF_UP) for word, amount in exact.items()}
    missing = total - sum(rounded.values())
    if abs(missing) > _CENT * len(exact):
        return rounded
    step = _CENT if missing > 0 else -_CENT
    by_loss = sorted(
        (word for word in exact if exact[word]),
        key=lambda word: (rounded[word] - exact[word]) * (1 if step > 0 else -1),
    )
    for word in by_loss[: int(missing / step)]:
        rounded[word] += step
    return rounded

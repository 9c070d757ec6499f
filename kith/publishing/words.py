"""Numbers, amounts and days as people write them on a page."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
_MINUS = "\N{MINUS SIGN}"


def rounded(amount: Decimal | float) -> int:
    """The nearest whole number; halves go up, as people round."""
    return int(Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def count_text(number: int) -> str:
    """1234 as '1,234', with a true minus sign."""
    return f"{number:,}".replace("-", _MINUS)


def delta_text(number: int) -> str:
    """A difference with its sign; '±0' for none."""
    return f"+{number:,}" if number > 0 else count_text(number) if number else "±0"


def percent_text(share: float) -> str:
    """0.426 as '43%'; a share that rounds to nothing has no sign."""
    return f"{count_text(round(100 * share))}%"


def rate_text(rate: Decimal | float) -> str:
    """0.0243 as '2.4%': for rates of which a whole percent is half or double."""
    return f"{(100 * Decimal(rate)).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"


def money_text(amount: Decimal | float, currency: str) -> str:
    """A whole amount, its sign before the symbol."""
    whole = rounded(amount)
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return f"{_MINUS if whole < 0 else ''}{symbol}{abs(whole):,}"


def decided_text(reason: str, tier: str | None, day: str) -> str:
    """A mart's reason of a tier beside that tier: the day on which it was decided for the tier that it begins with."""
    return f"on {day}: {reason.removeprefix(f'{tier}: ')}"


def day_text(day: date) -> str:
    """'30 June 2026'."""
    return f"{day.day} {day:%B %Y}"

"""Random histories of paying customers, as files of a home, and the money in them by plain arithmetic.

Data flow: a seed -> payments with their refunds -> landing files of two days, in no order -> what was booked and earned
by a day. It shares no code with the models.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path

FIRST_DAY = date(2024, 1, 1)
DAYS = 880
CUSTOMERS = 700
CURRENCIES = ("GBP", "GBP", "EUR", "USD")
TERMS = (0, 1, 28, 31, 90, 365, 366, 730)
CHANNELS = ("direct", "direct", "app_store")

FEEDS = """
reporting_currency: GBP
reporting_timezone: UTC
rates: landing/rates.csv
sources:
  - name: books
    feed: subscriptions
    connector: files
    files:
      - path: landing/profiles_*.csv
        entity: profiles
        columns: {record_id: person, email: email, full_name: name, updated_at: day}
      - path: landing/payments_*.csv
        entity: payments
        columns: {payment_id: payment, profile_record_id: person, paid_at: day, list_amount: list,
                  discount_amount: discount, paid_amount: paid, fee_amount: fee, currency: currency,
                  status: "'paid'", title: title, sales_channel: channel}
      - path: landing/lines_*.csv
        entity: payment_lines
        columns: {payment_id: payment, line_id: "'1'", line_kind: "'term'", period_start_at: start, period_end_at: end,
                  issue_count: issues, list_amount: list, discount_amount: discount, tax_amount: "'0'",
                  line_amount: paid, currency: currency}
      - path: landing/refunds_*.csv
        entity: refunds
        columns: {refund_id: refund, payment_id: payment, profile_record_id: person, refunded_at: day, amount: amount,
                  tax_amount: "'0'", shipping_amount: "'0'", fee_amount: "'0'", currency: currency}
"""


@dataclass(frozen=True)
class Refund:
    """Money given back; cents."""

    name: str
    day: date
    cents: int


@dataclass(frozen=True)
class Payment:
    """One payment with its one line; cents. issues: None where the term is earned by day."""

    name: str
    person: int
    day: date
    start: date
    end: date
    issues: int | None
    list_cents: int
    discount_cents: int
    currency: str
    fee_cents: int
    channel: str
    refunds: tuple[Refund, ...]

    @property
    def paid_cents(self) -> int:
        """What was paid for it."""
        return self.list_cents - self.discount_cents

    @property
    def ended(self) -> date | None:
        """The day from which on nothing is served any more: all that was left, or all that was paid, came back."""
        given, parts = 0, Fraction(0)
        for refund in sorted(self.refunds, key=lambda refund: (refund.day, refund.name)):
            if refund.day >= self.day:
                given += refund.cents
                left = ceil(self.paid_cents * _left(self, refund.day))
                parts += min(Fraction(1), Fraction(refund.cents, left)) if left else 0
                if given >= self.paid_cents or parts >= 1:
                    return refund.day
        return None

    def came_back(self, until: date) -> bool:
        """Whether all that was paid came back by the end of a day, and none of it before it was paid."""
        given = sum(refund.cents for refund in self.refunds if self.day <= refund.day <= until)
        return bool(self.refunds) and given == self.paid_cents

    def earned(self, cents: int, until: date) -> int:
        """Of an amount of its line, what is earned before the midnight that ends `until`."""
        ended = self.ended
        if ended and ended <= until:
            return cents
        days = (self.end - self.start).days
        gone = (until - self.start).days + 1
        if days <= 0 or gone >= days:
            return cents if self.day <= until else 0
        if gone <= 0:
            return 0
        if self.issues is None:
            return cents * gone // days
        out = sum(1 for issue in range(self.issues) if issue * days // self.issues < gone)
        return cents if out == self.issues else cents * out // self.issues


def draw(seed: int) -> list[Payment]:
    """Histories of all customers: terms that begin late, are free, overlap, are given back in parts or in full.

    Exchange rates move every day, and a fee may be more than was paid.
    """
    chance = random.Random(seed)
    return [
        _payment(chance, f"p{person}-{number}", person)
        for person in range(CUSTOMERS)
        for number in range(chance.randint(1, 6))
    ]


def _payment(chance: random.Random, name: str, person: int) -> Payment:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    start = day + timedelta(days=chance.choice((0, 0, 0, 5, 40)))
    end = start + timedelta(days=chance.choice(TERMS))
    days = (end - start).days
    issues = chance.choice((2, 4, 10, 12)) if days >= 90 and chance.random() < 0.4 else None
    listed = chance.choice((1, 99, 700, 1999, 4999, 12000, 36500))
    discount = chance.choice((0, 0, 0, listed // 3, listed // 2, listed))
    left, refunds = listed - discount, []
    for number in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        cents = left if chance.random() < 0.4 else chance.randint(0, left)
        if cents:
            refunds.append(Refund(f"r-{name}-{number}", day + timedelta(days=chance.randrange(400)), cents))
            left -= cents
    fee = chance.choice((0, 20 + (listed - discount) * 3 // 200, 30 + (listed - discount) * 29 // 1000))
    currency, channel = chance.choice(CURRENCIES), chance.choice(CHANNELS)
    return Payment(
        name, person, day, start, end, issues, listed, discount, currency, fee, channel, tuple(refunds)
    )


def corrected(payments: Iterable[Payment], seed: int) -> list[Payment]:
    """The payments of which the source says something else a day later: another price, another currency."""
    chance = random.Random(seed)
    changed = []
    for payment in payments:
        if not payment.refunds and chance.random() < 0.05:
            currency = chance.choice(CURRENCIES)
            changed.append(replace(payment, list_cents=payment.list_cents + 1234, currency=currency))
    return changed


def write_home(home: Path, payments: Iterable[Payment], day: str, emails: Mapping[int, str]) -> None:
    """Write the files of a day, rows in no order; refunds stand in files whose names come before the payments'."""
    landing = home / "landing"
    landing.mkdir(parents=True, exist_ok=True)
    (home / "feeds.yml").write_text(FEEDS)
    chance = random.Random(day)
    mixed = chance.sample(list(payments), k=len(list(payments)))
    people = [
        {"person": f"c{person}", "email": email, "name": f"Reader Number{person}", "day": day}
        for person, email in emails.items()
    ]
    _write(landing / f"profiles_{day}.csv", people)
    _write(landing / f"payments_{day}.csv", [_columns(payment) for payment in mixed])
    _write(landing / f"lines_{day}.csv", [_columns(payment) for payment in reversed(mixed)])
    refunds = [
        {
            "refund": refund.name, "payment": payment.name, "person": f"c{payment.person}",
            "day": refund.day.isoformat(), "amount": _money(refund.cents), "currency": payment.currency,
        }
        for payment in mixed
        for refund in payment.refunds
    ]  # fmt: skip
    if refunds:
        _write(landing / f"refunds_{day}.csv", refunds)
    every_day = [FIRST_DAY + timedelta(days=number) for number in range(-1, DAYS + 400)]
    _write(
        landing / "rates.csv",
        [
            {"rate_date": rated.isoformat(), "currency": currency, "rate": f"{rate + rated.day / 300:.6f}"}
            for rated in every_day
            for currency, rate in (("EUR", 0.8512), ("USD", 0.7431))
        ],
    )


def _columns(payment: Payment) -> dict[str, str]:
    has_period = payment.end > payment.start
    return {
        "payment": payment.name, "person": f"c{payment.person}", "day": payment.day.isoformat(),
        "start": payment.start.isoformat() if has_period else "", "end": payment.end.isoformat() if has_period else "",
        "issues": str(payment.issues or ""), "list": _money(payment.list_cents),
        "discount": _money(payment.discount_cents), "paid": _money(payment.paid_cents), "currency": payment.currency,
        "title": "The Weekly", "fee": _money(payment.fee_cents), "channel": payment.channel,
    }  # fmt: skip


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def booked(payments: Iterable[Payment], until: date) -> dict[tuple[str, str], int]:
    """Cents booked up to a day, by currency and entry type."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for payment in payments:
        if payment.day <= until:
            sums[payment.currency, "list_price"] += payment.list_cents
            sums[payment.currency, "discount"] -= payment.discount_cents
        for refund in payment.refunds:
            if refund.day <= until:
                sums[payment.currency, "refund"] -= refund.cents
    return {key: cents for key, cents in sums.items() if cents}


def earned(payments: Iterable[Payment], until: date) -> dict[tuple[str, str], int]:
    """Cents of list prices and discounts earned up to a day, by currency and entry type."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for payment in payments:
        if payment.day <= until:
            sums[payment.currency, "list_price"] += payment.earned(payment.list_cents, until)
            sums[payment.currency, "discount"] += payment.earned(-payment.discount_cents, until)
    return {key: cents for key, cents in sums.items() if cents}


def deferred(payment: Payment, until: date) -> Fraction:
    """Cents of what was paid that are still to be served after a day and were not given back, unrounded.

    Each refund ends the part of the service that its money pays for, of all of it that was left on its day.
    """
    kept = Fraction(1)
    for refund in sorted(payment.refunds, key=lambda refund: (refund.day, refund.name)):
        left = _left(payment, refund.day)
        if payment.day <= refund.day <= until and left and payment.paid_cents:
            kept = max(Fraction(0), kept - Fraction(refund.cents) / (payment.paid_cents * left))
    return payment.paid_cents * _left(payment, until + timedelta(days=1)) * kept


def _left(payment: Payment, day: date) -> Fraction:
    """The part of a service that is left at the midnight that starts a day."""
    days, gone = (payment.end - payment.start).days, (day - payment.start).days
    if payment.issues is None:
        return Fraction(days - min(max(gone, 0), days), max(days, 1))
    out = sum(1 for issue in range(payment.issues) if issue * days // payment.issues < gone)
    return Fraction(payment.issues - out, payment.issues)

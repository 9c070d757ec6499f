"""Random histories of paying customers, and the money in them by plain arithmetic.

Data flow: a seed -> payments with their refunds, some of subscriptions -> what was booked and earned by a day; written
as landing files by random_history_files. It shares no code with the models. Days are those of ZONE: what happens before
one in the morning of a summer day belongs to another day of UTC.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

FIRST_DAY = date(2024, 1, 1)
DAYS = 880
CUSTOMERS = 700
CURRENCIES = ("GBP", "GBP", "EUR", "USD")
TERMS = (0, 1, 28, 31, 90, 365, 366, 730)
CHANNELS = ("direct", "direct", "app_store")
ZONE = "Europe/London"
CLOCK = ("00:00", "00:30", "09:15", "23:45")
SUBSCRIBERS = 250
MONTHS = (1, 1, 3, 6, 12, 24)


@dataclass(frozen=True)
class Subscription:
    """What is paid for by calendar months, of which no feed tells a period."""

    name: str
    person: int
    months: int
    format: str
    started: date
    ended: str
    end_kind: str


@dataclass(frozen=True)
class Refund:
    """Money given back, below zero that of a chargeback which was won; cents."""

    name: str
    day: date
    cents: int
    clock: str = CLOCK[0]
    kind: str = "refund"

    @property
    def place(self) -> tuple[date, str, str]:
        """When it was booked, before and after others."""
        return self.day, self.clock, self.name


@dataclass(frozen=True)
class Payment:
    """One payment with its one line; cents. issues: None where the term is earned by day.

    A subscription's has no line: it pays for a term of months from its day, or from the start where it was paid ahead.
    """

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
    clock: str = CLOCK[0]
    subscription: str = ""

    @property
    def paid_cents(self) -> int:
        """What was paid for it."""
        return self.list_cents - self.discount_cents

    def known(self, until: date) -> list[Refund]:
        """What came back by the end of a day, or was taken back again, in order."""
        return sorted(
            (refund for refund in self.refunds if refund.day <= until), key=lambda refund: refund.place
        )

    def given_back(self, until: date) -> list[Refund]:
        """What came back by the end of a day, in order, without the chargebacks that were won by then."""
        known = self.known(until)
        won = {refund.name.partition("-won")[0] for refund in known if refund.cents < 0}
        return [refund for refund in known if refund.name.partition("-won")[0] not in won]

    def ended(self, until: date) -> date | None:
        """The day from which on nothing is served any more: all that was left, or all that was paid, came back."""
        given, parts = 0, Fraction(0)
        for refund in self.given_back(until):
            given += refund.cents
            left = ceil(self.paid_cents * _left(self, refund.day))
            parts += min(Fraction(1), Fraction(refund.cents, left)) if left else 0
            if given >= self.paid_cents or parts >= 1:
                return refund.day
        return None

    def came_back(self, until: date) -> bool:
        """Whether all that was paid came back by the end of a day."""
        back = self.given_back(until)
        return bool(back) and sum(refund.cents for refund in back) == self.paid_cents

    def earned(self, cents: int, until: date) -> int:
        """Of an amount of its line, what is earned before the midnight that ends `until`."""
        if self.ended(until):
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

    Exchange rates move every day, and a fee may be more than was paid. Some have subscriptions as well.
    """
    chance = random.Random(seed)
    plain = [
        _payment(chance, f"p{person}-{number}", person)
        for person in range(CUSTOMERS)
        for number in range(chance.randint(1, 6))
    ]
    return plain + [
        payment for subscription in subscriptions(seed) for payment in _terms(chance, subscription)
    ]


def subscriptions(seed: int) -> list[Subscription]:
    """Subscriptions of months, some of which end."""
    chance = random.Random(f"subscriptions {seed}")
    drawn = []
    for number in range(SUBSCRIBERS):
        started = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        ended = started + timedelta(days=chance.randint(1, 700))
        kind = chance.choice(("", "", "voluntary", "involuntary", "switched", "expired"))
        at = f"{ended} {chance.choice(CLOCK)}" if kind else ""
        months, form = chance.choice(MONTHS), chance.choice(("print", "digital"))
        drawn.append(Subscription(f"s{number}", chance.randrange(CUSTOMERS), months, form, started, at, kind))
    return drawn


def _terms(chance: random.Random, subscription: Subscription) -> Iterable[Payment]:
    for number in range(chance.randint(1, 6)):
        due = _months_later(subscription.started, number * subscription.months)
        day = due + timedelta(
            days=chance.choice((0, 0, 3, 10)) if number else chance.choice((0, 0, 5, -1, -40))
        )
        start = max(day, subscription.started)
        payment = _payment(chance, f"{subscription.name}-{number}", subscription.person, day)
        end = _months_later(start, subscription.months)
        yield replace(payment, start=start, end=end, issues=None, subscription=subscription.name)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))


def _payment(chance: random.Random, name: str, person: int, day: date | None = None) -> Payment:
    day = day or FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    start = day + timedelta(days=chance.choice((0, 0, 0, 5, 40)))
    end = start + timedelta(days=chance.choice(TERMS))
    days = (end - start).days
    issues = chance.choice((2, 4, 10, 12)) if days >= 90 and chance.random() < 0.4 else None
    listed = chance.choice((1, 99, 700, 1999, 4999, 12000, 36500))
    discount = chance.choice((0, 0, 0, listed // 3, listed // 2, listed))
    fee = chance.choice((0, 20 + (listed - discount) * 3 // 200, 30 + (listed - discount) * 29 // 1000))
    currency, channel = chance.choice(CURRENCIES), chance.choice(CHANNELS)
    refunds = tuple(_refunds(chance, name, day, listed - discount))
    clock = chance.choice(CLOCK)
    return Payment(
        name, person, day, start, end, issues, listed, discount, currency, fee, channel, refunds, clock
    )


def _refunds(chance: random.Random, name: str, day: date, left: int) -> Iterable[Refund]:
    """Refunds in parts or in full; of what they leave, a chargeback that may be won, before, between or after them.

    It may come back in two lines, and as much may be refunded before it does.
    """
    lost = day + timedelta(days=chance.randrange(200))
    won = lost + timedelta(days=chance.choice((1, 20, 90)))
    for number in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        cents = left if chance.random() < 0.4 else chance.randint(0, left)
        given = day + timedelta(days=chance.randrange(400))
        if cents:
            kind = chance.choice(("refund", "refund", "chargeback"))
            yield Refund(f"r-{name}-{number}", given, cents, chance.choice(CLOCK), kind)
            left -= cents
    if left and chance.random() < 0.3:
        cents = chance.choice((left, left // 2 or left, chance.randint(1, left)))
        yield Refund(f"r-{name}-charged", lost, cents, chance.choice(CLOCK), "chargeback")
        first = chance.choice((cents, cents, cents // 2))
        for number, part in enumerate((first, cents - first)):
            if part:
                name_won = f"r-{name}-charged-won{number or ''}"
                yield Refund(name_won, won, -part, chance.choice(CLOCK), "chargeback")
        if 2 * cents <= left and chance.random() < 0.7:
            between = lost + timedelta(days=chance.randint(1, (won - lost).days))
            yield Refund(f"r-{name}-between", between, cents, chance.choice(CLOCK), "refund")


def corrected(payments: Iterable[Payment], seed: int) -> list[Payment]:
    """The payments of which the source says something else a day later: another price, another currency."""
    chance = random.Random(seed)
    changed = []
    for payment in payments:
        if not payment.refunds and chance.random() < 0.05:
            currency = chance.choice(CURRENCIES)
            changed.append(replace(payment, list_cents=payment.list_cents + 1234, currency=currency))
    return changed


def booked(payments: Iterable[Payment], until: date) -> dict[tuple[str, str], int]:
    """Cents booked up to a day, by currency and entry type."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for payment in payments:
        if payment.day <= until:
            sums[payment.currency, "list_price"] += payment.list_cents
            sums[payment.currency, "discount"] -= payment.discount_cents
        for refund in payment.refunds:
            if refund.day <= until:
                sums[payment.currency, refund.kind] -= refund.cents
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
    for refund in payment.given_back(until):
        left = _left(payment, refund.day)
        if left and payment.paid_cents:
            kept = max(Fraction(0), kept - Fraction(refund.cents) / (payment.paid_cents * left))
    return payment.paid_cents * _left(payment, until + timedelta(days=1)) * kept


def _left(payment: Payment, day: date) -> Fraction:
    """The part of a service that is left at the midnight that starts a day."""
    days, gone = (payment.end - payment.start).days, (day - payment.start).days
    if payment.issues is None:
        return Fraction(days - min(max(gone, 0), days), max(days, 1))
    out = sum(1 for issue in range(payment.issues) if issue * days // payment.issues < gone)
    return Fraction(payment.issues - out, payment.issues)

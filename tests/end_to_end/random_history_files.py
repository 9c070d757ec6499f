"""The files of a home in which random histories stand, of one day, rows in no order.

Data flow: payments, subscriptions and mailboxes -> feeds.yml and landing files that a run loads.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from tests.end_to_end.random_histories import DAYS, FIRST_DAY, ZONE, Payment, Subscription

FEEDS = f"""
reporting_currency: GBP
reporting_timezone: {ZONE}
rates: landing/rates.csv
sources:
  - name: books
    feed: subscriptions
    connector: files
    files:
      - path: landing/profiles_*.csv
        entity: profiles
        columns: {{record_id: person, email: email, full_name: name, updated_at: day}}
      - path: landing/subscriptions_*.csv
        entity: subscriptions
        timezone: {ZONE}
        columns: {{subscription_id: subscription, profile_record_id: person, title: "'The Daily'", format: format,
                  term_unit: "'month'", term_count: months, amount: "'9.99'", currency: "'GBP'", status: status,
                  started_at: started, ended_at: ended, end_kind: end_kind, auto_renew: "'true'"}}
      - path: landing/payments_*.csv
        entity: payments
        timezone: {ZONE}
        columns: {{payment_id: payment, subscription_id: subscription, profile_record_id: person, paid_at: at,
                  list_amount: list, discount_amount: discount, paid_amount: paid, fee_amount: fee, currency: currency,
                  status: "'paid'", title: title, sales_channel: channel}}
      - path: landing/lines_*.csv
        entity: payment_lines
        timezone: {ZONE}
        columns: {{payment_id: payment, line_id: "'1'", line_kind: "'term'", period_start_at: start,
                  period_end_at: end, issue_count: issues, list_amount: list, discount_amount: discount,
                  tax_amount: "'0'", line_amount: paid, currency: currency}}
      - path: landing/refunds_*.csv
        entity: refunds
        timezone: {ZONE}
        columns: {{refund_id: refund, payment_id: payment, profile_record_id: person, refund_kind: kind,
                  refunded_at: at, amount: amount, tax_amount: "'0'", shipping_amount: "'0'", fee_amount: "'0'",
                  currency: currency}}
"""


def write_home(
    home: Path,
    payments: Iterable[Payment],
    day: str,
    emails: Mapping[int, str],
    held: Iterable[Subscription] = (),
) -> None:
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
    lines = [_columns(payment) for payment in reversed(mixed) if not payment.subscription]
    _write(landing / f"lines_{day}.csv", lines)
    refunds = [
        {
            "refund": refund.name, "payment": payment.name, "person": f"c{payment.person}",
            "at": f"{refund.day} {refund.clock}", "amount": _money(refund.cents), "currency": payment.currency,
            "kind": refund.kind,
        }
        for payment in mixed
        for refund in payment.refunds
    ]  # fmt: skip
    if refunds:
        _write(landing / f"refunds_{day}.csv", refunds)
    terms = [
        {
            "subscription": subscription.name, "person": f"c{subscription.person}", "format": subscription.format,
            "months": str(subscription.months), "status": "ended" if subscription.ended else "active",
            "started": subscription.started.isoformat(), "ended": subscription.ended,
            "end_kind": subscription.end_kind,
        }
        for subscription in held
    ]  # fmt: skip
    if terms:
        _write(landing / f"subscriptions_{day}.csv", terms)
    every_day = [FIRST_DAY + timedelta(days=number) for number in range(-60, DAYS + 400)]
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
        "payment": payment.name, "person": f"c{payment.person}", "at": f"{payment.day} {payment.clock}",
        "subscription": payment.subscription,
        "start": payment.start.isoformat() if has_period else "", "end": payment.end.isoformat() if has_period else "",
        "issues": str(payment.issues or ""), "list": _money(payment.list_cents),
        "discount": _money(payment.discount_cents), "paid": _money(payment.paid_cents), "currency": payment.currency,
        "title": "The Weekly", "fee": _money(payment.fee_cents), "channel": payment.channel,
    }  # fmt: skip


def _money(cents: int) -> str:
    return f"{'-' * (cents < 0)}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

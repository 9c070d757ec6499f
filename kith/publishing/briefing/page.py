"""The briefing as a page: words, numbers as people write them, and the template.

Data flow: BriefingFacts -> HTML, self-contained: style and pictures stand inside, nothing is asked of any
server.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from kith.identity.lookup import START_SHOWN
from kith.publishing.briefing.facts import CUSTOMER_DAY, UNPLACED, BriefingFacts, MovementLine, PersonLine
from kith.publishing.pictures.recognition import MEASURE_WORDS, WAY_WORDS, recognition_svg
from kith.publishing.pictures.whale_curve import whale_curve_svg
from kith.publishing.words import (
    count_text,
    day_text,
    decided_text,
    delta_text,
    money_text,
    percent_text,
    rounded,
)

_TEMPLATE = "briefing.html.j2"

TIER_WORDS = {
    "ideal": "The most profitable, at full price or across product lines",
    "core": "The next after them",
    "potential": "Earn something, each a little",
    "new": "First paid under 90 days ago",
    "problem": "Cost more than they pay",
    "dormant": "Paid before, not in twelve months",
    "beneficiary": "Read on somebody else's money",
    "prospect": "Known, have never paid",
    UNPLACED: "Known since the last month-end only; tiers are given at month-ends",
}
RISK_WORDS = {
    "payment_failed": "Payment failed",
    "cancelling": "Cancelled, still served",
    "not_renewing": "Will not renew",
    "paused": "Paused over a month",
    "delivery": "Copies went missing",
    "disengaged": "Stopped reading",
    "overdue": "Has not ordered for long",
}
_MOVEMENT_WORDS = {
    "new": "New",
    "converted": "Converted from trial",
    "won_back": "Won back",
    "resumed": "Resumed",
    "switched": "Switched, net",
    "voluntary": "Cancelled",
    "involuntary": "Payment lost",
    "expired": "Expired",
    "paused": "Paused",
}


def render(facts: BriefingFacts, *, with_names: bool) -> str:
    """The page as HTML text. Without names, customers stand under the start of their customer_id.

    Everything that comes from data is escaped: markup in a name stays text.
    """
    return _template().render(
        facts=facts,
        with_names=with_names,
        label=lambda person: _label(person, with_names),
        why=_why,
        lead=lead_sentence(facts),
        is_customer_day=facts.occasion == CUSTOMER_DAY,
        movement_totals=_movement_totals(facts.movement),
        movement_words=_MOVEMENT_WORDS,
        tier_words=TIER_WORDS,
        risk_words=RISK_WORDS,
        way_words=WAY_WORDS,
        measure_words=MEASURE_WORDS,
        # The pictures are made of numbers alone.
        whale_curve=Markup(whale_curve_svg(facts.whale_curve)),
        recognition=Markup(recognition_svg(facts.recognition_measure, facts.recognition_days)),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template with its filters, compiled once."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": count_text,
        "money": _money,
        "day": day_text,
        "percent": percent_text,
        "delta": delta_text,
        "money_delta": _money_delta,
    }
    return environment.get_template(_TEMPLATE)


@pass_context
def _money(context: Context, amount: Decimal) -> str:
    return money_text(amount, context["facts"].currency)


@pass_context
def _money_delta(context: Context, amount: Decimal) -> str:
    whole = rounded(amount)
    return ("+" if whole > 0 else "" if whole else "±") + _money(context, amount)


def lead_sentence(facts: BriefingFacts) -> str:
    """The one sentence to read if one reads only one."""
    parts = []
    if facts.movement:
        net = sum(line.closing - line.opening for line in facts.movement)
        verb = "grew by" if net > 0 else "shrank by" if net < 0 else "stayed level"
        parts.append(f"Subscriptions {verb}{f' {count_text(abs(net))}' if net else ''} this month")
    rose, fell = facts.risen_count, facts.fallen_count
    moved = f"{_customers(rose)} rose a tier and {count_text(fell) if fell else 'nobody'} fell"
    parts.append(f"{_since(facts)} {moved if rose or fell else 'nobody rose or fell a tier'}")
    at_risk = facts.totals.customers_at_risk
    if at_risk:
        value = money_text(facts.totals.value_at_risk, facts.currency)
        parts.append(
            f"{count_text(at_risk)} {'are' if at_risk != 1 else 'is'} at risk, with {value} of profit"
        )
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _customers(number: int) -> str:
    return f"{count_text(number)} customer{'s' if number != 1 else ''}" if number else "nobody"


def _since(facts: BriefingFacts) -> str:
    """From when on rises and falls are counted; tiers change at month-ends only."""
    before = facts.as_of_before
    is_older = before is not None and before < facts.as_of.replace(day=1)
    return f"since {day_text(before)}" if before and is_older else "at the last month-end"


def _label(person: PersonLine, with_names: bool) -> str:
    if with_names and person.name:
        return person.name
    return person.customer_id[:START_SHOWN]


def _why(person: PersonLine) -> str:
    if not person.reason or not person.since:
        return person.reason or ""
    return decided_text(person.reason, person.tier, day_text(person.since))


def _movement_totals(lines: object) -> dict[str, int]:
    """Every movement over all titles: gains positive, losses negative, none left out."""
    totals: dict[str, int] = {}
    for line in lines if isinstance(lines, list) else []:
        assert isinstance(line, MovementLine)
        for name, number in line.gains.items():
            totals[name] = totals.get(name, 0) + number
        for name, number in line.losses.items():
            totals[name] = totals.get(name, 0) - number
    return totals

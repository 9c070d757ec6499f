"""The single customer view as a page in the terminal.

Data flow: CustomerFacts -> who and what worth (here), what he has (possessions.py) -> rich -> the terminal.
"""

from __future__ import annotations

from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from kith.customer_view.facts import CustomerFacts, Worth
from kith.customer_view.pieces import (
    LINES_SHOWN,
    column_table,
    day_text,
    label_grid,
    nothing,
    plain,
    value_text,
    with_rest,
)
from kith.customer_view.possessions import (
    consents,
    newsletters,
    orders,
    reading,
    subscriptions,
    white_space,
)
from kith.customer_view.rows import Row
from kith.publishing.words import decided_text

_TIER_STYLES = {"ideal": "bold green", "core": "green", "problem": "bold red", "new": "yellow"}
_RISK_WORDS = {
    "payment_failed": "payment failed",
    "cancelling": "has cancelled, is still served",
    "not_renewing": "will not renew",
    "paused": "paused for over a month",
    "delivery": "copies went missing",
    "disengaged": "has stopped reading",
    "overdue": "the next order is overdue",
}


def print_page(facts: CustomerFacts, console: Console | None = None) -> None:
    """Print the page; `console` is the terminal unless told otherwise."""
    (console or Console(highlight=False)).print(build_page(facts))


def build_page(facts: CustomerFacts) -> RenderableType:
    """The whole page, one section under the other; empty sections say so in a word."""
    subscribed, letters = facts.held()
    return Group(
        heading(facts),
        _section("Who", _who(facts)),
        _section("Known by these records", _records(facts.records)),
        _section("Earns, and why", _worth(facts)),
        _section("Holds", subscriptions(subscribed), newsletters(letters)),
        *_held_before(facts),
        _section("Bought", orders(facts.orders)),
        _section("Reads", reading(facts)),
        _section("Not yet bought", white_space(facts.white_space)),
        _section("Consent", consents(facts)),
    )


def _held_before(facts: CustomerFacts) -> list[RenderableType]:
    """What has ended, under a heading of its own: it is neither held nor new to the customer."""
    ended, left = facts.held_before()
    shown = [subscriptions(ended, until="Ended")] * bool(ended) + [newsletters(left)] * bool(left)
    return [_section("Held before", *shown)] if shown else []


def heading(facts: CustomerFacts) -> RenderableType:
    """Name, tier, stage and id."""
    person = facts.person
    name = Text(plain(person["full_name"] or facts.customer_id), style="bold")
    tier = facts.worth.value_tier if facts.worth else None
    line = Text.assemble(name, "   ")
    if tier:
        line.append("tier ", style="dim")
        line.append(f" {tier} ", style=f"reverse {_TIER_STYLES.get(tier, 'cyan')}")
    if person["lifecycle_stage"]:
        line.append("   stage ", style="dim")
        line.append(plain(person["lifecycle_stage"]).replace("_", " "))
    if person["risk_state"] not in (None, "none"):
        line.append(
            f"  at risk: {_RISK_WORDS.get(person['risk_state'], person['risk_state'])}", style="bold red"
        )
    under = Text(plain(facts.customer_id) if person["full_name"] else "", style="dim")
    if facts.redirected_from:
        under.append(f"   (asked for {plain(facts.redirected_from)}, which was merged into it)")
    return Group(Text(), line, *([under] if under.plain else []))


def _section(title: str, *content: RenderableType) -> RenderableType:
    rule = Rule(Text(title, style="bold cyan"), align="left", style="dim")
    return Group(Text(), rule, *(Padding(item, (0, 0, 0, 2)) for item in content))


def _who(facts: CustomerFacts) -> RenderableType:
    person = facts.person
    address = ", ".join(
        plain(person[part])
        for part in ("address_line", "postal_code", "city", "region", "country_code")
        if person[part]
    )
    household = ", ".join(
        f"{plain(member['full_name'] or member['customer_id'])} ({member['value_tier'] or 'no tier'})"
        for member in facts.household
    )
    grid = label_grid()
    grid.add_row("E-mail", value_text(person["email"]))
    grid.add_row("Phone", value_text(person["phone"]))
    grid.add_row("Born", value_text(person["birth_date"] or person["birthday"]))
    grid.add_row("Lives", value_text(address))
    grid.add_row("Household", Text(f"with {household}" if household else "nobody else that we know of"))
    records, sources = person["record_count"], person["source_count"]
    of_what = f"{records} record{'s' * (records != 1)} of {sources} source{'s' * (sources != 1)}"
    devices = sum(record["entity"] == "devices" for record in facts.records)
    on_what = f", and on {devices} device{'s' * (devices != 1)} of their own" if devices else ""
    grid.add_row("Seen", Text(f"{_days_seen(person)}, in {of_what}{on_what}"))
    return grid


def _days_seen(person: Row) -> str:
    if not person["first_seen_at"]:
        return "on no known day"
    return f"{day_text(person['first_seen_at'])} to {day_text(person['last_seen_at'])}"


def _records(records: list[Row]) -> RenderableType:
    table = column_table("Record", "Says", "Linked by", "Since")
    for record in records[: 2 * LINES_SHOWN]:
        says = "\n".join(plain(record[part]) for part in ("name", "email", "phone") if record[part])
        name = f"{plain(record['source'])}:{plain(record['record_id'])}"
        kind = " (device)" if record["entity"] == "devices" else ""
        linked = Text(", ".join(record["linked_by"]))
        style = "" if record["is_current"] else "dim strike"
        table.add_row(Text(name + kind, style=style), Text(says), linked, day_text(record["valid_from"]))
    return with_rest(table, len(records) - 2 * LINES_SHOWN)


def _worth(facts: CustomerFacts) -> RenderableType:
    worth = facts.worth
    if worth is None:
        return nothing("No money is known of.")
    grid = label_grid()
    grid.add_row("12 months", Text(worth.arithmetic_12m, style="bold"))
    grid.add_row("Ever", Text(worth.arithmetic_lifetime))
    if worth.unconverted_entries:
        grid.add_row("Not in it", Text(_unconverted(worth), style="bold red"))
    if worth.default_costs:
        said = (
            f"{', '.join(worth.default_costs)}: at Kith's default rates; docs/costs.md says how to set yours"
        )
        grid.add_row("Rates", Text(said, style="dim"))
    grid.add_row("Tier", _tier(worth))
    if facts.person["service_level"]:
        grid.add_row("Service", Text(plain(facts.person["service_level"]).replace("_", " ")))
    if worth.value_tier_reason:
        grid.add_row("Why", Text(plain(why_of_tier(worth))))
    grid.add_row("Still to serve", Text(f"{worth.deferred_balance:,.2f} {worth.currency}, paid in advance"))
    if worth.acquisition_cost is not None:
        said = f"{worth.acquisition_cost:,.2f} {worth.currency} of campaigns, in none of the figures above"
        grid.add_row("Cost to win", Text(said))
    if _has_profit_at_risk(facts, worth):
        grid.add_row("At risk", Text(f"{worth.value_at_risk:,.2f} {worth.currency}", style="bold red"))
    return grid


def _unconverted(worth: Worth) -> str:
    """How many entries there are, of how many sales, and in which currencies."""
    entries, sales = worth.unconverted_entries, worth.unconverted_sales
    said = f"{entries:,} ledger {'entries' if entries > 1 else 'entry'}"
    if sales:
        said += f" of {sales:,} {'sales' if sales > 1 else 'sale'}"
    said += "".join(f", {currency}" for currency in worth.unconverted_currencies)
    return f"{said}: no exchange rate for the day; `rates` in docs/feeds.md says how to give one"


def _has_profit_at_risk(facts: CustomerFacts, worth: Worth) -> bool:
    """As in the briefing: only who earns something has a profit to lose."""
    earns = worth.contribution_12m > 0 and worth.value_tier not in ("problem", "dormant")
    return earns and bool(worth.value_at_risk) and facts.person["risk_state"] not in (None, "none")


def why_of_tier(worth: Worth) -> str:
    """What was judged when the tier was given, with that day; empty where no reason is known."""
    reason, day = worth.value_tier_reason or "", _day_of_tier(worth)
    return decided_text(reason, worth.value_tier, day) if reason and day else reason


def _day_of_tier(worth: Worth) -> str:
    return day_text(date.fromisoformat(worth.value_tier_since)) if worth.value_tier_since else ""


def _tier(worth: Worth) -> Text:
    if worth.value_tier is None:
        return Text(f"none yet; at the next month-end {worth.value_tier_preview or 'none'}")
    text = Text(worth.value_tier, style=_TIER_STYLES.get(worth.value_tier, ""))
    since = _day_of_tier(worth) or "ever"
    text.append(f" since {since}", style="default")
    if worth.value_tier_preview and worth.value_tier_preview != worth.value_tier:
        text.append(f"; today it would be {worth.value_tier_preview}", style="dim")
    return text

"""What a customer has, does and may be sent: sections of the terminal page, one function each."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from kith.customer_view.facts import CustomerFacts
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
from kith.customer_view.rows import Row

_CONSENT_STYLES = {"granted": "green", "withdrawn": "red", "refused": "red"}


def subscriptions(lines: list[Row], until: str = "Paid to") -> RenderableType:
    """Print and digital subscriptions; `until` heads the column of their last days."""
    if not lines:
        return nothing("No subscription.")
    table = column_table("Subscription", "Format", "Status", "Per term", "Since", until)
    for line in lines[:LINES_SHOWN]:
        said = ["a gift"] * line["is_gift"] + [line["part"]] * (line["part"] != "holds and pays")
        table.add_row(
            Text.assemble(plain(line["title"]), (f" ({', '.join(said)})" if said else "", "dim")),
            value_text(line["format"]),
            value_text(line["status"]),
            Text(f"{plain(line['amount'])} {plain(line['currency'])}" if line["amount"] is not None else ""),
            day_text(line["started_at"]),
            day_text(line["ended_at"] or line["current_period_end_at"]),
        )
    return with_rest(table, len(lines) - LINES_SHOWN)


def newsletters(lines: list[Row]) -> RenderableType:
    """Newsletters, since when they come, or came no more."""
    if not lines:
        return nothing("No newsletter.")
    table = column_table("Newsletter", "Status", "Since")
    for line in lines[:LINES_SHOWN]:
        since = line["opted_in_at"] if line["status"] == "subscribed" else line["opted_out_at"]
        table.add_row(
            value_text(line["list_name"] or line["list_id"]), value_text(line["status"]), day_text(since)
        )
    return with_rest(table, len(lines) - LINES_SHOWN)


def orders(lines: list[Row]) -> RenderableType:
    """Order lines, the latest first."""
    if not lines:
        return nothing("No order.")
    table = column_table("Day", "What", "Line", "Pieces", "Amount", "Order")
    for line in lines[:LINES_SHOWN]:
        table.add_row(
            day_text(line["ordered_at"]),
            value_text(line["product_name"]),
            value_text(line["product_line"]),
            Text(_pieces(line["quantity"])),
            Text(f"{plain(line['line_amount'])} {plain(line['currency'])}"),
            Text(plain(line["order_id"])),
        )
    return with_rest(table, len(lines) - LINES_SHOWN)


def reading(facts: CustomerFacts) -> RenderableType:
    """Visits in one line, and the sections read, the most pages first."""
    visits = facts.visits
    if not visits["sessions"]:
        return nothing("No reading that we know of.")
    minutes = visits["engaged_seconds"] / 60
    summary = Text(
        f"{visits['sessions']:,} visits on {visits['devices']} devices, {visits['page_views']:,} pages,"
        f" {minutes:,.0f} minutes,"
        f" from {day_text(visits['first_visit_at'])} to {day_text(visits['last_visit_at'])}"
    )
    if not facts.interests:
        return summary
    table = column_table("Section", "Pages", "Minutes", "Last read")
    for line in facts.interests[:LINES_SHOWN]:
        table.add_row(
            value_text(line["content_section"]),
            Text(f"{line['page_views']:,}"),
            Text(f"{(line['engaged_seconds'] or 0) / 60:,.0f}"),
            day_text(line["last_read_at"]),
        )
    return Group(summary, with_rest(table, len(facts.interests) - LINES_SHOWN))


def white_space(lines: list[Row]) -> RenderableType:
    """One line per product line, its products after it."""
    if not lines:
        return nothing("Nothing else is known to be on sale.")
    by_line: dict[str, list[str]] = {}
    for line in lines:
        names = by_line.setdefault(plain(line["product_line"] or "not known"), [])
        # What is sold of a line without names is named by the line.
        if line["product_name"] and line["product_name"] != line["product_line"]:
            names.append(plain(line["product_name"]))
    grid = label_grid()
    for product_line, names in by_line.items():
        shown = ", ".join(names[:LINES_SHOWN]) or "nothing of it"
        rest = f" and {len(names) - LINES_SHOWN} more" if len(names) > LINES_SHOWN else ""
        grid.add_row(product_line, Text(shown + rest))
    return grid


def consents(facts: CustomerFacts) -> RenderableType:
    """By purpose and channel the strictest word that stands, and by what the customer may be contacted."""
    person = facts.person
    word = {channel: person[f"contactable_{channel}"] for channel in ("email", "post", "phone")}
    may = ", ".join(channel for channel, is_fine in word.items() if is_fine)
    unknown = ", ".join(channel for channel, is_fine in word.items() if is_fine is None)
    summary = Text.assemble("May be contacted by: ", (may or ("not known" if unknown else "nothing"), "bold"))
    if may and unknown:
        summary.append(f" (nobody ever said yes or no to {unknown})", style="dim")
    if not facts.consents:
        return Group(summary, nothing("No consent is recorded."))
    table = column_table("Purpose", "Channel", "Status", "Since", "Source", "Proof")
    for line in facts.consents:
        style = _CONSENT_STYLES.get(line["status"], "")
        status = Text(plain(line["status"]).replace("_", " "), style=style)
        table.add_row(
            value_text(line["purpose"]),
            value_text(line["channel"]),
            status,
            day_text(line["recorded_at"]),
            value_text(line["source"]),
            Text(plain(line["proof"] or "")),
        )
    return Group(summary, table)


def _pieces(quantity: object) -> str:
    """A quantity without the zeros of its decimal places."""
    return f"{quantity.normalize():f}" if isinstance(quantity, Decimal) else plain(quantity)

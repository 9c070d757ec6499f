"""`kith customer WHO --brief`: on one screen who it is, what they earn, and what no single system shows.

Data flow: kith_pii.duckdb of the publication -> CustomerFacts, standing in each source, customers kept apart
-> BriefFacts -> the terminal or JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kith.advice import advised
from kith.customer_view.facts import CustomerFacts
from kith.customer_view.page import heading, why_of_tier
from kith.customer_view.pieces import label_grid, plain
from kith.customer_view.reading import read_customer
from kith.customer_view.rows import has, rows
from kith.customer_view.search import find_customer
from kith.identity.explain import explain
from kith.publishing.databases import PII_FILE
from kith.publishing.versions import require_publication

BEST_SHARE = 0.5  # of a source's sales: the threshold of the tier `ideal`, asked of one source
APART_SHOWN = 2

_STANDINGS = """
    with sales as (
        select source, customer_id, sum(reporting_amount) as net_sales
        from marts.fct_ledger_entries, ops.home_settings
        where basis = 'fed' and entry_type in ('list_price', 'discount', 'refund') and customer_id is not null
            and occurred_at >= as_of_instant - interval 12 month and occurred_at < as_of_instant
        group by all having net_sales > 0
    )
    select
        his.source, his.net_sales, count(*) as buyers,
        1 + count(*) filter (sales.net_sales > his.net_sales) as place,
        coalesce(sum(sales.net_sales) filter (sales.net_sales > his.net_sales), 0) / sum(sales.net_sales)
            >= $2 as is_hidden
    from sales inner join sales as his on sales.source = his.source
    where his.customer_id = $1
    group by his.source, his.net_sales
    order by his.net_sales desc, his.source
"""
_PLACE = """
    select
        1 + count(*) filter (others.contribution_profit_12m > own.contribution_profit_12m) as place,
        count(*) as customers
    from marts.fct_customer_value as others
    inner join marts.fct_customer_value as own on own.customer_id = $1
"""
# Who lives with the customer first; last, whom likeness alone speaks for and nobody has decided on.
_APART = """
    with verdicts as (
        select case when customer_id_a = $1 then customer_id_b else customer_id_a end as customer_id, decision
        from identity.review where $1 in (customer_id_a, customer_id_b)
    )
    select
        customers.customer_id,
        coalesce(customers.full_name, customers.organisation_name) as name,
        bool_and(verdicts.decision = 'undecided') as is_undecided
    from verdicts
    inner join marts.dim_customers as customers on customers.customer_id = verdicts.customer_id
    inner join marts.dim_customers as own on own.customer_id = $1
    group by all
    order by
        is_undecided, any_value(customers.household_id = own.household_id) desc nulls last, name, customers.customer_id
    limit $2
"""


@dataclass(frozen=True)
class Standing:
    """Place by net sales of twelve months in one source. is_hidden: those with more hold half of its sales or more."""

    source: str
    net_sales: Decimal
    buyers: int
    place: int
    is_hidden: bool


@dataclass(frozen=True)
class Apart:
    """A customer that shares something with this one and is somebody else, and the strongest reason.

    is_undecided: only likeness speaks for both being one, too little to join them; a person may know better.
    """

    customer_id: str
    name: str | None
    is_undecided: bool
    reasons: list[str]


@dataclass(frozen=True)
class BriefFacts:
    """The story of one customer. `place` of `customers` is by profit of twelve months, over all sources together."""

    customer: CustomerFacts
    place: int
    customers: int
    standings: list[Standing]
    apart: list[Apart]


def show_brief(home: Path, who: str, as_json: bool = False) -> None:
    """Print the story to the terminal, or as one JSON document. Raises as `customer_facts` does."""
    folder = require_publication(home).folder
    with duckdb.connect(str(folder / PII_FILE), read_only=True) as connection:
        facts = read_brief(
            connection, read_customer(connection, find_customer(connection, who), home), folder
        )
    if as_json:
        typer.echo(json.dumps(asdict(facts), indent=2, default=str, ensure_ascii=False))
    else:
        Console(highlight=False).print(build_brief(facts, home))


def read_brief(connection: duckdb.DuckDBPyConnection, customer: CustomerFacts, folder: Path) -> BriefFacts:
    """The story of a customer; parts that a file of an older Kith cannot tell are empty."""
    customer_id = customer.customer_id
    standings, apart = [], []
    if has(connection, "marts.fct_ledger_entries", "basis", "reporting_amount", "occurred_at"):
        standings = [Standing(**row) for row in rows(connection, _STANDINGS, customer_id, BEST_SHARE)]
    if has(connection, "identity.review", "customer_id_a", "customer_id_b", "decision"):
        apart = [
            Apart(**row, reasons=explain(folder, customer_id, row["customer_id"]).reasons[:1])
            for row in rows(connection, _APART, customer_id, APART_SHOWN)
        ]
    place = rows(connection, _PLACE, customer_id)[0]
    return BriefFacts(customer, place["place"], place["customers"], standings, apart)


def build_brief(facts: BriefFacts, home: Path) -> RenderableType:
    """The story as lines under a heading."""
    grid = label_grid()
    worth = facts.customer.worth
    if worth:
        grid.add_row("Earns", Text(_earned(facts), style="bold"))
        grid.add_row("", Text(worth.arithmetic_12m))
        tier = [worth.value_tier or "none yet", why_of_tier(worth)]
        grid.add_row("Tier", Text(plain(", ".join(part for part in tier if part))))
    if facts.standings and worth:
        grid.add_row("Systems", _standings(facts, worth.currency))
    for other in facts.apart:
        is_who = "may be the same person" if other.is_undecided else "is somebody else"
        said = f"{plain(other.name or other.customer_id)} {is_who}. {' '.join(other.reasons)}"
        grid.add_row("Undecided" if other.is_undecided else "Kept apart", Text(said))
    current = home / "published" / "current"
    grid.add_row("Data", Text(str(current / "kith.duckdb"), overflow="fold"))
    grid.add_row("Briefing", Text(str(current / "briefings" / "briefing.html"), overflow="fold"))
    grid.add_row("More", Text(_more(facts)))
    return Group(heading(facts.customer), Padding(grid, (0, 0, 0, 2)))


def _earned(facts: BriefFacts) -> str:
    worth = facts.customer.worth
    assert worth is not None
    return (
        f"{worth.contribution_12m:,.2f} {worth.currency} of profit in 12 months, from all systems together: "
        f"number {facts.place:,} of {facts.customers:,} customers"
    )


def _standings(facts: BriefFacts, currency: str) -> RenderableType:
    seen = [standing.source for standing in facts.standings if not standing.is_hidden]
    head = (
        f"Among the best of {', '.join(seen)}."
        if seen
        else "None of them alone shows this customer among its best:"
    )
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for standing in facts.standings:
        sales = Text(f"{standing.net_sales:,.2f} {currency} net sales")
        where = Text(f"number {standing.place:,} of {standing.buyers:,} who buy there")
        table.add_row(Text(plain(standing.source)), sales, where)
    return Group(Text(head, style="bold"), table)


def _more(facts: BriefFacts) -> str:
    own = facts.customer.customer_id
    said = [f"everything: `kith customer {own}`"]
    if facts.apart:
        said.append(f"why those two are apart: `kith identity explain {own} {facts.apart[0].customer_id}`")
    return advised("\n".join(said))

"""One customer on one screen: what they earn, what no single system shows, who is kept apart, and where to go on."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from typer.testing import CliRunner

from kith.advice import remember_home
from kith.cli import app
from kith.customer_view.brief import build_brief, read_brief
from kith.customer_view.reading import read_customer
from kith.customer_view.search import Found
from kith.publishing.databases import PII_FILE
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home

LEDGER = """
    create or replace table marts.fct_ledger_entries as select *, 'fed' as basis, amount as reporting_amount
    from marts.fct_ledger_entries
    union all by name select
        'more' as entry_id, source, customer_id, 'list_price' as entry_type, occurred_at, 'GBP' as currency, amount,
        'fed' as basis, amount as reporting_amount
    from (values
        ('bureau', 'c_mary', timestamp '2026-02-01', 70.00), ('stripe', 'c_mary', timestamp '2026-02-01', 50.00),
        ('stripe', 'c_omar', timestamp '2025-02-01', 900.00)
    ) as more (source, customer_id, occurred_at, amount)
"""
REVIEW = """
    create or replace table identity.review as select * from (values
        ('c_jane', 'c_john', 'phone', '+441904555010', 'first_name', 'household'),
        ('c_jane', 'c_john', 'possible', null, 'name_alone', 'undecided'),
        ('c_john', 'c_void', 'possible', null, 'below_accept', 'undecided')
    ) as review (customer_id_a, customer_id_b, identifier_kind, identifier_value, guard, decision);
    create or replace table identity.customers as select customer_id, household_id from marts.dim_customers
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home in which John is second at the bureau and first at Stripe, and shares a number with Jane."""
    home = tmp_path_factory.mktemp("home")
    make_manifest(home / "manifest.json")
    with duckdb.connect(str(make_warehouse(home / "warehouse.duckdb"))) as connection:
        connection.execute(LEDGER)
        connection.execute(REVIEW)
    publish_home(home)
    (home / "feeds.yml").write_text("sources: []\n")
    return home


def brief(home: Path, customer_id: str) -> str:
    folder = (home / "published" / "current").resolve()
    console = Console(file=io.StringIO(), width=200)
    with duckdb.connect(str(folder / PII_FILE), read_only=True) as connection:
        facts = read_brief(connection, read_customer(connection, Found(customer_id), home), folder)
    console.print(build_brief(facts, home))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_place_by_profit_and_in_each_system_is_said(home: Path) -> None:
    said = brief(home, "c_john")
    assert "172.20 GBP of profit in 12 months, from all systems together: number 1 of 5 customers" in said
    assert "Among the best of stripe." in said
    assert "120.00 GBP net sales  number 1 of 2 who buy there" in said
    assert "60.00 GBP net sales  number 2 of 2 who buy there" in said


def test_who_is_the_best_of_nothing_alone_is_said(home: Path) -> None:
    with_stripe_only = brief(home, "c_mary")
    assert "Among the best of bureau." in with_stripe_only
    assert "Systems" not in brief(home, "c_omar"), "what was bought over twelve months ago does not count"


def test_who_is_kept_apart_is_said_with_the_reason_and_what_to_type(home: Path) -> None:
    remember_home(None)  # A command of another test in this process may have been given one.
    said = brief(home, "c_john")
    assert (
        "Jane Archer is somebody else. Both have the phone number +4419…10, but their first names clearly differ"
        in said
    )
    assert "`kith identity explain c_john c_jane`" in said
    assert str(home / "published" / "current" / "briefings" / "briefing.html") in said
    assert "Kept apart" not in brief(home, "c_mary")


def test_whom_only_likeness_speaks_for_is_not_called_somebody_else(home: Path) -> None:
    said = brief(home, "c_john")
    assert said.index("Jane Archer is somebody else") < said.index("c_void may be the same person.")
    assert "c_void is somebody else" not in said
    of_the_other = brief(home, "c_void")
    assert "Undecided" in of_the_other
    assert "John Archer may be the same person." in of_the_other


def test_the_command_prints_it_with_the_home_that_was_given(home: Path) -> None:
    result = CliRunner().invoke(app, ["customer", "c_john", "--brief", "--home", str(home)])
    assert result.exit_code == 0, result.output
    assert "--home" in result.stdout
    as_json = CliRunner().invoke(app, ["customer", "c_john", "--brief", "--json", "--home", str(home)])
    assert '"place": 1' in as_json.stdout

"""The single customer view: right to the cent, and harmless to the terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from kith.customer_view import customer_facts, show
from kith.customer_view.page import print_page
from kith.customer_view.unconverted import unconverted_sales
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home

MINUS = "\N{MINUS SIGN}"


def page(home: Path, who: str) -> str:
    """The page as plain text, wide enough that nothing wraps."""
    console = Console(file=io.StringIO(), width=160)
    print_page(customer_facts(home, who), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_costs_at_default_rates_are_said_until_the_home_has_its_own(tmp_path: Path) -> None:
    make_manifest(tmp_path / "manifest.json")
    with duckdb.connect(str(make_warehouse(tmp_path / "warehouse.duckdb"))) as connection:
        connection.execute(
            "create or replace table marts.fct_ledger_entries as select *, 'fed' as basis from marts.fct_ledger_entries"
            " union all by name select 'c_john' as customer_id, 'shop' as source, entry_type, basis, product_id"
            " from (values"
            " ('fulfilment', 'rated', null), ('payment_fee', 'rated', null), ('support_cost', 'fed', null),"
            " ('cost_of_goods', 'rated', 'mug')) as e (entry_type, basis, product_id)"
            " union all by name select 'c_jane' as customer_id, 'cost_of_goods' as entry_type, 'rated' as basis"
        )
        connection.execute(
            "create or replace table marts.dim_products as select *, null::decimal(18, 4) as unit_cost"
            " from marts.dim_products union all by name select 'shop' as source, 'mug' as product_id, 3.10 as unit_cost"
        )
    publish_home(tmp_path)
    assert "fulfilment, payment fees: at Kith's default rates; docs/costs.md" in page(tmp_path, "c_john")
    assert "goods, " not in page(tmp_path, "c_john").split("Rates")[1], "the mug's cost is its feed's"
    assert "goods: at Kith's default rates" in page(tmp_path, "c_jane")
    assert "default rates" not in page(tmp_path, "c_mary")
    (tmp_path / "costs").mkdir()
    (tmp_path / "costs" / "fulfilment_costs.csv").write_text("")
    worth = customer_facts(tmp_path, "c_john").worth
    assert worth is not None
    assert worth.default_costs == ["payment fees"]


@pytest.mark.parametrize(
    ("email", "post", "said"),
    [
        (None, None, "May be contacted by: not known"),
        (False, False, "May be contacted by: nothing"),
        (True, None, "May be contacted by: email (nobody ever said yes or no to post)"),
    ],
)
def test_no_word_is_neither_a_yes_nor_a_no(
    tmp_path: Path, email: bool | None, post: bool | None, said: str
) -> None:
    make_manifest(tmp_path / "manifest.json")
    with duckdb.connect(str(make_warehouse(tmp_path / "warehouse.duckdb"))) as connection:
        connection.execute(
            "update marts.dim_customers set contactable_email = ?, contactable_post = ?, contactable_phone = false",
            [email, post],
        )
    publish_home(tmp_path)
    assert said in page(tmp_path, "c_john")


def test_records_say_what_links_them(published_home: Path) -> None:
    linked = {
        record["record_id"]: record["linked_by"]
        for record in customer_facts(published_home, "c_john").records
    }
    assert linked == {
        "cus_john": ["device login", "phone"],
        "guest:9001": ["phone"],
        "B-100": ["phone"],
        "dev.1": ["device login"],
    }


def test_the_page_answers_the_story(published_home: Path) -> None:
    text = page(published_home, "john@archer.example")
    for said in (
        "John Archer",
        "in 4 records of 3 sources, and on 1 device of their own",
        "01904 555010",
        "ideal",
        "loyal",
        "7 Elm Row",
        "Jane Archer (prospect)",
        "The Weekly",
        "Garden",
        "Morning Letter",
        "Printer's mug",
        "books",
        "The Archive",
        "= 172.20 GBP",
        "on 01 Jun 2026: no discounts, two product lines",
        "May be contacted by: email, post",
        "withdrawn",
    ):
        assert said in text, said


def test_days_are_those_of_the_home_and_not_of_greenwich(published_home: Path) -> None:
    text = page(published_home, "c_john")
    (garden,) = (line for line in text.splitlines() if "Garden" in line)
    (post,) = (line for line in text.splitlines() if "granted" in line)
    assert garden.rstrip().endswith("01 May 2024  01 May 2027"), garden
    assert "01 May 2024" in post
    (facts,) = (
        line for line in customer_facts(published_home, "c_john").subscriptions if line["title"] == "Garden"
    )
    assert str(facts["started_at"]) == "2024-05-01 00:00:00+01:00"


def test_the_strictest_consent_wins(published_home: Path) -> None:
    consents = {
        (line["purpose"], line["channel"]): line["status"]
        for line in customer_facts(published_home, "c_john").consents
    }
    assert consents == {("marketing", "email"): "withdrawn", ("marketing", "post"): "granted"}


def test_what_is_held_is_not_offered(published_home: Path) -> None:
    facts = customer_facts(published_home, "c_john")
    assert [line["product_name"] for line in facts.white_space] == ["The Archive", None]
    space = Console(file=io.StringIO(), width=160)
    print_page(replace(facts, white_space=[facts.white_space[0] | {"product_line": None}]), space)
    assert isinstance(space.file, io.StringIO)
    assert "not known  The Archive" in space.file.getvalue()
    assert [line["title"] for line in facts.subscriptions] == ["Garden", "The Weekly"]


def test_what_was_held_before_is_neither_held_nor_new(tmp_path: Path) -> None:
    make_manifest(tmp_path / "manifest.json")
    with duckdb.connect(str(make_warehouse(tmp_path / "warehouse.duckdb"))) as connection:
        connection.execute(
            "update marts.fct_subscriptions set status = 'ended', ended_at = '2026-04-30 23:00:00'"
            " where title = 'Garden'"
        )
        connection.execute(
            "update marts.fct_subscriptions set customer_id = 'c_jane' where title = 'The Weekly'"
        )
        connection.execute(
            "update marts.fct_newsletter_memberships set status = 'unsubscribed', opted_out_at = '2026-05-02 09:00:00'"
        )
        connection.execute("update marts.rpt_white_space set is_held = false")
    publish_home(tmp_path)
    assert [line["product_name"] for line in customer_facts(tmp_path, "c_john").white_space] == [
        "The Archive",
        None,
    ]
    holds, before = page(tmp_path, "c_john").split("Holds ")[1].split("Held before ")
    assert "pays for somebody else" in holds and "No newsletter." in holds and "Garden" not in holds
    before = before.split("Bought ")[0]
    for said in ("Garden", "Ended", "01 May 2026", "Morning Letter", "unsubscribed", "02 May 2026"):
        assert said in before, said
    assert "Held before" not in page(tmp_path, "c_mary")


def test_somebody_of_whom_nothing_is_known_has_a_page(published_home: Path) -> None:
    text = page(published_home, "c_void")
    assert text.count("c_void") == 1
    assert "No subscription." in text
    assert "not known" in text


def test_risk_is_said_with_its_value(published_home: Path) -> None:
    text = page(published_home, "c_mary")
    assert "at risk: has stopped reading" in text
    assert "95.00 GBP" in text


def test_the_help_desk_reads_what_service_somebody_gets(published_home: Path) -> None:
    said = {who: page(published_home, who) for who in ("c_john", "c_omar")}
    lines = {
        who: [line.split() for line in text.splitlines() if "Service " in line] for who, text in said.items()
    }
    assert lines == {"c_john": [["Service", "priority"]], "c_omar": [["Service", "self", "service"]]}
    facts = customer_facts(published_home, "c_void")
    console = Console(file=io.StringIO(), width=160)
    print_page(replace(facts, person=facts.person | {"service_level": None}), console)
    assert isinstance(console.file, io.StringIO)
    assert "Service " not in console.file.getvalue()


def test_what_it_cost_to_win_somebody_stands_beside_what_he_earns(published_home: Path) -> None:
    assert "Cost to win" in page(published_home, "c_mary") and "4.20 GBP" in page(published_home, "c_mary")
    assert "Cost to win" not in page(published_home, "c_john")


def test_money_that_is_in_no_figure_is_said(published_home: Path) -> None:
    facts = customer_facts(published_home, "c_mary")
    assert facts.worth
    console = Console(file=io.StringIO(), width=160)
    lacking = {"unconverted_entries": 6, "unconverted_sales": 1, "unconverted_currencies": ["SEK"]}
    print_page(replace(facts, worth=replace(facts.worth, **lacking)), console)
    assert isinstance(console.file, io.StringIO)
    assert "6 ledger entries of 1 sale, SEK: no exchange rate" in console.file.getvalue()
    assert "exchange rate" not in page(published_home, "c_mary")


def test_entries_without_a_rate_are_counted_by_sale() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.fct_ledger_entries as select *, false as is_memo from (values "
            "('a', 's', 'o1', 'p1', 'SEK', null), ('a', 's', 'o1', null, 'GBP', null), ('a', 's', null, 'p2', 'DKK', "
            "null), ('a', 's', 'o3', null, 'GBP', 5), ('b', 's', 'o4', null, 'NOK', null), ('a', 's', null, null, "
            "'GBP', null)) as entries (customer_id, source, order_id, payment_id, currency, reporting_amount)"
        )
        assert unconverted_sales(connection, "a", "GBP") == (2, ["DKK", "SEK"])


def test_json_holds_the_same_facts(published_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(published_home, "c_john", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert facts["customer_id"] == "c_john"
    assert facts["worth"]["contribution_12m"] == "172.2000"
    assert facts["person"]["email"] == "john@archer.example"
    assert len(facts["records"]) == 4


def test_names_cannot_drive_the_terminal(tmp_path: Path) -> None:
    make_warehouse(tmp_path / "warehouse.duckdb")
    make_manifest(tmp_path / "manifest.json")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.dim_customers set full_name = ? where customer_id = 'c_john'",
            ["\x1b]0;owned\x07[bold red]John[/]"],
        )
    publish_home(tmp_path)
    text = page(tmp_path, "c_john")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold red]John[/]" in text


def test_a_long_record_id_is_whole_where_the_terminal_has_room(published_home: Path) -> None:
    long = "mailchimp:a1b2c3d401:a367001423c60201740ae50558661c7b"
    facts = customer_facts(published_home, "c_john")
    record = facts.records[0] | {"source": "mailchimp", "record_id": long.partition(":")[2]}
    console = Console(file=io.StringIO(), width=120)
    print_page(replace(facts, records=[record]), console)
    assert isinstance(console.file, io.StringIO)
    assert long in console.file.getvalue()

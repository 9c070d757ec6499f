"""A changed rate changes what it is the rate of, on the days on which it holds, by exactly that much, and nothing else.

The small world of test_rated_costs, whose rates change on 1 March 2026, with the ledger built anew by the project's own
SQL: once as it is, once for each rate that is another one.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import BuiltProject, insert
from tests.dbt.money.test_rated_costs import BEFORE, EVERYWHERE, FACTS, ON_THE_DAY, RATES, RIGHT

Row = dict[str, Any]
World = dict[str, list[Row]]
Ledger = dict[str, Row]
# Each send and view has a name of its own, and a line its amount, as the ledger books them.
WORLD: World = (
    RATES
    | FACTS
    | {
        "intermediate__int_newsletter_events_unioned": [
            {"source": "mail", "record_id": name, "event_type": "send", "occurred_at": day}
            for name, day in (("first", BEFORE), ("second", BEFORE), ("later", ON_THE_DAY))
        ],
        "intermediate__int_payment_lines_unioned": [
            row | {"line_amount": "100"} for row in FACTS["intermediate__int_payment_lines_unioned"]
        ],
        "intermediate__int_web_events_unioned": [
            row | {"device_id": "d"} for row in FACTS["intermediate__int_web_events_unioned"]
        ],
    }
)
LEDGER = "intermediate.int_ledger_entries"


@dataclass(frozen=True)
class Books:
    """A warehouse with the world in it and its ledger built.

    `models` are those that the ledger is made of, in order: SQL of tables, none of views. `read` is what each reads.
    """

    connection: duckdb.DuckDBPyConnection
    models: dict[str, str | None]
    read: dict[str, list[str]]

    def build(self, changed: str | None = None) -> None:
        """Build the tables, or those alone that read a changed one."""
        other = {changed}
        for name, sql in self.models.items():
            if changed is None or other & set(self.read[name]):
                other.add(name)
                if sql:
                    self.connection.execute(f"create or replace table {name} as {sql}")

    def ledger(self) -> Ledger:
        """The ledger by entry."""
        answer = self.connection.execute(f"from {LEDGER}")
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        return {row["entry_id"]: row for row in rows}

    def changed(self, changes: World) -> Ledger:
        """The ledger with other rows in one table."""
        self.connection.begin()
        for table in changes:
            name = table.replace("__", ".", 1)
            self.connection.execute(f"delete from {name}")
            insert(self.connection, changes)
            self.build(name)
        ledger = self.ledger()
        self.connection.rollback()
        return ledger


@pytest.fixture(scope="module")
def books(built_project: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """The world, in a copy of the shared warehouse."""
    manifest = built_project.manifest
    nodes = manifest["nodes"] | manifest["sources"]
    names = {
        unique_id: f"{node['schema']}.{node.get('identifier') or node['name']}"
        for unique_id, node in nodes.items()
    }
    models = {names[node["unique_id"]]: node for node in built_project.models().values()}
    read: dict[str, list[str]] = {}

    def find(name: str) -> None:
        """What a model reads, and what that reads, as far as no row of the world stands in it."""
        if name in read or name not in models or name.replace(".", "__", 1) in WORLD:
            return
        read[name] = [names[parent] for parent in manifest["parent_map"][models[name]["unique_id"]]]
        for parent in read[name]:
            find(parent)

    find(LEDGER)
    made: dict[str, str | None] = {}
    for name, sql in built_project.compiled().items():
        node = built_project.models()[name]
        if names[node["unique_id"]] in read:
            made[names[node["unique_id"]]] = sql if node["config"]["materialized"] == "table" else None
    copy = tmp_path_factory.mktemp("changed_rates") / "warehouse.duckdb"
    shutil.copy(built_project.warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        books = Books(connection, made, read)
        insert(connection, WORLD)
        books.build()
        yield books


@pytest.fixture(scope="module")
def ledger(books: Books) -> Ledger:
    """The ledger of the world as it is."""
    return books.ledger()


def rate(table: str, number: int, **changes: str) -> World:
    """One row of a cost table changed."""
    rows = [*RATES[f"raw_reference__{table}"]]
    rows[number] = rows[number] | changes
    return {f"raw_reference__{table}": rows}


def added(table: str, **row: str) -> World:
    """One row more in a cost table."""
    return {f"raw_reference__{table}": [*RATES[f"raw_reference__{table}"], row]}


CASES: dict[str, tuple[World, dict[str, str]]] = {
    "share of a payment fee": (
        rate("payment_fees", 0, percentage="0.03"),
        {"pay:payment:early:fee": "-3.6", "shop:order:o:fee:GBP": "-1.2"},
    ),
    "fixed part of a payment fee": (
        rate("payment_fees", 0, fixed_amount="0.5"),
        {"pay:payment:early:fixed_fee": "-0.5", "shop:order:o:fixed_fee:GBP": "-0.5"},
    ),
    "a payment fee that another row comes before": (rate("payment_fees", 1, percentage="0.5"), {}),
    "the payment fee of one method": (
        rate("payment_fees", 2, percentage="0.06"),
        {"pay:payment:late:fee": "-6.6"},
    ),
    "the earlier commission": (
        rate("channel_commissions", 0, rate="0.5"),
        {
            "pay:payment:early:payment:channel_commission": "-50",
            "shop:order:o:mug:channel_commission": "-15",
            "shop:order:o:print:channel_commission": "-5",
        },
    ),
    "the later commission": (
        rate("channel_commissions", 1, rate="0.1"),
        {
            "pay:payment:late:1:channel_commission": "-10",
            "pay:payment:fed:payment:channel_commission": "-10",
        },
    ),
    "postage of an order": (
        rate("fulfilment_costs", 0, amount="3"),
        {"shop:order:o:order:fulfilment": "-3"},
    ),
    "postage of a line": (
        rate("fulfilment_costs", 1, amount="0.5"),
        {"shop:order:o:mug:fulfilment": "-0.5", "shop:order:o:print:fulfilment": "-0.5"},
    ),
    "a minute of support before the first ticket": (rate("support_costs", 0, cost_per_minute="9"), {}),
    "a minute of support": (
        rate("support_costs", 1, cost_per_minute="1"),
        {"help:ticket:t:support_cost": "-7.5"},
    ),
    "a minute of support by phone": (
        added("support_costs", channel="phone", cost_per_minute="0.8", valid_from="2020-01-01"),
        {"help:ticket:t:support_cost": "-6"},
    ),
    "a minute of support by chat": (
        added("support_costs", channel="chat", cost_per_minute="0.8", valid_from="2020-01-01"),
        {},
    ),
    "the earlier send": (
        rate("send_costs", 0, cost_per_send="0.002"),
        {"mail:send:first:service_cost": "-0.002", "mail:send:second:service_cost": "-0.002"},
    ),
    "the later send": (
        rate("send_costs", 1, cost_per_send="0.002"),
        {"mail:send:later:service_cost": "-0.002"},
    ),
    # 10 days of January's 31, and 7 of February's 28, of 3 copies at 2 pounds and so much a month.
    "a month of service": (
        rate("serving_costs", 0, cost_per_month="0.62"),
        {
            "pay:subscription:s:2026-01-01:service_cost": "-2.1355",
            "pay:subscription:s:2026-02-01:service_cost": "-1.655",
        },
    ),
    "an issue from February on": (
        added("serving_costs", **EVERYWHERE, cost_per_issue_copy="3", cost_per_month="0.31", valid_from="2026-02-01"),
        {"pay:subscription:s:2026-02-01:service_cost": "-2.3275"},
    ),
    "views": (
        rate("ad_revenue", 0, revenue_per_thousand_views="8"),
        {"site:device:d::politics:2026-02-28:ad_revenue": "0.008"},
    ),
    "a margin": (
        rate("default_margins", 0, margin="0.55"),
        {"shop:order:o:print:cost_of_goods": "-4.5"},
    ),
    # A product costs what its feed says now, whenever it was sold: its cost has no days.
    "the cost of a product": (
        {"intermediate__int_products_unioned": [
            row | {"unit_cost": "5"} for row in FACTS["intermediate__int_products_unioned"]
        ]},
        {
            "shop:order:o:mug:cost_of_goods": "-10",
            "shop:order:b:back:cost_of_goods": "5",
            "shop:refund:half:cost_of_goods": "5",
        },
    ),
}  # fmt: skip
AMOUNTS = {"amount", "reporting_amount"}


def test_the_ledger_has_the_rated_entries_that_were_worked_out_by_hand(ledger: Ledger) -> None:
    by_hand = [row for rows in RIGHT.values() for row in rows]
    rated = [row for row in ledger.values() if row["basis"] == "rated"]
    described = [(row["entry_type"], row["currency"], Decimal(row["amount"])) for row in by_hand]
    assert sorted((row["entry_type"], row["currency"], row["amount"]) for row in rated) == sorted(described)


@pytest.mark.parametrize("case", CASES)
def test_a_changed_rate_changes_its_own_entries_alone(books: Books, ledger: Ledger, case: str) -> None:
    changes, expected = CASES[case]
    changed = books.changed(changes)
    assert {
        name: row["amount"] for name, row in changed.items() if row["amount"] != ledger[name]["amount"]
    } == {name: Decimal(amount) for name, amount in expected.items()}
    for name in ledger.keys() | changed.keys():
        before, after = ledger[name], changed[name]
        of_money = AMOUNTS if name in expected else set()
        assert {key for key in before if before[key] != after[key]} <= of_money

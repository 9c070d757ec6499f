"""No model adds amounts of two currencies: told from the compiled SQL of all of them, not from rows that came by."""

from collections import defaultdict

import duckdb
import pytest

from ingestion.reference import COST_TABLES, SHARES
from ingestion.warehouse import raw_tables
from tests.dbt.conftest import BuiltProject
from tests.dbt.money.currency_lint import MONEY, PLAIN, RATE, Columns, sums_over_currencies

# Where what is grouped can have one currency only, though nothing in the SQL says so.
OF_ONE_CURRENCY = {
    "base_stripe__credit_notes": "Stripe pays a credit note out in the currency of its invoice.",
    "base_stripe__invoices": "Stripe charges an invoice in its own currency.",
    "base_stripe__subscriptions": "Stripe bills all items of a subscription in one currency.",
    "int_bundle_items": "Prices in two currencies are not added there: all titles weigh the same.",
    "int_payment_lines_booked": "Lines in another currency than their payment count for nothing there.",
    "stg_shopify__order_lines": "An order of Shopify has one currency, and its lines none of their own.",
    "stg_stripe__payment_lines": "The lines of an invoice are in its currency.",
    "stg_stripe__refunds": "Stripe refunds a payment in its own currency.",
    "stg_stripe__subscription_items": "Stripe bills all items of a subscription in one currency.",
}
TABLES: dict[str, Columns] = {
    "raw.sales": [("order_id", PLAIN), ("currency", PLAIN), ("sold_on", PLAIN), ("amount", MONEY)],
    "models.rates": [("currency", PLAIN), ("rate_date", PLAIN), ("rate", RATE)],
}


def columns_of_tables(built: BuiltProject) -> dict[str, Columns]:
    """Columns of the tables that no model makes, with what contracts and cost tables say is money."""
    money = {
        f"{table.full_name}.{column.name}"
        for table in raw_tables().values()
        for column in table.columns
        if column.type in ("money", "minor_units")
    }
    rated = {
        f"{table}.{column}"
        for table, columns in COST_TABLES.items()
        for column, sql_type in columns.items()
        if sql_type.startswith("decimal") and column not in SHARES
    }
    tables: dict[str, Columns] = defaultdict(list)
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        for schema, table, column in connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns order by ordinal_position"
        ).fetchall():
            is_money = f"{schema}.{table}.{column}" in money or f"{table}.{column}" in rated
            is_rate = (schema, table, column) == ("raw_reference", "rates", "rate")
            tables[f"{schema}.{table}"].append(
                (column.lower(), MONEY if is_money else RATE if is_rate else PLAIN)
            )
    return tables


def test_no_model_adds_amounts_of_two_currencies(built_project: BuiltProject) -> None:
    models = built_project.models()
    compiled = [(f"{models[name]['schema']}.{name}", sql) for name, sql in built_project.compiled().items()]
    found = sums_over_currencies(compiled, columns_of_tables(built_project))
    assert [added for added in found if added.model.split(".")[1] not in OF_ONE_CURRENCY] == []
    assert set(OF_ONE_CURRENCY) == {added.model.split(".")[1] for added in found}


RATED = "raw.sales as sales left join models.rates as rates on sales.currency = rates.currency"


@pytest.mark.parametrize(
    "sql",
    [
        "select order_id, sum(amount) as total from raw.sales group by order_id",
        "select avg(amount) from raw.sales",
        "with paid as (select amount * 2 as price, * from raw.sales) select sum(price) from paid group by 1 = 1",
        "select sum(total) from (select currency, sum(amount) as total from raw.sales group by 1) as totals",
        "select sum(case when amount > 0 then 0 - amount else 0 end) over (partition by order_id) from raw.sales",
        f"select sum(coalesce(amount * rate, amount)) from {RATED}",
        "select 1 from models.rates where rate > (select sum(amount) from raw.sales)",
        "select order_id from raw.sales group by order_id having sum(amount) > 0",
        "select case when min(sold_on) = max(sold_on) then sum(amount) end from raw.sales group by order_id",
        "select sum(amount) over by_order from raw.sales window by_order as (partition by order_id)",
        "select sum(amount * amount / amount) from raw.sales",
        "with a as (select 0 as x union all select amount from raw.sales) select sum(x) from a",
        "select sum(case when currency <> 'GBP' then amount else 0 end) from raw.sales",
        "select sum(case when currency = order_id or sold_on = '2026-01-01' then amount end) from raw.sales",
    ],
)
def test_a_sum_over_currencies_is_found(sql: str) -> None:
    found = sums_over_currencies([("models.planted", sql)], TABLES)
    assert [added.model for added in found] == ["models.planted"]


@pytest.mark.parametrize(
    "sql",
    [
        "select currency, sum(amount) as total from raw.sales group by sold_on, currency having sum(amount) > 0",
        "select 1, currency, sum(amount) as total from raw.sales group by 1, 2",
        "select sum(amount) over (partition by order_id, currency) from raw.sales",
        "select sum(amount) over by_order from raw.sales window by_order as (partition by order_id, currency)",
        "select case when min(currency) = max(currency) then sum(amount) end from raw.sales group by order_id",
        f"select sum(case when sales.currency = 'GBP' then amount else amount * rate end) from {RATED}",
        "select sum(case when currency = 'GBP' then amount else 0 end) from raw.sales",
        f"select sum(amount * case when sales.currency = 'GBP' then 1 else rate end) from {RATED}",
        "select sum(case when amount > 0 then 1 end), count(amount), max(amount) from raw.sales",
        "select sum(share) from (select amount / sum(amount) over (partition by currency) as share from raw.sales)",
    ],
)
def test_a_sum_in_one_currency_or_of_what_was_converted_is_not(sql: str) -> None:
    assert sums_over_currencies([("models.planted", sql)], TABLES) == []


def test_what_is_money_stays_money_through_models() -> None:
    models = [
        ("models.booked", "select order_id, greatest(amount, 0) as booked_amount, currency from raw.sales"),
        (
            "models.orders",
            "select order_id, max(booked_amount) as highest from models.booked group by order_id",
        ),
        ("models.report", "select sum(highest) as total from models.orders"),
    ]
    assert [added.model for added in sums_over_currencies(models, TABLES)] == ["models.report"]

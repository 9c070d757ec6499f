"""What the publisher sells and what it costs: products, prices, newsletters, merchandise, cost rates, exchange rates.

Data flow: constants -> small tables in every chunk's database, and the files costs/*.csv and landing/rates.csv. The
arithmetic of truth (ledger.py) reads the same constants; nothing here is shared with the warehouse's own models.
Money in minor units (pence, cents) unless it is text.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from kith.demo.world import World

# key | Stripe product | title | brand | kind | line | format | issues a year | share | monthly, yearly, two-yearly GBP
TITLES = """
review|prod_TideReview1|The Tidewater Review|Tidewater Review|subscription|digital titles|digital|12|34|1200|12000|21600
garden|prod_TideGarden02|Garden & Gable Digital|Garden & Gable|subscription|digital titles|digital|12|20|700|7000|12600
notes|prod_TideFields03|Field Notes Digital|Field Notes|subscription|digital titles|digital|6|24|600|6000|10800
archive|prod_TideArchiv4|The Tidewater Archive|Tidewater Review|archive|archive|digital||8|400|3600|6600
friends|prod_TideFriend5|Friends of Tidewater|Tidewater|membership|membership|digital||6|800|8000|15000
plus|prod_TidePlus006|Tidewater Complete|Tidewater|subscription|digital titles|both|12|8|1900|19000|34000
"""
# key | title | brand | issues a year | issues of a term | price of a term in pence | share
PRINT_TITLES = """
GGP|Garden & Gable Print|Garden & Gable|12|12|7800|40
FNP|Field Notes Print|Field Notes|6|6|4200|30
TRQ|Tidewater Quarterly|Tidewater Review|4|4|5200|22
BGF|Garden & Field Bundle|Tidewater|12|12|9900|8
"""
# list id | name
LETTERS = """
a1b2c3d401|The Morning Tide
a1b2c3d402|Garden Notes
a1b2c3d403|The Field Letter
a1b2c3d404|Offers & Events
"""
# product | title | product type | variant | its title | inventory item | price | unit cost | taxable | share
GOODS = """
7001|Harbour Light print|Art prints|8001|A3|9001|6500|1400|1|10
7001|Harbour Light print|Art prints|8002|A2 framed|9002|14000|3900|1|6
7002|Walled Garden print|Art prints|8003|A3|9003|6500|1400|1|9
7003|Tidewater mug|Homeware|8004|Blue|9004|1400|420|1|14
7004|Tea towel: herbs|Homeware|8005|One size|9005|1200|310|1|12
7005|Linen tote|Homeware|8006|Natural|9006|1800|560|1|9
7006|The Gardener's Year|Books|8007|Hardback|9007|2500|900|0|12
7007|Field Guide to Shores|Books|8008|Paperback|9008|1600|520|0|12
7008|Letters from the Coast|Books|8009|Hardback|9009|2200|800|0|8
7009|Garden diary|Stationery|8010|Next year|9010|1500|380|1|10
7010|Christmas cards, 12|Stationery|8011|Robins|9011|900|210|1|12
7011|Writing set|Stationery|8012|Cream|9012|2000|640|1|6
"""
SECTIONS = ["politics", "gardens", "science", "travel", "books", "food", "walks", "history"]
# Percent of the pound's price charged in the other currencies.
PRICE_LEVELS = {"GBP": 100, "EUR": 115, "USD": 125}

COSTS = {
    "payment_fees": "payment_method,sales_channel,percentage,fixed_amount,currency,valid_from\n"
    "*,*,0.0200,0.20,GBP,2020-01-01\n"
    "direct_debit,*,0.0100,0.10,GBP,2020-01-01\n"
    "cheque,*,0.0000,0.50,GBP,2020-01-01\n",
    "fulfilment_costs": "applies_to,amount,currency,valid_from\norder,2.40,GBP,2020-01-01\nline,0.60,GBP,2020-01-01\n",
    "support_costs": "channel,cost_per_minute,currency,valid_from\n"
    "*,0.55,GBP,2020-01-01\nphone,0.80,GBP,2020-01-01\nemail,0.50,GBP,2020-01-01\n",
    "send_costs": "channel,cost_per_send,currency,valid_from\nemail,0.00,GBP,2020-01-01\n",
    "serving_costs": "product_id,format,country_group,cost_per_issue_copy,cost_per_month,currency,valid_from\n"
    "*,print,*,1.90,0.00,GBP,2020-01-01\n*,digital,*,0.00,0.40,GBP,2020-01-01\n*,both,*,0.00,0.40,GBP,2020-01-01\n",
    "default_margins": "product_line,margin,valid_from\n*,0.60,2020-01-01\n",
    "channel_commissions": "sales_channel,rate,valid_from\ndirect,0.00,2020-01-01\nagent,0.25,2020-01-01\n"
    "app_store,0.15,2020-01-01\n",
}


def rows_of(text: str, keys: str) -> list[dict[str, str | None]]:
    """Rows of one of the tables above, all text, empty cells as null."""
    names = keys.split()
    return [
        {name: cell or None for name, cell in zip(names, line.split("|"), strict=True)}
        for line in text.strip().splitlines()
    ]


def titles() -> list[dict[str, str | None]]:
    """The titles sold through Stripe."""
    keys = "title_key product_id title brand kind line format issues share price_1 price_12 price_24"
    return rows_of(TITLES, keys)


def print_titles() -> list[dict[str, str | None]]:
    """The titles that the fulfilment bureau serves."""
    return rows_of(PRINT_TITLES, "title_code title brand issues_per_year term_issues price share")


def letters() -> list[dict[str, str | None]]:
    """The newsletters."""
    return rows_of(LETTERS, "list_id list_name")


def goods() -> list[dict[str, str | None]]:
    """The merchandise, one row per variant."""
    keys = "product_id title product_type variant_id variant_title inventory_item_id price unit_cost taxable share"
    return rows_of(GOODS, keys)


def plans() -> list[dict[str, object]]:
    """One row per title, term and currency: price_id, months, currency, price in minor units."""
    found: list[dict[str, object]] = []
    for title in titles():
        for months in (1, 12, 24):
            for currency, level in PRICE_LEVELS.items():
                price = int(title[f"price_{months}"] or 0) * level // 100
                found.append(
                    {
                        "price_id": f"price_{title['title_key']}{months}{currency.lower()}",
                        "title_key": title["title_key"],
                        "months": months,
                        "currency": currency,
                        "price": price,
                    }
                )
    return found


def load_catalogue(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Creates titles, print_titles, letters, goods, plans and rates in a chunk's database."""
    tables = {
        "titles": titles(), "print_titles": print_titles(), "letters": letters(), "goods": goods(), "plans": plans(),
    }  # fmt: skip
    for name, rows in tables.items():
        connection.register("given_rows", pa.Table.from_pylist(rows))
        connection.execute(
            f"create table {name} as select *, row_number() over () as position from given_rows"
        )
        connection.unregister("given_rows")
    connection.register("given_rates", rates(world))
    connection.execute("create table rates as select * from given_rates")
    connection.unregister("given_rates")


def rates(world: World) -> pa.Table:
    """Daily rates: one unit of `currency` = `rate_millionths` / 1,000,000 units of the reporting currency."""
    generator = world.random(0, "rates")
    first = world.first_day - timedelta(days=40)
    days = (world.as_of - first).days + 1
    dates, currencies, values = [], [], []
    for currency, level in (("EUR", 0.855), ("USD", 0.785)):
        walk = level + np.cumsum(generator.normal(0, 0.0012, days) - 0.00002)
        for offset, value in enumerate(np.clip(walk, level * 0.85, level * 1.15)):
            dates.append(first + timedelta(days=offset))
            currencies.append(currency)
            values.append(round(float(value) * 1_000_000))
    return pa.table({"rate_date": dates, "currency": currencies, "rate_millionths": values})


def write_reference_files(home: Path, world: World) -> None:
    """Writes costs/*.csv and landing/rates.csv."""
    (home / "costs").mkdir(parents=True, exist_ok=True)
    (home / "landing").mkdir(parents=True, exist_ok=True)
    for name, text in COSTS.items():
        (home / "costs" / f"{name}.csv").write_text(text)
    lines = ["date,currency,rate"]
    for row in rates(world).to_pylist():
        whole, part = divmod(row["rate_millionths"], 1_000_000)
        lines.append(f"{row['rate_date']},{row['currency']},{whole}.{part:06d}")
    (home / "landing" / "rates.csv").write_text("\n".join(lines) + "\n")

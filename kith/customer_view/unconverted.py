"""The sales of a customer that are in no amount, since no exchange rate of the home holds on their day.

Data flow: fct_ledger_entries without a reporting amount -> how many sales they are of, and their currencies.
"""

from __future__ import annotations

import duckdb

from kith.customer_view.rows import has, rows

# What belongs to such a sale is without an amount too, whatever its own currency.
_WITHOUT_RATE = """
    select
        count(distinct row(source, coalesce(order_id, payment_id)))
            filter (coalesce(order_id, payment_id) is not null) as sales,
        coalesce(list_sort(list(distinct currency) filter (currency <> $2)), []) as currencies
    from marts.fct_ledger_entries
    where customer_id = $1 and reporting_amount is null and not is_memo
"""


def unconverted_sales(
    connection: duckdb.DuckDBPyConnection, customer_id: str, reporting_currency: str
) -> tuple[int, list[str]]:
    """Orders and payments with entries that no rate converts, and the currencies that lack one."""
    needed = ("customer_id", "reporting_amount", "is_memo", "order_id", "payment_id", "currency")
    if not has(connection, "marts.fct_ledger_entries", *needed):
        return 0, []
    (found,) = rows(connection, _WITHOUT_RATE, customer_id, reporting_currency)
    return found["sales"], found["currencies"]

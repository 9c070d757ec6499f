"""Which weights likely links rest on, as it is told to whoever runs Kith on records that teach nothing.

Data flow: identity.models and identity.record_customers of a warehouse or a publication in, a sentence out.
"""

import duckdb

from kith.identity.settings import IdentitySettings

_QUERY = """
    select
        (select max(trained_on) from identity.models),
        (
            select count(*)
            from identity.record_customers
            where entity = 'profiles' and is_described and customer_kind = 'person'
        )
"""


def shipped_weights(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Why likely links are weighed by Kith's shipped weights; None where they are not, or where nobody is described.

    None too for a publication of an older Kith, which does not say.
    """
    try:
        ((trained_on, records),) = connection.execute(_QUERY).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    if trained_on != 0 or not records:
        return None
    needed = IdentitySettings().few_records
    if records >= needed:
        return f"weighed by Kith's shipped weights: of {records:,} records of people no two are alike to learn from"
    return (
        f"weighed by Kith's shipped weights: it takes {needed} records of people to learn from, and this home "
        f"has {records}"
    )

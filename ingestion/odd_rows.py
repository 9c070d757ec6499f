"""What fits, and yet would change what somebody is worth without a word: each kind is said in amber, by file.

Data flow: raw_files.*, ops.outdated_rows, ops.home_settings -> ops.load_warnings.
"""

import datetime

import duckdb

MONEY_TIMES = {"payments": "paid_at", "order_lines": "ordered_at", "refunds": "refunded_at"}
"""When money moved, by entity. A payment that is not paid yet may well be due later."""
_WHICH = {"payments": "dated.status = 'paid'", "order_lines": "not coalesce(dated.is_test, false)"}


LISTED_ONCE = {
    "products": (
        "product_id",
        ("list_price", "unit_cost", "currency", "sold_from", "sold_to"),
        "products stand in it more than once, at other prices or times",
        "the last row of each counts, for sales of all times",
    ),
    "campaign_costs": (
        "record_id",
        ("amount", "currency"),
        "campaign costs stand in it more than once, with other amounts",
        "the last row of each counts",
    ),
}
"""What a file lists but once, by entity: its key, the columns that may not differ, and what comes of it."""


def warn_of_odd_rows(
    connection: duckdb.DuckDBPyConnection, run_id: str, started_at: datetime.datetime
) -> None:
    """Write what is odd into ops.load_warnings; counts and names of files only."""
    for entity, time in MONEY_TIMES.items():
        _warn_of_money_to_come(connection, run_id, entity, time, started_at)
    for entity, (key, compared, fault, outcome) in LISTED_ONCE.items():
        _warn_of_what_stands_twice(connection, run_id, entity, key, compared, f"{fault}: {outcome}.")
    [(as_of,)] = connection.execute("select as_of from ops.home_settings").fetchall()
    if said := day_to_come(as_of, started_at.date()):
        connection.execute(
            "insert into ops.load_warnings values ($1, '', '', 'feeds.yml', 'amber', 'as_of ahead', $2)",
            [run_id, said],
        )


def day_to_come(as_of: datetime.date, today: datetime.date) -> str | None:
    """What to say of an as_of that is ahead of today in every time zone; None of one that is not. today: of UTC."""
    if as_of <= today + datetime.timedelta(days=1):
        return None
    return (
        f"as_of {as_of} is ahead of today, {today}: what has not happened yet counts as if it never would, so terms "
        "are over and who pays for them is gone. Give a day that is over, in feeds.yml or with --as-of."
    )


def _warn_of_money_to_come(
    connection: duckdb.DuckDBPyConnection, run_id: str, entity: str, time: str, started_at: datetime.datetime
) -> None:
    """What as_of cuts off comes with a later one; what no clock has reached yet is a slip, or waits in silence."""
    connection.execute(
        f"""
        insert into ops.load_warnings
        select $1, loads.source, loads.entry, loads.load_file, 'amber', 'dated ahead',
            loads.load_file || ': ' || count(*) || ' of its {entity.replace("_", " ")} are dated ahead of today, '
            || 'and in no total until their day: correct {time} where it is a slip.'
        from raw_files.{entity} as dated
        inner join ops.loads as loads using (load_key)
        where dated.{time} >= $2 and dated.{time} >= (select as_of_instant from ops.home_settings)
            and {_WHICH.get(entity, "true")}
            and not exists (
                select 1 from ops.outdated_rows as outdated
                where outdated.raw_table = 'raw_files.{entity}' and outdated.load_key = dated.load_key
                    and outdated.load_row_number = dated.load_row_number
            )
        group by loads.source, loads.entry, loads.load_file
        """,
        [run_id, started_at + datetime.timedelta(days=1)],
    )


def _warn_of_what_stands_twice(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    entity: str,
    key: str,
    compared: tuple[str, ...],
    words: str,
) -> None:
    """A price list with a row for each period of a price: a product has one row, so all but the last go unheard."""
    former, counting = (", ".join(f"{row}.{name}" for name in compared) for row in ("former", "counting"))
    connection.execute(
        f"""
        insert into ops.load_warnings
        with twice as (
            select distinct counting.load_key, counting.{key}
            from raw_files.{entity} as counting
            inner join raw_files.{entity} as former
                on former.load_key = counting.load_key and former.{key} = counting.{key}
                and former.load_row_number < counting.load_row_number
            where row({former}) is distinct from row({counting})
                and not exists (
                    select 1 from ops.outdated_rows as outdated
                    where outdated.raw_table = 'raw_files.{entity}' and outdated.load_key = counting.load_key
                        and outdated.load_row_number = counting.load_row_number
                )
        )
        select $1, loads.source, loads.entry, loads.load_file, 'amber', 'listed twice',
            loads.load_file || ': ' || count(*) || ' of its {words} Leave one row of each.'
        from twice
        inner join ops.loads as loads using (load_key)
        group by loads.source, loads.entry, loads.load_file
        """,
        [run_id],
    )

"""Blocking: which pairs of records are worth comparing at all.

Data flow: temp table `traits` in, `candidates` (record_a, record_b) out. A pair is compared when the two agree in
at least one key; the keys are narrow, and there are many, so that any single slip leaves another key standing. A
block above the cap says too little and is left out whole, which bounds the work whatever the data.
"""

import re

import duckdb

BLOCKING_KEYS: dict[str, tuple[str, ...]] = {
    "personal_number": ("personal_number",),
    "personal_number_start": ("left(personal_number, 5)",),
    "personal_number_end": ("right(personal_number, 5)",),
    # a slip in the middle of seven digits spoils both ends: so two digits are left out before it, and two behind it
    "personal_number_around_middle": (
        "left(personal_number, length(personal_number) // 2 - 1)",
        "substr(personal_number, length(personal_number) // 2 + 2)",
    ),
    "personal_number_around_what_is_behind_middle": (
        "left(personal_number, length(personal_number) // 2 + 1)",
        "substr(personal_number, length(personal_number) // 2 + 4)",
    ),
    "email": ("email",),
    "email_local": ("email_local", "last_initial"),
    "phone": ("phone",),
    "names_in_any_order": (
        "least(first_name, last_name)",
        "greatest(first_name, last_name)",
        "coalesce(birth_date, postal_code, city)",
    ),
    "name_starts_in_any_order": (
        "least(left(first_name, 3), left(last_name, 3))",
        "greatest(left(first_name, 3), left(last_name, 3))",
        "left(birth_date, 6)",
    ),
    "full_name_and_area": ("first_name", "last_name", "left(postal_code, 3)"),
    "full_name_and_birth_year": ("first_name", "last_name", "left(birth_date, 4)"),
    "full_name_and_middle_initial": ("first_name", "last_name", "middle_initial"),
    "last_name_and_birth_date": ("last_name", "birth_date"),
    "initial_and_birth_date": ("first_initial", "birth_date"),
    "birth_date_and_postal_code": ("birth_date", "postal_code"),
    "birth_date_and_street": ("birth_date", "street"),
    "birthday_and_initials_in_any_order": (
        "least(first_initial, last_initial)",
        "greatest(first_initial, last_initial)",
        "coalesce(postal_code, city)",
        "right(birth_date, 4)",
    ),
    "initials_in_any_order_and_street": (
        "least(first_initial, last_initial)",
        "greatest(first_initial, last_initial)",
        "left(street, 5)",
        "postal_code",
    ),
    "house": ("house_number", "left(street, 4)", "coalesce(postal_code, city)"),
    "first_name_at_house": ("left(first_name, 3)", "house_number", "left(street, 6)"),
    "last_name_at_house": ("left(last_name, 3)", "house_number", "left(street, 6)"),
    "names_in_any_order_and_house_number": (
        "least(first_name, last_name)",
        "greatest(first_name, last_name)",
        "house_number",
    ),
    "first_name_and_street": ("first_name", "street", "coalesce(city, left(postal_code, 3))"),
    "last_name_and_street": ("last_name", "street", "first_initial"),
    "last_name_and_postal_code": ("last_name", "postal_code", "first_initial"),
    "first_name_and_postal_code": ("first_name", "postal_code", "left(last_name, 4)"),
    "initial_and_house_number": ("house_number", "postal_code", "first_initial"),
    "last_name_and_first_name_ending": ("last_name", "right(first_name, 3)", "coalesce(city, postal_code)"),
    "first_name_and_last_name_ending": ("first_name", "right(last_name, 3)", "coalesce(city, postal_code)"),
}
"""SQL over a row of `traits`, part by part; a key with a null part is no key, and a part is null where all its columns
are.

There is none of the full name alone: a pair that agrees in nothing else is never joined (guards/likely.py), and there
are more of them than of all others."""

COLUMN = re.compile(r"\b[a-z_]+\b(?!\()")
"""A name in the SQL of a part that is no function's."""

HALF = 32
"""Bits of each record number in the number of a pair."""


def keyed(parts: tuple[str, ...], traits: str, record: str = "record_key") -> str:
    """SQL: `record` and block of every row of `traits` that has the key of these parts."""
    present = " and ".join(_is_present(part) for part in parts)
    return f"select {record}, hash({', '.join(parts)}) as block from {traits} where {present}"


def _is_present(part: str) -> str:
    """SQL for whether a part is not null, of its columns alone: the part itself would be worked out twice."""
    columns = dict.fromkeys(COLUMN.findall(part))
    return f"({' or '.join(f'{column} is not null' for column in columns)})"


def create_candidates(connection: duckdb.DuckDBPyConnection, cap: int) -> None:
    """Create `candidates`. cap: records in a block, above which it is left out.

    A pair is held as one number until the end: telling millions of numbers apart costs half of what telling pairs
    apart does. Key after key, so that no more than one key's blocks are in memory.
    """
    connection.execute("create or replace temp table candidate_numbers (pair bigint)")
    for parts in BLOCKING_KEYS.values():
        connection.execute(
            f"""
            insert into candidate_numbers
            with keyed as ({keyed(parts, "traits", "cast(record_number as bigint) as record_number")}),

            bounded as (
                select block
                from keyed
                group by block
                having is_compared(count(*), {cap})
            ),

            blocks as (
                select keyed.record_number, keyed.block
                from keyed
                semi join bounded using (block)
            )

            select one.record_number << {HALF} | other.record_number
            from blocks as one
            inner join blocks as other on other.block = one.block and other.record_number > one.record_number
            """
        )
    connection.execute(
        f"""
        create or replace temp table candidates as
        select pair >> {HALF} as record_a, pair & {2**HALF - 1} as record_b
        from (select distinct pair from candidate_numbers)
        """
    )
    connection.execute("drop table candidate_numbers")

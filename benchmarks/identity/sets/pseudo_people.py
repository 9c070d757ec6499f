"""pseudopeople: a simulated town as four offices write it down, with its own noise; true persons and households.

The package ships the town of 10,000; census, W2 and 1099, WIC and ACS of 2020 are drawn with the seed given, with the
noise that the package sets by default.
"""

from pathlib import Path
from typing import Any

import duckdb

YEAR = 2020

PROFILES = """
    select
        row_number() over (order by position) as record,
        source,
        cast(position as varchar) as record_id,
        first_name,
        middle_initial as middle_name,
        last_name,
        cast(coalesce(
            try_strptime(date_of_birth, '%m/%d/%Y'), try_strptime(date_of_birth, '%m%d%Y')
        ) as date) as birth_date,
        ssn as personal_number,
        nullif(concat_ws(' ', street_number, street_name), '') as address_line,
        city,
        zipcode as postal_code,
        'US' as country_code,
        * exclude (source, position, first_name, last_name, city)
    from records
"""


def write_pseudo_people(seed: int, folder: Path) -> None:
    """Write the four offices' records as drawn with `seed`."""
    records = _records(seed)
    with duckdb.connect() as connection:
        connection.register("records", records)
        connection.execute(f"create table profiles as {PROFILES}")
        connection.execute(
            f"copy (select * exclude (simulant_id, household_id) from profiles) to '{folder}/profiles.parquet'"
        )
        connection.execute(
            f"""
            copy (select record, simulant_id as person, household_id as household from profiles)
            to '{folder}/truth.parquet'
            """
        )


def _records(seed: int) -> Any:
    import pandas
    import pseudopeople

    offices = {
        "census": pseudopeople.generate_decennial_census,
        "w2": pseudopeople.generate_taxes_w2_and_1099,
        "wic": pseudopeople.generate_women_infants_and_children,
        "acs": pseudopeople.generate_american_community_survey,
    }
    frames = []
    for source, generate in offices.items():
        frame = generate(year=YEAR, seed=seed).astype("object").assign(source=source)
        frames.append(frame.rename(columns=lambda name: name.replace("mailing_address_", "")))
    together = pandas.concat(frames, ignore_index=True)
    texts = together.where(together.notna(), None).map(lambda value: None if value is None else str(value))
    return texts.assign(position=range(len(texts)))

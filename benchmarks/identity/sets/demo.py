"""The demo publisher, from a home on which `kith run` has run: all that identity reads there, and the truth."""

from pathlib import Path

import duckdb

OTHER_TABLES = (
    "intermediate.int_record_pointers",
    "intermediate.int_device_logins",
    "intermediate.int_device_clicks",
    "intermediate.int_devices",
    "intermediate.int_newsletter_memberships_unioned",
    "intermediate.int_subscription_parties",
    "staging.stg_ops__sources",
)


def write_demo(home: Path, folder: Path) -> None:
    """Copy the tables; the truth is that of the records with a profile."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home}/warehouse.duckdb' as warehouse (read_only)")
        connection.execute(
            f"""
            copy (
                select row_number() over (order by source, record_id) as record, *
                from warehouse.intermediate.int_profiles_unioned
                where record_id is not null
                qualify row_number() over (
                    partition by source, record_id order by updated_at desc nulls last
                ) = 1
            ) to '{folder}/profiles.parquet'
            """
        )
        for table in OTHER_TABLES:
            connection.execute(f"copy (from warehouse.{table}) to '{folder}/{table}.parquet'")
        connection.execute(
            f"""
            copy (
                select profiles.record, truth.person_id as person, truth.household_id as household
                from read_parquet('{folder}/profiles.parquet') as profiles
                inner join read_csv('{home}/truth/records.csv', header = true, all_varchar = true) as truth
                    using (source, record_id)
                where truth.entity = 'profiles' and truth.person_id is not null
            ) to '{folder}/truth.parquet'
            """
        )

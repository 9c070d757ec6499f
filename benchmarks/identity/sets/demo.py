"""The demo publisher, from a home on which `kith run` has run: all that identity reads there, the truth, and the traps.

planted.parquet (kind, thing, person): what several people share, by name, as truth/ tells it: a kiosk, a family's
tablet, a firm's mailbox, and the mailboxes, landlines and houses of households. A customer who holds two people of one
such thing is a mistake, whatever the pairs of all others say. short_forms.parquet (record): those with an initial or a
short form of the first name that their person has in truth.
"""

from pathlib import Path

import duckdb

NICKNAMES = Path(__file__).parents[3] / "kith" / "identity" / "reference" / "nicknames.csv"

OTHER_TABLES = (
    "intermediate.int_record_pointers",
    "intermediate.int_device_logins",
    "intermediate.int_device_clicks",
    "intermediate.int_devices",
    "intermediate.int_newsletter_memberships_unioned",
    "intermediate.int_subscription_parties",
    "staging.stg_ops__sources",
)

PLANTED = """
    with people as (
        select * from read_csv($people, header = true, all_varchar = true)
    ),

    mailboxes as (
        select lower(unnest([email, second_email])) as thing, person_id, role from people
    ),

    -- a device of no single person has what it is in a person's place; who it knows is who logged in there
    devices as (
        select records.record_id, records.person_id as kind
        from read_csv($records, header = true, all_varchar = true) as records
        anti join people using (person_id)
        where records.entity = 'devices'
    ),

    told as (
        select
            case
                when bool_or(role = 'organisation') over (partition by thing) then 'firm''s mailbox'
                else 'mailbox of a household'
            end as kind,
            thing,
            person_id
        from mailboxes
        union all
        select 'landline of a household', landline, person_id from people
        union all
        select 'household', household_id, person_id from people
        union all
        select devices.kind, devices.record_id, people.person_id
        from devices
        inner join warehouse.intermediate.int_device_logins as logins on logins.device_id = devices.record_id
        inner join people on people.login_id = logins.login_id
    )

    select distinct kind, thing, person_id as person
    from told
    where thing is not null
    qualify count(distinct person_id) over (partition by kind, thing) > 1
"""

SHORT_FORMS = """
    with written as (
        select
            profiles.record,
            rtrim(lower(coalesce(profiles.first_name, split_part(trim(profiles.full_name), ' ', 1))), '.')
                as short_form,
            lower(people.first_name) as first_name
        from read_parquet($profiles) as profiles
        inner join read_parquet($truth) as truth using (record)
        inner join read_csv($people, header = true, all_varchar = true) as people on people.person_id = truth.person
    )

    select record
    from written
    where length(short_form) = 1 or (short_form, first_name) in (from read_csv($nicknames, header = true))
    order by record
"""


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
        write_planted(connection, home / "truth", folder)
        write_short_forms(connection, home / "truth", folder)


def write_planted(connection: duckdb.DuckDBPyConnection, truth: Path, folder: Path) -> None:
    """Write planted.parquet from people.csv and records.csv of `truth`, and the logins of the attached warehouse."""
    connection.execute(
        f"create temp table planted as {PLANTED}",
        {"people": str(truth / "people.csv"), "records": str(truth / "records.csv")},
    )
    connection.execute(f"copy (from planted order by all) to '{folder}/planted.parquet'")


def write_short_forms(connection: duckdb.DuckDBPyConnection, truth: Path, folder: Path) -> None:
    """Write short_forms.parquet from the profiles and the truth in `folder`, and people.csv of `truth`."""
    connection.execute(
        f"create temp table short_forms as {SHORT_FORMS}",
        {
            "profiles": str(folder / "profiles.parquet"),
            "truth": str(folder / "truth.parquet"),
            "people": str(truth / "people.csv"),
            "nicknames": str(NICKNAMES),
        },
    )
    connection.execute(f"copy short_forms to '{folder}/short_forms.parquet'")

"""The data sets of the identity benchmark: invented couples from a seed, and what is planted in the demo world."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.identity.sets.__main__ import write
from benchmarks.identity.sets.demo import write_planted, write_short_forms

RECORDS = 2_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated")
    write(f"generated-{RECORDS}-5", path)
    return path


def rows(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def test_the_same_seed_gives_the_same_records(folder: Path, tmp_path: Path) -> None:
    write(f"generated-{RECORDS}-5", tmp_path / "again")
    write(f"generated-{RECORDS}-6", tmp_path / "other")
    first = rows(f"from '{folder}/profiles.parquet'")
    assert rows(f"from '{tmp_path}/again/profiles.parquet'") == first
    assert rows(f"from '{tmp_path}/other/profiles.parquet'") != first


def test_every_record_has_one_person_of_one_household(folder: Path) -> None:
    (counts,) = rows(
        f"select count(*), count(distinct record), count(person), count(household) from '{folder}/truth.parquet'"
    )
    assert len(set(counts)) == 1
    assert counts[0] == pytest.approx(RECORDS, rel=0.1)
    assert rows(
        f"""
        select max(people) from (
            select count(distinct person) as people from '{folder}/truth.parquet' group by household
        )
        """
    ) == [(2,)]


def test_records_of_a_person_differ_and_lack_some_values(folder: Path) -> None:
    (shares,) = rows(
        f"""
        select count(email) / count(*), count(phone) / count(*), count(birth_date) / count(*),
            count(address_line) / count(*), count(first_name) / count(*)
        from '{folder}/profiles.parquet'
        """
    )
    assert shares == pytest.approx((0.55, 0.4, 0.3, 0.75, 1.0), abs=0.05)


def test_a_name_that_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no data set is called nobody"):
        write("nobody", tmp_path)


def test_no_two_people_have_one_email_address(folder: Path) -> None:
    assert rows(
        f"""
        select count(*) from (
            select email from '{folder}/profiles.parquet' inner join '{folder}/truth.parquet' using (record)
            where email is not null group by email having count(distinct person) > 1
        )
        """
    ) == [(0,)]


def test_planted_things_are_what_several_people_share_by_truth(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "person_id,household_id,role,email,second_email,landline,login_id\n"
        "anna,h1,crowd,bells@example.net,,+441,u1\n"
        "bert,h1,crowd,anna@example.net,Bells@example.net,+441,u2\n"
        "firm,h2,organisation,info@tea.example,,,\n"
        "clerk,h3,role_mailbox_1,info@tea.example,,,u3\n"
    )
    (tmp_path / "records.csv").write_text(
        "source,entity,record_id,person_id,household_id\n"
        "ga4,devices,d1,kiosk,\nga4,devices,d2,anna,h1\nga4,devices,d3,bot,\nshop,profiles,d4,kiosk,\n"
    )
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; create schema warehouse.intermediate")
        connection.execute(
            "create table warehouse.intermediate.int_device_logins as"
            " from (values ('d1', 'u1'), ('d1', 'u3'), ('d2', 'u1'), ('d2', 'u2'), ('d3', 'u1'))"
            " as logins(device_id, login_id)"
        )
        write_planted(connection, tmp_path, tmp_path)
    assert rows(f"from '{tmp_path}/planted.parquet'") == [
        ("firm's mailbox", "info@tea.example", "clerk"),
        ("firm's mailbox", "info@tea.example", "firm"),
        ("household", "h1", "anna"),
        ("household", "h1", "bert"),
        ("kiosk", "d1", "anna"),
        ("kiosk", "d1", "clerk"),
        ("landline of a household", "+441", "anna"),
        ("landline of a household", "+441", "bert"),
        ("mailbox of a household", "bells@example.net", "anna"),
        ("mailbox of a household", "bells@example.net", "bert"),
    ]


def test_short_forms_are_initials_and_nicknames_of_the_name_in_truth(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person_id,first_name\nsam,Samuel\nmark,Mark\n")
    with duckdb.connect() as connection:
        for table, rows_of in {
            "profiles(record, first_name, full_name)": (
                "(1, 'Sam', null), (2, null, 'S. Hill'), (3, 'Samuel', null), (4, 'Smauel', null), (5, 'Mark', null)"
            ),
            "truth(record, person)": "(1, 'sam'), (2, 'sam'), (3, 'sam'), (4, 'sam'), (5, 'mark')",
        }.items():
            name = table.split("(")[0]
            connection.execute(f"copy (from (values {rows_of}) as {table}) to '{tmp_path}/{name}.parquet'")
        write_short_forms(connection, tmp_path, tmp_path)
    assert rows(f"from '{tmp_path}/short_forms.parquet'") == [(1,), (2,)]

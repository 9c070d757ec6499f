"""The generated couples of the identity benchmark: the same from the same seed, and what they say they are."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.identity.sets.__main__ import write

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

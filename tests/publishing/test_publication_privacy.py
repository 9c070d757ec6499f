"""Who is who stands in the file with names only."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import duckdb

from kith.publishing import Publication
from tests.publishing.hand_made import SECRET, rows
from tests.publishing.truth_search import Secrets, find_leaks

SECRETS = Secrets(
    emails=frozenset(
        {"john@archer.example", "jane@archer.example", "mary@moss.example", "john.archer@home.example"}
    ),
    phones=frozenset({"+441904555010"}),
    names=frozenset({"John Archer", "Jane Archer", "Archer", "Omar Said", "Said"}),
)


def columns(path: Path, table: str) -> set[str]:
    return {str(row[0]) for row in rows(path, f"describe marts.{table}")}


def pseudonym(value: str) -> str:
    return hmac.new(SECRET, value.encode(), hashlib.sha256).hexdigest()


def test_files_with_names_are_closed_and_the_others_open(published: Publication) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in published.folder.rglob("*") if path.is_file()}
    closed = {name for name, mode in modes.items() if mode == 0o600}
    assert closed == {"kith_pii.duckdb", "briefing_with_names.html"}
    assert modes["kith.duckdb"] & 0o044


def test_names_addresses_and_their_hashes_stand_in_no_bi_file(published: Publication) -> None:
    assert find_leaks(published.folder, SECRETS) == []


def test_the_search_finds_what_leaks(published: Publication, tmp_path: Path) -> None:
    """A search that can find nothing proves nothing."""
    (tmp_path / "parquet").mkdir()
    leaking = {
        "plain": "John@Archer.example",
        "inside": "write to jane@archer.example, please",
        "hashed": hashlib.sha256(b"john@archer.example").hexdigest(),
        "md5": hashlib.md5(b"+441904555010").hexdigest(),
        "name": "john archer",
        "digits": "tel 441904555010",
    }
    with duckdb.connect(str(tmp_path / "kith.duckdb")) as connection:
        connection.execute("create schema marts")
        for column, value in leaking.items():
            connection.execute(
                f"create table marts.{column} as select ? as {column}, 'York' as city", [value]
            )
            connection.execute(f"copy marts.{column} to '{tmp_path}/parquet/{column}.parquet'")
    leaks = find_leaks(tmp_path, SECRETS)
    assert {leak.split(" ")[1].rstrip(":") for leak in leaks} == set(leaking)
    assert len(leaks) == 2 * len(leaking)


def test_personal_columns_are_left_out_hashed_cut_or_banded(published: Publication) -> None:
    bi_file = published.folder / "kith.duckdb"
    customers = columns(bi_file, "dim_customers")
    assert not customers & {
        "full_name",
        "first_name",
        "last_name",
        "email",
        "phone",
        "birth_date",
        "address_line",
    }
    assert {"customer_id", "city", "region", "country_code", "age_band", "contactable_email"} <= customers
    bands = "select age_band from marts.dim_customers order by customer_id"
    assert rows(bi_file, bands) == [("45-54",), ("55-64",), (None,), ("25-34",), (None,)]
    assert rows(bi_file, "select url from marts.fct_newsletter_events order by occurred_at") == [
        ("https://weekly.example/books/one",),
        (None,),
    ]
    assert "answer_text" not in columns(bi_file, "fct_survey_answers")
    assert rows(bi_file, "select login_id from marts.fct_web_sessions") == [(pseudonym("reader-john"),)]


def test_the_same_record_has_one_pseudonym_everywhere(published: Publication) -> None:
    joined = rows(
        published.folder / "kith.duckdb",
        "select count(*) from marts.fct_order_lines as lines join marts.bridge_customer_records as records"
        " on records.source = lines.source and records.record_id = lines.profile_record_id"
        " and records.customer_id = lines.customer_id",
    )
    assert joined == [(1,)]
    devices = rows(
        published.folder / "kith.duckdb",
        "select device_id from marts.dim_devices join marts.fct_web_sessions using (device_id)"
        " join marts.bridge_customer_records on record_id = device_id",
    )
    assert devices == [(pseudonym("dev.1"),)]


def test_golden_fields_are_in_no_bi_file(published: Publication) -> None:
    tables = rows(published.folder / "kith.duckdb", "select table_name from information_schema.tables")
    assert ("dim_customer_fields",) not in tables
    assert not (published.folder / "parquet" / "dim_customer_fields.parquet").exists()
    schemas = rows(
        published.folder / "kith.duckdb", "select distinct table_schema from information_schema.tables"
    )
    assert schemas == [("marts",)]


def test_the_file_with_names_has_all_in_clear(published: Publication) -> None:
    pii_file = published.folder / "kith_pii.duckdb"
    assert rows(
        pii_file, "select email, birth_date::text from marts.dim_customers where customer_id = 'c_john'"
    ) == [("john@archer.example", "1971-04-02")]
    assert rows(pii_file, "select count(*) from identity.record_customers") == [(7,)]
    assert rows(pii_file, "select count(*) from ops.quarantined_rows") == [(1,)]
    assert rows(pii_file, "select count(*) from marts.dim_customer_fields") == [(1,)]

"""The demo publisher's own publication, searched for everybody whom the truth knows."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from kith.customer_view import customer_facts
from kith.publishing import current_publication, find_personal_patterns, verify
from kith.publishing.briefing.reading import read_facts
from tests.publishing.truth_search import find_leaks, secrets_of_truth

# Columns that hold the key of a row of the source, in whatever mart.
SOURCE_KEY = (
    r"(^|_)(answer|attendance|entry|event|interaction|order|payment|record|referral|refund|response|subscription"
    r"|ticket)_id$"
)


def test_nobody_of_the_truth_stands_in_a_bi_file(demo_home: Path) -> None:
    secrets = secrets_of_truth(demo_home / "truth" / "people.csv")
    assert len(secrets.emails) > 100
    assert len(secrets.phones) > 100
    assert len(secrets.names) > 100
    assert find_leaks(demo_home / "published" / "current", secrets) == []


def test_the_search_would_find_them_in_the_file_with_names(demo_home: Path, tmp_path: Path) -> None:
    (tmp_path / "kith.duckdb").symlink_to(demo_home / "published" / "current" / "kith_pii.duckdb")
    leaks = find_leaks(tmp_path, secrets_of_truth(demo_home / "truth" / "people.csv"))
    assert {leak.split(": ")[0] for leak in leaks} >= {
        "bi.marts.dim_customers email",
        "bi.marts.dim_customers phone",
        "bi.marts.dim_customers full_name",
    }


def test_no_published_text_looks_like_an_address_or_a_number(demo_home: Path) -> None:
    bi_file = demo_home / "published" / "current" / "kith.duckdb"
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        assert find_personal_patterns(connection) == []


def test_record_ids_join_in_the_bi_file(demo_home: Path) -> None:
    bi_file = demo_home / "published" / "current" / "kith.duckdb"
    with duckdb.connect(str(bi_file), read_only=True) as connection:
        lines, joined = connection.execute(
            "select count(*), count(records.record_id) from marts.fct_order_lines as lines"
            " left join marts.bridge_customer_records as records on records.source = lines.source"
            " and records.entity = 'profiles' and records.record_id = lines.profile_record_id and records.is_current"
            " where lines.profile_record_id is not null"
        ).fetchall()[0]
    assert lines > 0
    assert joined == lines


def test_the_demo_publication_is_as_its_manifest_says(demo_home: Path) -> None:
    assert verify(demo_home) == []


@pytest.mark.parametrize("page", ["briefing.html", "briefing_with_names.html"])
def test_the_demo_briefing_has_something_to_say(demo_home: Path, page: str) -> None:
    text = (demo_home / "published" / "current" / "briefings" / page).read_text(encoding="utf-8")
    for empty in (
        "No subscriptions have been fed yet",
        "nobody stands in a tier",
        "Nobody has earned anything yet",
    ):
        assert empty not in text
    assert re.search(r"The best \d+% of these customers earn \d+% of the profit", text)


def test_the_demo_briefing_counts_every_customer_and_risks_only_what_is_earned(demo_home: Path) -> None:
    publication = current_publication(demo_home)
    assert publication is not None
    facts = read_facts(publication, None)
    assert sum(line.customers for line in facts.tiers) == facts.totals.customers
    assert sum(line.contribution for line in facts.tiers) == facts.totals.contribution
    assert facts.totals.unprofitable_with_signs > 0
    assert not {person.tier for person in facts.at_risk} & {"problem", "dormant"}
    assert all(person.contribution > 0 and person.value_at_risk > 0 for person in facts.at_risk)
    assert 0.99 < max(share for _, share in facts.whale_curve) <= 1.0
    assert facts.whale_curve[-1][1] < 1.0


def test_john_is_found_by_his_address(demo_home: Path) -> None:
    with duckdb.connect() as connection:
        email, name = connection.execute(
            "select email, first_name || ' ' || last_name from read_csv(?, all_varchar = true) where role = 'john'",
            [str(demo_home / "truth" / "people.csv")],
        ).fetchall()[0]
    facts = customer_facts(demo_home, email.upper())
    assert facts.person["full_name"] == name
    assert len(facts.records) > 3
    assert facts.worth is not None
    assert facts.worth.value_tier == "ideal"
    assert facts.white_space


def test_no_key_of_a_source_stands_in_a_bi_file(demo_home: Path) -> None:
    current = demo_home / "published" / "current"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current / 'kith.duckdb'}' as bi (read_only)")
        connection.execute(f"attach '{current / 'kith_pii.duckdb'}' as pii (read_only)")
        keys = text_columns(connection, "pii", SOURCE_KEY)
        assert {table for table, _ in keys} >= {"fct_orders", "fct_payments", "fct_referrals"}
        connection.execute("create table source_keys (value text)")
        for table, column in keys:
            connection.execute(f'insert into source_keys select distinct "{column}" from pii.marts."{table}"')
        assert connection.execute("select count(value) from source_keys").fetchall()[0][0] > 1000
        found = [
            f"{table}.{column}"
            for table, column in text_columns(connection, "bi")
            if connection.execute(
                f'with cells as (select distinct "{column}" as cell from bi.marts."{table}"),'
                " words as (select cell as word from cells union"
                " select unnest(regexp_split_to_array(cell, '[:|/?=&, ]')) from cells)"
                " select count(*) from words where word <> '' and word in (select value from source_keys)"
            ).fetchall()
            != [(0,)]
        ]
    assert found == []


def test_no_hash_over_an_address_can_be_tried_on_a_bi_file(demo_home: Path) -> None:
    current = demo_home / "published" / "current"
    # In clear the guesses hit: the test would see a hash that is published as it is.
    assert guessed_events(demo_home, current / "kith_pii.duckdb") > 0
    assert guessed_events(demo_home, current / "kith.duckdb") == 0


def test_orders_and_payments_join_in_the_bi_file(demo_home: Path) -> None:
    counts = (
        "select (select count(*) from marts.fct_order_lines join marts.fct_orders using (source, order_id)),"
        " (select count(*) from marts.fct_ledger_entries join marts.fct_payments using (source, payment_id)),"
        " (select count(*) from marts.fct_payments join marts.fct_subscriptions using (source, subscription_id)),"
        " (select count(*) from marts.fct_earned_entries join marts.fct_ledger_entries using (entry_id))"
    )
    joined = {}
    for name in ("kith.duckdb", "kith_pii.duckdb"):
        path = demo_home / "published" / "current" / name
        with duckdb.connect(str(path), read_only=True) as connection:
            joined[name] = connection.execute(counts).fetchall()[0]
    assert min(joined["kith.duckdb"]) > 0
    assert joined["kith.duckdb"] == joined["kith_pii.duckdb"]


def text_columns(
    connection: duckdb.DuckDBPyConnection, database: str, name_like: str = ""
) -> list[tuple[str, str]]:
    """(table, column) of every text column of a database's marts whose name matches."""
    return connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = ? and schema_name = 'marts'"
        " and data_type = 'VARCHAR' and regexp_matches(column_name, ?) and table_name || '.' || column_name <> ?",
        [database, name_like, "fct_attendances.event_id"],
    ).fetchall()


def guessed_events(home: Path, file: Path) -> int:
    """So many newsletter events are found by hashing known addresses with what stands beside the event's key."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return int(
            connection.execute(
                "with people as (from read_csv(?, all_varchar = true)),"
                " known as (select email from people union select second_email from people),"
                " inputs as (select distinct campaign_id, event_type, occurred_at::varchar as moment,"
                "  coalesce(url, '') as url from marts.fct_newsletter_events),"
                " guesses as (select md5(concat_ws('|', campaign_id, md5(lower(email)), event_type, moment, url))"
                "  as guess"
                "  from inputs cross join known where email is not null)"
                " select count(*) from marts.fct_newsletter_events where event_id in (select guess from guesses)",
                [str(home / "truth" / "people.csv")],
            ).fetchall()[0][0]
        )

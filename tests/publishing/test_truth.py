"""The demo publisher's own publication, searched for everybody whom the truth knows."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from kith.customer_view import customer_facts
from kith.publishing import find_personal_patterns, verify
from tests.publishing.truth_search import find_leaks, secrets_of_truth


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
    for empty in ("No subscriptions have been fed yet", "nobody stands in a tier", "No paying customers yet"):
        assert empty not in text
    assert re.search(r"The best \d+% of customers earn \d+% of the profit", text)


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

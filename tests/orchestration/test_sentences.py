"""What a check that failed says is plain: what, how many, where, what to do; and every check has such words."""

import re

import duckdb
import pytest

from kith.identity.tables import create_identity_tables
from orchestration import feed_profile, mart_profile, project, quality, sanity
from orchestration.expectations import SHAPE, USUAL
from orchestration.feed_profile import FeedProfile
from orchestration.sentences import asserts, begun, finding

PROFILE = FeedProfile("raw_shop/orders", 1200, 1, 2, 3, 4, 2e7, 100)
# What only somebody who knows the code would understand.
JARGON = re.compile(r"failing rows|out of \[|∞|[a-z]+_[a-z]+ out of|None|nan\b|\{")


def node(severity: str = "ERROR", **facts: object) -> dict[str, object]:
    return {"name": "assert_x", "original_file_path": "data_tests/x.sql", **facts} | {
        "config": {"severity": severity, "meta": facts.get("meta", {})}
    }


@pytest.mark.parametrize("band", [*SHAPE, *USUAL], ids=lambda band: band.measure)
def test_every_measure_of_a_feed_names_the_table_and_what_to_do(band) -> None:
    said = feed_profile.says(PROFILE, band.measure)
    assert "raw_shop/orders" in said
    assert ":" in said
    assert not JARGON.search(said)


def test_growth_says_both_counts() -> None:
    assert "has 1,200 rows where the last run had 100" in feed_profile.says(PROFILE, "growth")


def test_every_measure_of_a_mart_has_words_with_a_remedy() -> None:
    for mart, rules in mart_profile.read_rules().items():
        shape = {"missing_columns": 2, "empty_keys": 3, "repeated_keys": 4, "growth": 0.1}
        rows = {"table": mart, "row_count": 2, "former_row_count": 20}
        record = {f"{mart}.{rule['measure']}": 1234.0 for rule in rules} | shape | rows
        for said in mart_profile.findings(record, rules).values():
            assert ":" in said
            assert not JARGON.search(said), said


def test_every_data_test_of_the_project_has_plain_words() -> None:
    tests = [test for test in project.read_manifest()["nodes"].values() if test["resource_type"] == "test"]
    assert len(tests) > 40
    for test in tests:
        said = finding(test, "marts/dim_customers", 1234)
        assert not JARGON.search(said), said
        assert "break the rule" not in said, f"{test['name']} needs meta: finding"
        assert "1,234" in said, said


def test_a_sentence_begins_with_a_capital_but_a_table_keeps_its_name() -> None:
    growth = next(band for band in USUAL if band.measure == "growth")
    said = {"growth": feed_profile.says(PROFILE, "growth")}
    observed = quality._outcome("check", "raw_shop/orders", [growth], said, "").observed
    assert observed.startswith("raw_shop/orders has 1,200 rows")
    meta = {"finding": "marts/rpt_x has {count} rows"}
    assert finding(node("warn", meta=meta), "marts/rpt_x", 0) == "marts/rpt_x has 0 rows."
    assert begun("sums differ") == "Sums differ"
    assert begun("landing/a.csv: 10 rows") == "landing/a.csv: 10 rows"


@pytest.mark.parametrize(
    ("columns", "asserted"),
    [
        (["customer_id"], "Every row has its own customer_id."),
        (
            ["source", "day", "key"],
            "No two rows have the same source, day and key, and none lacks one of them.",
        ),
    ],
)
def test_a_key_is_asserted_in_words(columns: list[str], asserted: str) -> None:
    assert asserts(node(test_metadata={"name": "primary_key", "kwargs": {"columns": columns}})) == asserted


def test_a_test_of_its_own_asserts_what_its_comment_says_and_its_description_overrules() -> None:
    commented = node(raw_code="-- Sums tie out,\n-- to the cent.\nselect 1 -- not this")
    assert asserts(commented) == "Sums tie out, to the cent."
    assert asserts(commented | {"description": "All\nadds up."}) == "All adds up."
    assert asserts(node(raw_code="select 1")) == "assert_x."


def test_amber_says_what_to_do_and_red_that_nothing_is_published() -> None:
    amber = finding(node("warn", meta={"finding": "{count} days lack: add them"}), "marts/x", 3)
    assert amber == "3 days lack: add them."
    arguments = {"columns": ["source", "order_id"]}
    red = finding(node(test_metadata={"name": "primary_key", "kwargs": arguments}), "marts/fct_orders", 2)
    assert red.startswith(
        "2 keys of marts/fct_orders (source, order_id) are empty or stand more than once. Nothing"
    )
    assert "data_tests/x.sql" in red


def test_a_described_rule_is_said_in_its_words_and_not_in_sql() -> None:
    rule = {"name": "holds_for_every_row", "kwargs": {"expression": "a = b - c"}}
    described = node("warn", test_metadata=rule, description="Profit is revenue less costs.")
    assert finding(described, "marts/x", 2) == (
        "In 2 rows of marts/x this does not hold: Profit is revenue less costs."
    )


def test_the_places_of_a_finding_are_named_up_to_five() -> None:
    sums = node("warn", meta={"finding": "{count} sums differ"})
    assert finding(sums, "marts/x", 2, ["shop GBP paid", "till"]) == "2 sums differ: shop GBP paid, till."
    assert finding(sums, "marts/x", 7, list("abcdefg")) == "7 sums differ: a, b, c, d, e and 2 more."


def test_identity_that_makes_no_sense_says_what_to_do() -> None:
    assert all(rule.remedy.endswith(".") for rule in sanity.RULES)
    with duckdb.connect() as connection:
        create_identity_tables(connection)
        connection.execute(
            "insert into identity.customers (customer_id) values ('c1');"
            "insert into identity.record_customers (source, entity, record_id, customer_id) "
            "select 'crm', 'profiles', 'r' || i, 'c1' from range(60) as t(i);"
            "create schema intermediate; create table intermediate.int_profiles_unioned "
            "(source varchar, record_id varchar, birth_date date)"
        )
        found = {verdict.name: verdict for verdict in sanity.judge_identity(connection)}
    runaway = found["no_customer_is_a_runaway_cluster"]
    assert not runaway.passed
    assert runaway.observed.startswith(
        "The largest customer has 60 profile records. A number or mailbox may be shared by many"
    )

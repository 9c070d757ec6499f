"""`kith identity review`: pairs in words, with enough of both records to decide and nothing in clear."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from kith.cli import app
from kith.identity.decisions import read_decisions

EVIDENCE = json.dumps(
    {
        "start": 1.5,
        "against": "stranger",
        "weights": [
            {"comparison": "first_name", "level": "nickname", "bits": 3.25},
            {"comparison": "place", "level": "equal_house_tier_2", "bits": 0.5},
        ],
    }
)
TABLES = """
    create schema identity; create schema marts;
    create table identity.record_customers as select * from (values
        ('shop', 'profiles', '1', 'c_one', 'Katharine', 'Quill', null),
        ('desk', 'profiles', '7', 'c_two', null, null, 'Kate Quill')
    ) as records (source, entity, record_id, customer_id, first_name, last_name, full_name);
    create table marts.dim_customers as select * from (values ('c_one', 'Falmouth'), ('c_two', null))
        as customers (customer_id, city);
    create table identity.edges as select 'shop' as source_a, 'profiles' as entity_a, '1' as record_id_a,
        'desk' as source_b, 'profiles' as entity_b, '7' as record_id_b, 'possible' as identifier_kind,
        false as is_accepted, 'below_accept' as guard, 0.97 as probability, $evidence as evidence
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose publication has one pair to look at."""
    (tmp_path / "feeds.yml").write_text("sources: []\n")
    (tmp_path / "published" / "current").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "published" / "current" / "kith_pii.duckdb")) as connection:
        for statement in TABLES.replace("$evidence", f"'{EVIDENCE}'").split(";"):
            connection.execute(statement)
    return tmp_path


def review(home: Path, *options: str, answers: str = "") -> Result:
    return CliRunner().invoke(app, ["identity", "review", *options, "--home", str(home)], input=answers)


def test_a_pair_is_told_in_words_with_both_records_masked(home: Path) -> None:
    said = review(home).stdout
    assert "shop:1 (Ka…e Qu…l, of Fa…h) and desk:7 (Ka…e Qu…l)" in said
    assert "not joined, since the odds are too low to join them unasked" in said
    assert "first name a nickname of the other" in said
    assert "before comparing, against a stranger" in said
    assert f"`kith identity review --ask --home {home}`" in said
    shown = said + review(home, "--json").stdout
    assert not [name for name in ("Katharine", "Kate", "Quill", "Falmouth") if name in shown]


def test_a_decision_needs_a_reason_and_takes_the_pair_off_the_list(home: Path) -> None:
    asked = review(home, "--ask", answers="s\n\nhe rang\n")
    assert asked.exit_code == 0, asked.output
    assert [(each.kind, each.reason) for each in read_decisions(home / "state")] == [("always", "he rang")]
    assert review(home).stdout == "No pair waits for a decision.\n"


def test_later_decides_nothing(home: Path) -> None:
    assert review(home, "--ask", answers="\n").exit_code == 0
    assert not read_decisions(home / "state")

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
        ('desk', 'profiles', '7', 'c_two', null, null, 'Kate Quill'),
        ('desk', 'profiles', '8', 'c_two', null, null, 'K. Quill'),
        ('list', 'profiles', '9', 'c_three', null, null, 'Karl Quill')
    ) as records (source, entity, record_id, customer_id, first_name, last_name, full_name);
    create table marts.dim_customers as select * from (values ('c_one', 'Falmouth'), ('c_two', null))
        as customers (customer_id, city);
    create table identity.edges as
    select 'profiles' as entity_a, 'profiles' as entity_b, split_part(record_a, ':', 1) as source_a,
        split_part(record_a, ':', 2) as record_id_a, split_part(record_b, ':', 1) as source_b,
        split_part(record_b, ':', 2) as record_id_b, * exclude (record_a, record_b), false as is_accepted,
        case when probability is not null then $evidence end as evidence
    from (values $edges) as edges (record_a, record_b, identifier_kind, identifier_value, guard, probability)
"""
ONE_PAIR = "('shop:1', 'desk:7', 'possible', null, 'below_accept', 0.97)"
MANY_PAIRS = """
    ('shop:1', 'desk:7', 'possible', null, 'below_accept', 0.97),
    ('list:9', 'shop:1', 'email', 'karl@quill.example', 'two_logins', 0.93),
    ('list:9', 'desk:7', 'email', 'karl@quill.example', 'first_name', null),
    ('list:9', 'desk:8', 'phone', '+441234567890', 'ambiguous', 0.55),
    ('list:9', 'desk:8', 'likely', null, 'first_name', 0.55),
    ('shop:1', 'desk:8', 'phone', '+441234567890', 'ambiguous', null),
    ('shop:1', 'list:9', 'possible', null, 'decided_never', 0.99)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose publication has one pair to look at."""
    return publish(tmp_path, ONE_PAIR)


def publish(folder: Path, edges: str) -> Path:
    """A home in `folder` whose publication has these edges, as SQL values."""
    (folder / "feeds.yml").write_text("sources: []\n")
    (folder / "published" / "current").mkdir(parents=True)
    with duckdb.connect(str(folder / "published" / "current" / "kith_pii.duckdb")) as connection:
        for statement in TABLES.replace("$evidence", f"'{EVIDENCE}'").replace("$edges", edges).split(";"):
            connection.execute(statement)
    return folder


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


def test_a_mistyped_answer_is_asked_again(home: Path) -> None:
    asked = review(home, "--ask", answers="x\ndifferent\ntwo Kates\n")
    assert "'x' is none of the three: answer s, d or l." in asked.output
    assert [each.kind for each in read_decisions(home / "state")] == ["never"]


def test_later_decides_nothing(home: Path) -> None:
    assert review(home, "--ask", answers="\n").exit_code == 0
    assert not read_decisions(home / "state")


def test_likely_pairs_of_any_kind_are_listed_who_fits_several_first_with_the_rival(tmp_path: Path) -> None:
    home = publish(tmp_path, MANY_PAIRS)
    pairs = json.loads(review(home, "--json").stdout)
    assert [(pair["record_a"], pair["record_b"], pair["guard"], pair["rival"]) for pair in pairs] == [
        ("list:9", "desk:8", "ambiguous", "shop:1"),
        ("shop:1", "desk:7", "below_accept", None),
        ("list:9", "shop:1", "two_logins", None),
    ]
    assert {weight["comparison"] for pair in pairs for weight in pair["evidence"]["weights"]} == {
        "first_name",
        "place",
    }
    said = review(home).stdout
    assert "both have the phone number +4412…90\n" in said
    assert "so this link joins it to neither; the other is shop:1\n" in said
    assert "karl@quill" not in said

"""Which link is the stronger: one order, wherever it is told."""

import re
from pathlib import Path
from typing import Final

from kith.identity.explanation import RULE_WORDS, RULES_BY_STRENGTH

MODELS: Final = Path(__file__).parents[2] / "dbt_project" / "models"
RECOGNITION: Final = MODELS / "intermediate" / "people" / "int_record_recognition.sql"
OTHER_EXACT: Final = {"same_email", "same_email_sha256", "same_email_md5", "same_phone"}
"""What the mart tells as one way, exact_identifier."""


def test_explain_has_words_for_every_rule() -> None:
    assert RULE_WORDS.keys() == set(RULES_BY_STRENGTH)


def test_the_mart_ranks_links_as_the_engine_does() -> None:
    query = RECOGNITION.read_text(encoding="utf-8")
    named = {rule: int(place) for rule, place in re.findall(r"when '(\w+)' then (\d)", query)}
    [others] = map(int, re.findall(r"else (\d)", query))
    # told after phone, since e-mail and phone are one way there
    places = named | dict.fromkeys(OTHER_EXACT, others)
    del places["same_newsletter_click"]
    ranked = [places[rule] for rule in RULES_BY_STRENGTH if rule in places]
    assert ranked == sorted(ranked)
    assert named["same_login"] < others < named["same_newsletter_click"] < named["same_device"]
    # of two profiles no link goes by a rule that the mart does not place: the others give devices to people
    assert set(RULES_BY_STRENGTH) - places.keys() == {
        "same_newsletter_click",
        "one_login",
        "newsletter_click",
    }

"""Typeform's responses and forms: exact values out of staging, a real load, and what goes wrong."""

import json
from datetime import datetime
from decimal import Decimal

RESPONSE = {
    "token": "t1",
    "landed_at": "2026-02-01T09:00:00Z",
    "submitted_at": "2026-02-01T09:05:00Z",
    "hidden": {},
    "answers": [{"field": {"id": "F1", "ref": "nps", "type": "nps"}, "type": "number", "number": 7}],
}


def test_respondent_is_known_by_hidden_fields_and_answers(staged):
    rows = staged("stg_typeform__respondents", "email", "login_id", "updated_at")
    assert rows["tok1"] == ("john@example.org", "u-1", datetime(2026, 2, 1, 9, 5))
    assert rows["tok2"] == (None, None, datetime(2026, 2, 2, 9))


def test_answers_of_every_type_have_their_words_or_number(staged):
    rows = staged("stg_typeform__survey_answers", "answer_text", "answer_number")
    assert rows == {
        "tok1:F1": (None, Decimal(9)),
        "tok1:F2": ("The tide tables", None),
        "tok1:F3": ("Trust, Calm", None),
        "tok1:F4": ("Quiet", None),
        "tok1:F7": ("false", None),
        "tok1:F8": ("2019-05-01", None),
    }


def test_theme_is_the_start_of_the_reference(staged):
    themes = {key: row[0] for key, row in staged("stg_typeform__survey_answers", "theme").items()}
    assert themes["tok1:F1"] == "nps"
    assert themes["tok1:F2"] == "works_well"
    assert themes["tok1:F3"] == "value"
    assert themes["tok1:F4"] == "need"
    assert themes["tok1:F7"] == "other"


def test_form_gives_the_survey_and_the_questions(staged):
    rows = staged("stg_typeform__survey_answers", "survey", "question")
    assert rows["tok1:F2"] == ("Readers 2026", "What works well?")
    assert rows["tok1:F8"] == ("Readers 2026", "since")


def test_consent_question_is_no_answer_but_marks_them_all(staged):
    rows = staged("stg_typeform__survey_answers", "is_consented", "profile_record_id")
    assert set(rows.values()) == {(True, "tok1")}


def test_pages_load_with_their_answers(rows_read):
    assert rows_read("typeform") == {"responses": 2, "answers": 8, "forms": 1, "form_fields": 4}


def test_response_without_a_token_is_set_aside_with_what_was_looked_for(new_home, query):
    response = {key: value for key, value in RESPONSE.items() if key != "token"} | {"answers": None}
    home = new_home({"typeform": {"page.json": json.dumps({"items": [RESPONSE, response]})}})
    [(row_number, reason)] = query(home, "select row_number, reason from ops.quarantined_rows")
    assert row_number == 2
    assert reason == (
        "No known typeform object: what is looked for is responses (by token, landed_at); forms (by fields, title)."
    )

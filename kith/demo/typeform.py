"""Typeform: what readers answered about themselves and about the house, with their consent.

Data flow: people -> `responses` -> landing/typeform/forms.json and responses_*.json. Two forms: how likely one is
to recommend the house, and the inner life: feelings, beliefs, values, hopes, images, needs, tensions. Nothing of it
is ever guessed.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.landing import Landing
from kith.demo.world import World

FOLDER = "landing/typeform"
# ref | kind | question | answers to draw from
QUESTIONS = """
nps|opinion_scale|How likely are you to recommend Tidewater to a friend?|
works_well|long_text|What works well?|The long reads;The Sunday letter;Delivery is on time;The garden pages
improve|long_text|What could be better?|The app is slow;Too many offers;More crosswords;Sound versions please
feeling|long_text|How do you feel about us?|Calmer after reading;At home;Informed;A little guilty at the pile
belief|long_text|What do you think we stand for?|Taking time;The coast and its people;Fairness;Good sentences
value|long_text|What do you value most?|Independence;Beauty;Practical advice;Company at breakfast
hope|long_text|What do you hope for?|A garden of my own;That my children read;Cleaner seas;More time
image|long_text|Which image do you connect with us?|A lighthouse;A kitchen table;A tide pool;A walled garden
need|long_text|Which need do we meet?|Quiet;Belonging;Understanding;Something to talk about
tension|long_text|What are you torn about?|Print or screen;Price and principle;Time and curiosity;Town or country
consent|yes_no|May we keep these answers beside your customer record?|
email|email|Your e-mail, if you like|
"""
FORM_ID, FORM_TITLE = "tideVoice1", "Reader survey"


def questions() -> list[tuple[int, str, str, str, list[str]]]:
    """Rows of number, ref, kind, question, possible answers."""
    rows = []
    for number, line in enumerate(QUESTIONS.strip().splitlines(), 1):
        ref, kind, title, answers = line.split("|")
        rows.append((number, ref, kind, title, answers.split(";") if answers else []))
    return rows


def _answers() -> str:
    """SQL list of answer objects of one response."""
    objects = []
    for number, ref, kind, _, choices in questions():
        field = f"'field': {{'id': 'f{number:02d}', 'ref': '{ref}', 'type': '{kind}'}}"
        if ref == "nps":
            objects.append(f"to_json({{{field}, 'type': 'number', 'number': score}})")
        elif kind == "yes_no":
            objects.append(f"to_json({{{field}, 'type': 'boolean', 'boolean': consents}})")
        elif kind == "email":
            objects.append(
                f"case when email is not null then to_json({{{field}, 'type': 'email', 'email': email}}) end"
            )
        else:
            texts = "[" + ", ".join(f"'{choice}'" for choice in choices) + "]"
            chosen = f"{texts}[1 + (mood + {number * number}) % {len(choices)}]"
            objects.append(f"to_json({{{field}, 'type': 'text', 'text': {chosen}}})")
    return f"list_filter([{', '.join(objects)}], lambda answer: answer is not null)"


RESPONSES = """
create table responses as
select person_number, record_id as token, since as answered_at, email, first_name, last_name, person_number
    as mood_number
from profiles where source = 'typeform'
"""
FINISHED = """
create or replace table responses as
select token, person_number, answered_at, email, first_name || ' ' || last_name as name, floor(u_mood * 1000)::int
    as mood,
    case when u_score < .45 then 9 + floor(u_score * 4)::int when u_score < .8 then 7 + floor(u_mood * 2)::int
        else floor(u_mood * 7)::int end as score, u_consent < .85 as consents
from responses order by token
"""
OBJECTS = f"""
select '{FOLDER}/responses_' || file_month(answered_at) || '.json' as file, token, to_json({{
    'landing_id': token, 'token': token, 'response_id': token, 'form_id': '{FORM_ID}',
    'landed_at': iso(answered_at - 240), 'submitted_at': iso(answered_at),
    'metadata': {{'platform': 'mobile', 'browser': 'default'}}, 'hidden': {{'name': name}},
    'answers': {_answers()}}})::text as line
from responses
"""


def draw_responses(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates the responses of a chunk's crowd."""
    connection.execute(RESPONSES)
    add_draws(
        connection, "responses", "token", world.random(chunk, "responses"), ("mood", "score", "consent")
    )
    connection.execute(FINISHED)


def write_forms(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes the form's own definition; once a world."""
    fields = ", ".join(
        f"{{'id': 'f{number:02d}', 'ref': '{ref}', 'title': '{title}', 'type': '{kind}'}}"
        for number, ref, kind, title, _ in questions()
    )
    landing.lines(
        connection,
        f"select '{FOLDER}/forms.json' as file, to_json({{'id': '{FORM_ID}', 'title': '{FORM_TITLE}', 'type': 'form', "
        f"'fields': [{fields}]}})::text as line",
    )


def write_typeform(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes the responses of one chunk."""
    landing.lines(connection, OBJECTS, "token", '{"items":[', "]}\n")

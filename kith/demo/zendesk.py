"""Zendesk: what people asked the help desk, and the files of it.

Data flow: people -> `tickets` -> landing/zendesk/users_*.json, tickets_*.json and ticket_metrics_*.json, as pages.
Four users of ten have no e-mail. The minutes an agent worked stand in the ticket's metrics.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.landing import Landing
from kith.demo.world import World

FOLDER = "landing/zendesk"
CATEGORIES = ("delivery", "billing", "cancellation", "complaint", "content", "technical")
TICKETS = """
create table tickets as
select person_number, slot, is_needy from people, range(6) as slots(slot)
where has_support and slot < case when is_needy then 6 else 1 + person_number % 2 end
"""
FINISHED = """
create or replace table tickets as
select 700000000 + person_number * 8 + slot as ticket_id, (380000000000 + person_number)::text as user_id,
    person_number,
    first_second() + (floor(u_day * 1085) * 86400 + 32400 + floor(u_hour * 30000))::bigint as opened,
    3 + floor(u_minutes * u_minutes * 45)::int as minutes,
    case when u_channel < .3 then 'phone' when u_channel < .85 then 'email' else 'web' end as channel,
    1 + floor(u_category * 6)::int as category_number, u_score < .5 as is_rated, u_score < .35 as is_pleased
from tickets
order by person_number, slot
"""
USERS = f"""
select '{FOLDER}/users_' || file_month(since) || '.json' as file, record_id, to_json({{
    'id': record_id::bigint, 'name': first_name || ' ' || last_name, 'email': email, 'phone': phone, 'role': 'end-user',
    'external_id': login_id, 'active': true, 'locale': 'en-GB', 'locale_id': 1176, 'created_at': iso(since),
    'updated_at': iso(since), 'time_zone': 'London', 'verified': true}})::text as line
from profiles where source = 'zendesk'
"""
_CATEGORY = "[" + ", ".join(f"'{name}'" for name in CATEGORIES) + "][category_number]"
TICKET_OBJECTS = f"""
select '{FOLDER}/tickets_' || file_month(opened) || '.json' as file, ticket_id, to_json({{
    'id': ticket_id, 'requester_id': user_id::bigint, 'submitter_id': user_id::bigint, 'status': 'solved',
        'type': 'question',
    'subject': 'Question about ' || {_CATEGORY}, 'description': 'Hello, a question.', 'priority': 'normal',
    'via': {{'channel': case channel when 'phone' then 'voice' else channel end}}, 'tags': [{_CATEGORY}],
    'custom_fields': [{{'id': 360001, 'value': {_CATEGORY}}}],
    'satisfaction_rating': {{'score': case when is_pleased then 'good' when is_rated then 'bad' else 'unoffered' end}},
    'created_at': iso(opened), 'updated_at': iso(opened + 86400)}})::text as line
from tickets
"""
METRICS = f"""
select '{FOLDER}/ticket_metrics_' || file_month(opened) || '.json' as file, ticket_id, to_json({{
    'id': ticket_id + 1000000000, 'ticket_id': ticket_id, 'reopens': 0, 'replies': 1,
    'reply_time_in_minutes': {{'calendar': 20 + minutes, 'business': 10}},
    'agent_work_time_in_minutes': {{'calendar': minutes, 'business': minutes}}, 'solved_at': iso(opened + 7200),
    'created_at': iso(opened), 'updated_at': iso(opened + 86400)}})::text as line
from tickets
"""


def draw_tickets(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates the tickets of a chunk's crowd; those who need much help write six."""
    connection.execute(TICKETS)
    draws = ("day", "hour", "minutes", "channel", "category", "score")
    add_draws(connection, "tickets", "person_number, slot", world.random(chunk, "tickets"), draws)
    connection.execute(FINISHED)


def write_zendesk(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes users, tickets and metrics of one chunk."""
    for query, name, key in ((USERS, "users", "record_id"), (TICKET_OBJECTS, "tickets", "ticket_id"),
                             (METRICS, "ticket_metrics", "ticket_id")):  # fmt: skip
        landing.lines(connection, query, key, f'{{"{name}":[', "]}\n")

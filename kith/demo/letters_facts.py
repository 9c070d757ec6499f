"""What happened with the newsletters: members of lists, campaigns, opens and clicks.

Data flow: people -> `members` (list and person) -> `campaigns` (one a list and fortnight) -> `sends` with the
actions.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.world import World

MEMBERS = """
create table members as
select person_number, position as list_position, list_id, known_since,
    case when second_email is not null and person_number % 2 = 0 then second_email else email end as address
from people, letters
where has_letters and (person_number + position * 3) % 4 < 2
"""
MEMBER_DRAWS = ("since", "leave", "left", "clean", "appetite", "phone")
# One mailbox is one member of a list, whoever of a couple wrote it down first.
FINISHED_MEMBERS = """
create or replace table members as
select person_number, list_id, address, md5(lower(address)) as member_id,
    md5('unique' || list_id || lower(address))[1:10] as unique_email_id,
    first_second() + (floor(u_since * 900) * 86400 + 40000)::bigint as opted_in,
    case when u_leave < .14 then first_second() + ((905 + floor(u_left * 185)) * 86400 + 50000)::bigint end
        as opted_out,
    case when u_leave < .12 then 'unsubscribed' when u_leave < .14 then 'cleaned' else 'subscribed' end as status,
    u_appetite as appetite, u_phone < .2 as gives_phone
from members
qualify row_number() over (partition by list_id, lower(address) order by person_number) = 1
order by person_number, list_id
"""
# Offers go out every second week of the last half year, letters every fourth week of the last year; only of those does
# the demo keep the activity.
CAMPAIGNS = """
create table campaigns as
select md5('campaign' || list_id || week)[1:10] as campaign_id, list_id, list_name,
    end_second() - (week * (case when position = 4 then 14 else 28 end) + position) * 86400 - 50400 as sent_at,
        position, week,
    case when position = 4 then 'Offer: ' || (week + 1) else list_name || ' no. ' || (200 - week) end as subject
from letters, range(13) as weeks(week)
"""
SENDS = """
create table sends as
select person_number, list_id, member_id, address, campaign_id, sent_at, appetite
from members join campaigns using (list_id)
where opted_in < sent_at and (opted_out is null or opted_out > sent_at)
"""
SEND_DRAWS = ("open", "click", "delay")
ACTIONS = """
create or replace table sends as
select *, u_open < .15 + .6 * appetite as opens, u_click < .18 and u_open < .15 + .6 * appetite as clicks,
    sent_at + 900 + floor(u_delay * u_delay * 90000)::bigint as opened_at
from sends
order by person_number, campaign_id
"""


def draw_letters(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates members of a chunk's crowd and the campaigns, which are the same in every chunk."""
    connection.execute(MEMBERS)
    add_draws(connection, "members", "person_number, list_id", world.random(chunk, "members"), MEMBER_DRAWS)
    connection.execute(FINISHED_MEMBERS)
    connection.execute(CAMPAIGNS)


def derive_letters(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Sends the campaigns: sends, with who opened and who clicked."""
    connection.execute(SENDS)
    add_draws(connection, "sends", "person_number, campaign_id", world.random(chunk, "sends"), SEND_DRAWS)
    connection.execute(ACTIONS)

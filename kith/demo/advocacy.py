"""The readers' club: who brought whom, and who likes, comments on and shares the house's posts.

Data flow: people of the club -> `referrals` and `interactions` -> landing/advocacy/*.csv, read by the generic
connector.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.landing import Landing
from kith.demo.world import World

FOLDER = "landing/advocacy"
REFERRALS = """
create table referrals as
select printf('R%08d', person_number) as referral_id, printf('A%07d', person_number) as referrer,
    printf('A%07d', (
        select min(other.person_number) from people as other
        where other.has_advocacy and other.person_number > people.person_number)) as referred,
    end_second() - 86400 * (30 + person_number % 300) as referred_at,
    case when person_number % 3 > 0 then end_second() - 86400 * (10 + person_number % 300) end as converted_at
from people where has_advocacy and person_number % 2 = 0 and person_number < (
    select max(person_number) from people where has_advocacy)
order by person_number
"""
INTERACTIONS = """
create table interactions as
select person_number, slot from people, range(5) as slots(slot) where has_advocacy
"""
FINISHED = """
create or replace table interactions as
select printf('S%08d-%d', person_number, slot) as interaction_id, printf('A%07d', person_number) as member,
    '@reader' || person_number as handle, ['like', 'like', 'comment', 'share'][1 + floor(u_type * 4)::int]
        as interaction_type,
    'post' || floor(u_post * 60)::int as post_id, ['launch', 'editorial', 'other'][1 + floor(u_kind * 3)::int]
        as post_kind,
    end_second() - (floor(u_day * 360) * 86400 + 3600)::bigint as happened_at
from interactions order by person_number, slot
"""


def draw_advocacy(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates referrals and interactions of a chunk's crowd."""
    connection.execute(REFERRALS)
    connection.execute(INTERACTIONS)
    draws = ("type", "post", "kind", "day")
    add_draws(connection, "interactions", "person_number, slot", world.random(chunk, "club"), draws)
    connection.execute(FINISHED)


def write_advocacy(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes members, referrals and interactions of one chunk."""
    landing.lines(
        connection,
        f"""select '{FOLDER}/members_' || file_month(since) || '.csv' as file, record_id,
            concat_ws(',', record_id, first_name,
            last_name, coalesce(email, ''), strftime(moment(since), '%Y-%m-%d')) as line
        from profiles where source = 'advocacy'""",
        "record_id",
        header="member_no,first_name,last_name,email,joined_on",
    )
    landing.lines(
        connection,
        f"""select '{FOLDER}/referrals_' || file_month(coalesce(converted_at, referred_at)) || '.csv' as file,
            referral_id,
            concat_ws(',', referral_id, referrer, referred, 'link', iso(referred_at), coalesce(iso(converted_at),
                '')) as line
        from referrals""",
        "referral_id",
        header="referral_id,referrer,referred,channel,referred_at,converted_at",
    )
    landing.lines(
        connection,
        f"""select '{FOLDER}/social_' || file_month(happened_at) || '.csv' as file, interaction_id,
            concat_ws(',', interaction_id,
            member, handle, interaction_type, post_id, post_kind, iso(happened_at)) as line
        from interactions""",
        "interaction_id",
        header="interaction_id,member,handle,type,post_id,post_kind,occurred_at",
    )

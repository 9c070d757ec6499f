"""What happened on the site: devices, sessions, page views, logins and newsletter clicks.

Data flow: people and members -> `devices` -> `sessions` (numpy) -> `web_events`, flat arrays of numbers with one
row per event. ga4.py gives them the export's shape. A device is one browser; its owner may log in on it, or never.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from kith.demo.world import World, epoch

ARTICLES = 320
# Sessions of a year per unit of appetite; with 3.4 events a session this makes some 75 events a person and year.
SESSIONS_A_YEAR = 17.0

DEVICES = """
create table devices as
select
    printf('%d.%d', 1000000000 + (abs(person_number) * 7919 + number * 104729) % 900000000,
        1600000000 + abs(person_number) * 10 + number)
        as device_id,
    person_number, person_id, number, login_id, country, appetite * case number when 0 then .7 else .3 end as appetite,
    case when number = 0 then 'mobile' else 'desktop' end as category,
    -- Two of five account holders log in now and then; the others read without.
    case when login_id is not null and person_number % 5 < 2 then .25
        when login_id is not null and person_number % 5 = 2 then .05 else 0 end as login_share
from people, range(2) as numbers(number)
where has_web and person_number > 0 and (number = 0 or has_second_device)
union all
-- Passers-by: nobody knows them, most come once.
select printf('%d.%d', 1000000000 + (person_number * 7907 + 77) % 900000000, 1700000000 + person_number * 10),
    null, null, 0, null, country, .08, 'mobile', 0
from people where person_number > 0 and person_number % 2 = 0
"""
CLICKERS = """
create table clickers as
select person_number, min(unique_email_id) as unique_email_id from members where status <> 'cleaned'
    and person_number > 0 group by person_number
"""


def make_devices(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates devices of a chunk's crowd and `planned_sessions`, which the cast may fill."""
    connection.execute(DEVICES)
    connection.execute(CLICKERS)
    connection.execute(
        "create or replace table devices as select devices.*, unique_email_id, 'Chrome' as browser, "
        "null::text as household_id, null::text as holder "
        "from devices left join clickers using (person_number)"
    )
    connection.execute(
        "create table planned_sessions(device_id text, started bigint, is_login boolean, is_click boolean, "
        "section bigint, login_id text)"
    )


def make_sessions(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates `sessions` and `web_events`: the crowd's at random, the cast's as planned."""
    connection.execute(
        "create or replace table devices as select *, row_number() over (order by device_id) - 1 as device_row "
        "from devices order by device_id"
    )
    generator = world.random(chunk, "web")
    devices = connection.execute(
        "select appetite, login_share, unique_email_id is not null as clicks from devices order by device_row"
    ).fetchnumpy()
    appetite, login_share = devices["appetite"].astype(float), devices["login_share"].astype(float)
    wanted = appetite * SESSIONS_A_YEAR * world.days / 365
    counts = 1 + generator.poisson(np.maximum(0.0, wanted * generator.gamma(2.0, 0.5, len(wanted)) - 0.4))
    device = np.repeat(np.arange(len(counts)), np.where(appetite > 0, counts, 0))
    total = len(device)
    day = generator.integers(0, world.days, total)
    hour = np.clip(generator.normal(14, 4.5, total), 5, 20.5)
    started = epoch(world.first_web_day) + day * 86400 + (hour * 3600).astype(np.int64)
    is_login = generator.random(total) < login_share[device]
    is_click = (generator.random(total) < 0.08) & devices["clicks"][device].astype(bool) & ~is_login
    # Short worlds plan several sessions of one device for one moment: the row says which of them was kept.
    connection.execute(
        "create or replace table planned_sessions as select *, row_number() over "
        "(order by device_id, started, is_login, is_click, section, login_id) - 1 as plan_row "
        "from planned_sessions order by plan_row"
    )
    plan = connection.execute(
        "select device_row, started, is_login, is_click, plan_row "
        "from planned_sessions join devices using (device_id) order by plan_row"
    ).fetchnumpy()
    store_sessions(
        connection,
        generator,
        np.concatenate([device, plan["device_row"]]),
        np.minimum(np.concatenate([started, plan["started"]]), world.last_second - 3600),
        np.concatenate([is_login, plan["is_login"]]).astype(bool),
        np.concatenate([is_click, plan["is_click"]]).astype(bool),
        np.concatenate([np.full(total, -1), plan["plan_row"]]),
    )
    connection.execute(
        "create or replace table sessions as "
        "select sessions.* replace (coalesce(plan.section, sessions.section) as section), plan.login_id "
        "from sessions left join planned_sessions as plan using (plan_row)"
    )


def store_sessions(
    connection: duckdb.DuckDBPyConnection,
    generator: np.random.Generator,
    device: np.ndarray,
    started: np.ndarray,
    is_login: np.ndarray,
    is_click: np.ndarray,
    plan_row: np.ndarray,
) -> None:
    """Numbers the sessions in time order within their device, draws their pages, and registers both tables."""
    order = np.lexsort((plan_row, started, device))
    # One browser holds one session at a time: a session that would begin within another one is dropped.
    near = (np.diff(device[order]) == 0) & (np.diff(started[order]) < 1800)
    kept = order[np.concatenate([[True], ~near]) | is_login[order]]
    device, started, is_login, is_click, plan_row = (
        each[kept] for each in (device, started, is_login, is_click, plan_row)
    )
    total = len(device)
    pages = np.minimum(generator.geometric(0.34, total), 12)
    section = generator.integers(0, 8, total)
    sessions = pa.table(
        {
            "session_row": np.arange(total),
            "device_row": device,
            "plan_row": plan_row,
            "started": started,
            "is_login": is_login,
            "is_click": is_click,
            "channel": generator.random(total),
            "section": np.where(generator.random(total) < 0.6, device * 5 % 8, section),
        }
    )
    connection.register("drawn_sessions", sessions)
    connection.execute("create or replace table sessions as select * from drawn_sessions")
    connection.unregister("drawn_sessions")
    _store_events(connection, generator, started, is_login, pages)


def _store_events(
    connection: duckdb.DuckDBPyConnection,
    generator: np.random.Generator,
    started: np.ndarray,
    is_login: np.ndarray,
    pages: np.ndarray,
) -> None:
    # Kinds: 0 session_start, 1 page_view, 2 login, 3 paywall_shown, 4 scroll.
    counts = 1 + pages + is_login
    session = np.repeat(np.arange(len(pages)), counts)
    position = np.arange(len(session)) - np.repeat(np.cumsum(counts) - counts, counts)
    kind = np.where(position == 0, 0, 1)
    kind = np.where(is_login[session] & (position == 2), 2, kind)
    engagement = np.where(
        kind == 1, np.minimum(generator.exponential(48_000, len(session)), 900_000), 0
    ).astype(np.int64)
    kind = np.where((kind == 1) & (position >= 4) & (generator.random(len(session)) < 0.15), 3, kind)
    stamp = (
        (started[session] * 1_000_000)
        + position * 47_000_000
        + generator.integers(0, 20_000_000, len(session))
    )
    events = pa.table(
        {
            "session_row": session,
            "event_position": position.astype(np.int16),
            "kind": kind.astype(np.int8),
            "stamp": stamp,
            "engagement": engagement,
            "article": generator.integers(0, ARTICLES, len(session)).astype(np.int16),
            "stray": generator.random(len(session)) < 0.3,
        }
    )
    connection.register("drawn_events", events)
    connection.execute("create or replace table web_events as select * from drawn_events")
    connection.unregister("drawn_events")

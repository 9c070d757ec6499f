"""Writes GA4's export: one file of nested events a day, Parquet as BigQuery saves it, the first two days as
JSONL.gz.

Data flow: sessions and web_events of a chunk -> Arrow with event_params as a list of key and typed value -> a row
group of landing/ga4/events_<YYYYMMDD>.parquet for each day and chunk, a month at a time, so that memory stays
bounded.
"""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kith.demo.catalogue import SECTIONS
from kith.demo.web_facts import ARTICLES
from kith.demo.world import SITE, World

FOLDER = "landing/ga4"
JSON_DAYS = 2
TOPICS = [
    "tides",
    "harbours",
    "hedgerows",
    "kitchens",
    "elections",
    "rivers",
    "orchards",
    "birds",
    "trains",
    "letters",
    "islands",
    "weather",
]


def _param(key: str, kind: str, value: str) -> str:
    values = {"string": "null::varchar", "int": "null::bigint"}
    values[kind] = value
    return (
        f"{{'key': '{key}', 'value': {{'string_value': {values['string']}, 'int_value': {values['int']}, "
        f"'float_value': null::double, 'double_value': null::double}}}}"
    )


_PARAMS = ", ".join(
    (
        _param("page_location", "string", "page_location"),
        _param("page_title", "string", "page_title"),
        _param("page_referrer", "string", "page_referrer"),
        _param("ga_session_id", "int", "started"),
        _param("ga_session_number", "int", "session_number"),
        _param("engagement_time_msec", "int", "engagement"),
        _param("content_group", "string", "content_section"),
        _param("content_id", "string", "content_id"),
        _param("content_access", "string", "content_access"),
    )
)
PAGES = f"""
create or replace table web_pages as
select article, sections.section, name as content_section, 'a' || (1000 + article * 8 + sections.section) as content_id,
    '/' || name || '/' || topic || '-' || (1000 + article * 8 + sections.section) as path,
    upper(topic[1:1]) || topic[2:] || ' and ' || name || ', part ' || (1 + article % 9) as page_title,
    case when article % 3 = 0 then 'premium' else 'free' end as content_access
from range({ARTICLES}) as articles(article),
    (select unnest({SECTIONS!r}) as name, unnest(range({len(SECTIONS)})) as section) as sections,
    (select unnest({TOPICS!r}) as topic, unnest(range({len(TOPICS)})) as topic_number) as topics
where topic_number = (article + sections.section) % {len(TOPICS)}
"""
NUMBERED = """
create or replace table numbered_sessions as
select sessions.*, row_number() over (partition by device_row order by started, session_row) as session_number,
    strftime(moment(started), '%Y%m%d') as event_date
from sessions
"""
EVENTS = f"""
with flat as (
    select event_date, stamp, started, session_number, engagement, device_id, country, category, event_position,
        browser, content_section, content_id, content_access, page_title, session_row,
        case kind when 0 then 'session_start' when 1 then 'page_view' when 2 then 'login' else 'paywall_shown' end
            as event_name,
        '{SITE}' || path || case
            when is_click and event_position <= 1
                then '?utm_source=newsletter&utm_medium=email&utm_campaign=weekly&mc_cid='
                    || substr(md5(started::text), 1, 10)
                    || '&mc_eid=' || unique_email_id
            when channel < .15 and event_position <= 1 then '?utm_source=social&utm_medium=social&utm_campaign=spring'
            else '' end as page_location,
        case when event_position <= 1 then case when is_click then null when channel < .15
            then 'https://social.example/'
            when channel < .55 then 'https://search.example/' end
            else '{SITE}/' end as page_referrer,
        case when is_login and (kind = 2 or event_position > 2) then coalesce(numbered_sessions.login_id,
            devices.login_id) end as user_id,
        case when is_click then 'newsletter' when channel < .15 then 'social' when channel < .55 then 'search.example'
            else '(direct)' end as first_source,
        case when is_click then 'email' when channel < .15 then 'social' when channel < .55 then 'organic'
            else '(none)' end as first_medium
    from web_events join numbered_sessions using (session_row) join devices using (device_row)
    join web_pages on web_pages.article = web_events.article
        and web_pages.section = case when stray then (numbered_sessions.section + 3) % 8
            else numbered_sessions.section end
    where WHEN
)
select event_date, stamp as event_timestamp, event_name, [{_PARAMS}] as event_params,
    user_id, device_id as user_pseudo_id,
    {{'analytics_storage': 'Yes', 'ads_storage': 'No', 'uses_transient_token': 'No'}} as privacy_info,
    {{'category': category, 'operating_system': case category when 'mobile' then 'iOS' else 'Windows' end,
        'language': 'en-gb',
        'web_info': {{'browser': browser,
            'hostname': 'www.tidewater.example'}}}} as device,
    {{'country': case country when 'GB' then 'United Kingdom' when 'IE' then 'Ireland' when 'DE' then 'Germany'
        else 'United States' end, 'city': '(not set)'}} as geo,
    {{'source': first_source, 'medium': first_medium, 'name': '(not set)'}} as traffic_source,
    '1646937064' as stream_id, 'WEB' as platform
from flat
order by event_date, stamp, user_pseudo_id, session_row, event_position
"""


class DailyFiles:
    """The open Parquet file of each day; every chunk adds a row group to it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._writers: dict[str, pq.ParquetWriter] = {}

    def write(self, day: str, events: pa.Table) -> None:
        """Adds the events of one day."""
        if day not in self._writers:
            path = self._folder / f"events_{day}.parquet"
            self._writers[day] = pq.ParquetWriter(path, events.schema, compression="zstd")
        self._writers[day].write_table(events)

    def close(self) -> None:
        """Writes the footers."""
        for writer in self._writers.values():
            writer.close()


def write_ga4(connection: duckdb.DuckDBPyConnection, files: DailyFiles, world: World, home: Path) -> None:
    """Writes the web events of one chunk."""
    for statement in (PAGES, NUMBERED):
        connection.execute(statement)
    json_days = [world.first_web_day + timedelta(days=offset) for offset in range(JSON_DAYS)]
    for day in json_days:
        _write_json_day(connection, home, f"{day:%Y%m%d}")
    for first, last in _months(world, json_days[-1] + timedelta(days=1)):
        when = f"event_date between '{first:%Y%m%d}' and '{last:%Y%m%d}'"
        events = connection.cursor().sql(_query(when)).to_arrow_table()
        for name, part in _by_day(events):
            files.write(name, part)


def _query(when: str) -> str:
    return EVENTS.replace("WHEN", when)


def _by_day(events: pa.Table) -> list[tuple[str, pa.Table]]:
    if events.num_rows == 0:
        return []
    days = events.column("event_date").combine_chunks().dictionary_encode()
    ends = pc.run_end_encode(days.indices).run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    codes = days.indices
    return [
        (days.dictionary[codes[start].as_py()].as_py(), events.slice(start, end - start))
        for start, end in zip(starts, ends, strict=True)
    ]


def _months(world: World, first: date) -> list[tuple[date, date]]:
    """First and last day of each calendar month from `first` to as_of."""
    spans = []
    while first <= world.as_of:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        last = min(following - timedelta(days=1), world.as_of)
        spans.append((first, last))
        first = following
    return spans


def _write_json_day(connection: duckdb.DuckDBPyConnection, home: Path, day: str) -> None:
    """One day in the other shape the export comes in: JSON lines, 64-bit numbers as strings, compressed."""
    query = (
        "select to_json(struct_update(event, event_timestamp := event.event_timestamp::text))::text as line "
        f"from ({_query(f'''event_date = '{day}' ''')}) as event"
    )
    lines = connection.cursor().sql(query).to_arrow_table().column("line").to_pylist()
    if not lines:
        return
    path = home / FOLDER / f"events_{day}.jsonl.gz"
    # A gzip member of its own for each chunk: readers take them as one stream. No clock time goes into the header.
    with path.open("ab") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())

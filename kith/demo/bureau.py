"""Writes the print fulfilment bureau's files: one CSV of transactions a week, its titles, seats and mailing
preferences.

Data flow: bureau_terms and profiles of a chunk -> landing/bureau/week_<Sunday>.csv (a quarter a file in a small
world). A transaction repeats the account's names and addresses, as such files do: bill-to always, ship-to where it
differs.
"""

from __future__ import annotations

import duckdb

from kith.demo.landing import Landing
from kith.demo.world import World

FOLDER = "landing/bureau"
COLUMNS = (
    "txn_no,txn_date,txn_type,account,forename,surname,organisation,address,town,county,postcode,country,phone,email,"
    "ship_account,ship_forename,ship_surname,ship_address,ship_town,ship_postcode,ship_country,"
    "order_no,title_code,title,copies,term_issues,issues_left,list_price,discount,paid,pay_method,source_code,"
    "offer_code,channel,first_sold,starts_on,expires_on,status,paused_on,resumes_on,ended_on,address_status"
)
PAUSE_DAYS = 50
TRANSACTIONS = f"""
create or replace table bureau_transactions as
with sold as (
    select *, case when term = 0 then 'NEW' else 'RENEWAL' end as txn_type, sold_at as happened_at,
        'active' as status, null::bigint as ended_at,
        ends_at + case when pauses and term = 0 then {PAUSE_DAYS} * 86400 else 0 end as runs_to
    from bureau_terms
),
paused as (
    select * replace ('PAUSE' as txn_type, pause_begins as happened_at, 'paused' as status)
    from sold where term = 0 and pause_begins < end_second()
),
resumed as (
    select * replace ('RESUME' as txn_type, pause_begins + {PAUSE_DAYS} * 86400 as happened_at)
    from sold where term = 0 and pause_begins + {PAUSE_DAYS} * 86400 < end_second()
),
expired as (
    select * replace ('EXPIRE' as txn_type, runs_to as happened_at, 'ended' as status, runs_to as ended_at)
    from sold where is_last_wanted and runs_to <= end_second() - 86400
),
gone as (
    select * replace ('GONE' as txn_type, sold_at + 200 * 86400 as happened_at)
    from sold where goes_away and term = 0 and sold_at + 201 * 86400 < end_second()
),
every as (
    select * from sold union all select * from paused union all select * from resumed
    union all select * from expired union all select * from gone
)
select *, case when happened_at >= pause_begins then pause_begins end as paused_at,
    case when happened_at >= pause_begins then pause_begins + {PAUSE_DAYS} * 86400 end as resumes_at,
    case when happened_at >= pause_begins then runs_to else ends_at end as expires_at
from every
"""
_DAY = "coalesce(strftime(moment({0}), '%Y-%m-%d'), '')"


SEATS = f"""
select '{FOLDER}/seats.csv' as file, concat_ws(',', account, first_name, last_name, coalesce(email, ''),
    subscription_id,
    assigned_on, coalesce(removed_on, '')) as line
from seats join profiles on profiles.source = 'bureau' and profiles.record_id = account
"""
# One account holder of twenty has told the bureau not to write.
PREFERENCES = f"""
select '{FOLDER}/preferences_' || file_month(since) || '.csv' as file,
    concat_ws(',', record_id, 'post', case when person_number % 20 = 0 then 'refused' else 'granted' end,
        strftime(moment(since), '%Y-%m-%d')) as line
from profiles where source = 'bureau' and kind = 'account'
"""


def _quoted(column: str) -> str:
    """SQL: a cell of CSV, in quotes where it holds a comma or a quote."""
    quoted = f"""'"' || replace({column}, '"', '""') || '"'"""
    return f"""case when {column} ~ '[,"]' then {quoted} else coalesce({column}, '') end"""


def _lines(world: World) -> str:
    weeks = world.weeks_per_bureau_file
    first = world.first_day.isoformat()
    week = f"date_diff('day', date '{first}', moment(happened_at)::date) // {7 * weeks}"
    # The bureau closes a file on the last day it covers, never after the world's own end.
    name = f"least(date '{first}' + (({week} + 1) * {7 * weeks} - 1)::int, date '{world.as_of.isoformat()}')"
    bill = (
        "first_name",
        "last_name",
        "organisation",
        "street",
        "city",
        "region",
        "postal_code",
        "country",
        "phone",
        "email",
    )
    ship = ("record_id", "first_name", "last_name", "street", "city", "postal_code", "country")
    months_gone = "date_diff('month', moment(sold_at), moment(happened_at))"
    texts = [
        "subscription_id || '-' || term || txn_type[1:1]",
        _DAY.format("happened_at"),
        "txn_type",
        "bill.record_id",
        *(_quoted(f"bill.{name}") for name in bill),
        *(f"coalesce({_quoted(f'ship.{name}')}, '')" for name in ship),
        "subscription_id",
        "title_code",
        _quoted("print_titles.title"),
        "copies::text",
        "terms.term_issues::text",
        f"greatest(0, terms.term_issues - {months_gone} * terms.issues_per_year // 12)::text",
        "money_text(list_amount)",
        "money_text(discount)",
        "money_text(list_amount - discount)",
        "payment_method",
        "source_code",
        "coalesce(offer_code, '')",
        "sales_channel",
        *(_DAY.format(name) for name in ("first_sold_at", "sold_at", "expires_at")),
        "status",
        *(_DAY.format(name) for name in ("paused_at", "resumes_at", "ended_at")),
        "case txn_type when 'GONE' then 'gone_away' else 'ok' end",
    ]
    line = " || ',' || ".join(f"({text})" for text in texts)
    return f"""
    select '{FOLDER}/week_' || strftime({name}, '%Y-%m-%d') || '.csv' as file, happened_at, subscription_id, {line}
        as line
    from (select *, min(sold_at) over (partition by subscription_id) as first_sold_at from bureau_transactions)
        as terms
    join print_titles using (title_code)
    join profiles as bill on bill.source = 'bureau' and bill.person_number = terms.person_number
    left join profiles as ship on ship.source = 'bureau' and ship.person_number = terms.recipient_number
    """


def write_bureau(connection: duckdb.DuckDBPyConnection, landing: Landing, world: World) -> None:
    """Writes the transactions of one chunk."""
    connection.execute(TRANSACTIONS)
    landing.lines(connection, _lines(world), "happened_at, subscription_id, line", header=COLUMNS)
    landing.lines(connection, SEATS, header="account,forename,surname,email,order_no,assigned_on,removed_on")
    landing.lines(connection, PREFERENCES, header="account,channel,status,recorded_on")


def write_bureau_catalogue(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes the titles; once a world."""
    landing.lines(
        connection,
        f"""select '{FOLDER}/titles.csv' as file, position, concat_ws(',', title_code, title, brand, issues_per_year,
            money_text(price::bigint)) as line from print_titles""",
        "position",
        header="title_code,title,brand,issues_per_year,cover_price_per_year",
    )

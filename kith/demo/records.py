"""What each system wrote down about a person: one row per record, with that record's mistakes.

Data flow: people and facts -> `records` (who has a record where) -> `profiles` (what it says). Both the vendors'
files and truth/records.csv are written from `profiles`, so they cannot disagree; truth leaves out test orders' guests.

How often names are wrong. Just, Marc, Munns and Sandefer, "Why Patient Matching Is a Challenge: Research on Master
Patient Index (MPI) Data Discrepancies in Key Identifying Fields", Perspectives in Health Information Management 13
(Spring 2016), studied 398,939 confirmed duplicates: of the mismatches in first names 53.14 % were misspellings, of
those in last names 33.62 %; most of the rest were swapped names. NAME_ERRORS, our own assumption for people who
type their names themselves, is divided between the two names and the swap in that proportion. Every misspelling is
one of Damerau's four single edits (Communications of the ACM 7(3), 1964).
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.world import World

NAME_ERRORS = 0.05
FIRST_NAME_TYPO = NAME_ERRORS * 0.5314
LAST_NAME_TYPO = NAME_ERRORS * 0.3362
NAME_SWAP = NAME_ERRORS - FIRST_NAME_TYPO - LAST_NAME_TYPO
NICKNAME = 0.06
INITIAL = 0.03

RECORDS = """
create table records as
select 'stripe' as source, 'cus_' || upper(md5('customer' || person_number))[1:14] as record_id, person_number,
    null as address, min(started) as since, null::bigint as order_id, 'customer' as kind
from (
    select person_number, started from stripe_subscriptions where person_number > 0
    union all select recipient_number, started from stripe_subscriptions where recipient_number > 0
) group by person_number
union all
select 'bureau', printf('%08d', 20000000 + person_number * 3), person_number, null, min(started), null, 'account'
from (
    select person_number, started from bureau_subscriptions where person_number > 0
    union all select recipient_number, started from bureau_subscriptions where recipient_number > 0
) group by person_number
union all
select 'mailchimp', list_id || ':' || member_id, person_number, address, opted_in, null, list_id
from members where person_number > 0
union all
select 'shopify', (6000000000 + person_number)::text, person_number, null, min(ordered_at), null, 'customer'
from orders where person_number > 0 and not is_guest group by person_number
union all
select 'shopify', 'guest:' || order_id, person_number, null, ordered_at, order_id, 'guest'
from orders where person_number > 0 and is_guest
union all
select 'zendesk', (380000000000 + person_number)::text, person_number, null, known_since, null, 'user'
from people where has_support and person_number > 0
union all
select 'typeform', md5('response' || person_number), person_number, null,
    end_second() - 86400 * (20 + person_number % 300),
    null, 'response'
from people where has_survey and person_number > 0
union all
select 'advocacy', printf('A%07d', person_number), person_number, null,
    end_second() - 86400 * (400 + person_number % 300),
    null, 'member'
from people where has_advocacy and person_number > 0
"""
DRAWS = (
    "first",
    "last",
    "swap",
    "nick",
    "initial",
    "place",
    "edit",
    "email",
    "phone",
    "form",
    "street",
    "birth",
)


def _typo(text: str, place: str, edit: str) -> str:
    """SQL: a text with one single-character edit at a drawn place behind the first letter."""
    at = f"(2 + floor({place} * greatest(1, length({text}) - 2))::int)"
    before, here, after = f"{text}[1:{at} - 1]", f"{text}[{at}:{at}]", f"{text}[{at} + 1:]"
    return (
        f"case when length({text}) < 4 then {text} || {text}[-1:] when {edit} < .25 then {before} || {after} "
        f"when {edit} < .5 then {before} || {here} || {here} || {after} "
        f"when {edit} < .75 then {before} || {after}[1:1] || {here} || {after}[2:] "
        f"else {before} || chr(97 + ascii({here}) * 7 % 26) || {after} end"
    )


PROFILES = f"""
create table profiles as
with spelt as (
    select records.* exclude (address), people.* exclude (email, first_name, last_name),
        coalesce(records.address, people.email) as true_email, people.email as main_email,
        case when u_nick < {NICKNAME} then nickname when u_initial < {INITIAL} then first_name[1:1] || '.'
            when u_first < {FIRST_NAME_TYPO} then {_typo("first_name", "u_place", "u_edit")}
            else first_name end as written_first,
        case when maiden_name is not null and since < end_second() - 500 * 86400 then maiden_name
            when u_last < {LAST_NAME_TYPO} then {_typo("last_name", "u_place", "u_edit")}
            else last_name end as written_last,
        u_swap < {NAME_SWAP} as is_swapped,
        case when old_street is not null and u_street < .5 then old_street else street end as written_street,
        case source when 'bureau' then u_phone < .7 when 'shopify' then u_phone < .6 when 'zendesk' then u_phone < .5
            when 'stripe' then u_phone < .45 when 'mailchimp' then u_phone < .2 else false end as gives_phone,
        -- Print readers give the landline more often than the mobile.
        case when source = 'bureau' and u_form < .5 then coalesce(landline, mobile) else coalesce(mobile, landline) end
            as number
    from records join people using (person_number)
)
select source, record_id, kind, order_id, since, person_number, person_id, household_id,
    case when is_swapped then written_last else written_first end as first_name,
    case when is_swapped then written_first else written_last end as last_name,
    case source when 'bureau' then case when u_email >= .34 then main_email end
        when 'zendesk' then case when u_email >= .4 then main_email end
        when 'typeform' then case when u_email >= .3 then main_email end
        when 'shopify' then case when kind = 'customer' or u_email >= .2 then main_email end
        else true_email end as plain_email,
    u_form as letter_draw,
    case when gives_phone then case
        when country <> 'GB' or u_form < .34 or source in ('zendesk', 'mailchimp') then number
        when u_form < .67 and number like '+447%' and number not like '+44207%'
            then '0' || number[4:7] || ' ' || number[8:]
        when number like '+44207%' then '020 ' || number[6:9] || ' ' || number[10:]
        else '0044 ' || number[4:] end end as phone,
    written_street as street, city, region, postal_code, country, currency, birth_date,
    case when source in ('stripe', 'zendesk') then login_id end as login_id
from spelt
order by source, record_id
"""
LETTER_CASE = """
create or replace table profiles as
select * exclude (plain_email, letter_draw), null::text as organisation,
    case when letter_draw < .05 then upper(plain_email) when letter_draw < .12 then
        upper(plain_email[1:1]) || plain_email[2:] else plain_email end as email
from profiles order by source, record_id
"""


def make_profiles(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates `profiles` of a chunk's crowd; the planted cast brings its own (cast.py)."""
    connection.execute(RECORDS)
    add_draws(connection, "records", "source, record_id", world.random(chunk, "records"), DRAWS)
    connection.execute(PROFILES)
    connection.execute(LETTER_CASE)

"""What the print fulfilment bureau did: accounts, terms in issues, pauses, people who have gone away.

Data flow: people -> `bureau_terms`, one row per sold term (a subscription is its account and title; a renewal is the
next term) -> the bureau's transaction file, one line a transaction. Prices in pence.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.world import World

DRAWS = (
    "start",
    "title",
    "two_year",
    "stay",
    "source",
    "deal",
    "pay",
    "gift",
    "gone",
    "pause",
    "copies",
    "agent",
    "email",
    "phone",
)
HOLDERS = """
create table bureau_subscriptions as
select person_number, 0 as slot, is_bargain_hunter from people where has_bureau
"""
SUBSCRIPTIONS = """
create or replace table bureau_subscriptions as
with chosen as (
    select *, case when u_title < .40 then 'GGP' when u_title < .70 then 'FNP' when u_title < .92 then 'TRQ'
        else 'BGF' end as title_code, case when u_two_year < .15 then 2 else 1 end as years
    from bureau_subscriptions
)
select person_number, slot, title_code, years,
    printf('%08d', 20000000 + person_number * 3) as account, printf('B%08d-%s', person_number, title_code)
        as subscription_id,
    first_second() + (floor(u_start * 1080) * 86400 + 43200)::bigint as started,
    print_titles.term_issues::int * years as term_issues,
    -- Two years are sold at nine tenths of twice the yearly price.
    (case years when 2 then print_titles.price::bigint * 18 // 10 else print_titles.price::bigint end) as list_amount,
    print_titles.issues_per_year::int as issues_per_year,
    1 + floor(ln(1 - u_stay) / ln(.82))::int as terms_wanted,
    case when u_copies < .02 then 2 else 1 end as copies,
    case when is_bargain_hunter then 25 when u_deal < .10 then 20 else 0 end as percent_off,
    case when is_bargain_hunter then 'BARGAIN25' when u_deal < .10 then 'INTRO20' end as offer_code,
    'PS' || (100 + floor(u_source * 30))::int as source_code,
    case when u_pay < .5 then 'direct_debit' when u_pay < .75 then 'card' else 'cheque' end as payment_method,
    case when u_agent < .08 then 'agent' else 'direct' end as sales_channel,
    u_gone < .02 as goes_away, u_pause < .02 as pauses, u_email >= .34 as gives_email, u_phone < .7 as gives_phone,
    case when u_gift < .06 then person_number + 5 end as recipient_number
from chosen join print_titles using (title_code)
order by person_number, slot
"""
TERMS = """
create table bureau_terms as
select subscription_id, account, person_number, recipient_number, title_code, term, copies, term_issues,
    -- A pause of fifty days moves all that follows by as much.
    seconds_of(moment(started) + to_months(12 * years * term)) + case when pauses and term > 0 then 50 * 86400 else 0
        end as sold_at,
    seconds_of(moment(started) + to_months(12 * years * (term + 1))) + case when pauses and term > 0 then 50 * 86400
        else 0 end
        as ends_at,
    case when pauses then started + 100 * 86400 end as pause_begins,
    issues_per_year, list_amount * copies as list_amount,
    case when percent_off > 0 and (term = 0 or offer_code = 'BARGAIN25')
        then (list_amount * copies * percent_off + 50) // 100 else 0 end as discount,
    case when percent_off > 0 and (term = 0 or offer_code = 'BARGAIN25') then offer_code end as offer_code,
    source_code, payment_method, sales_channel, goes_away, pauses, gives_email, gives_phone,
    term = least(terms_wanted, 12) - 1 as is_last_wanted
from bureau_subscriptions, unnest(range(least(terms_wanted, 12)::bigint)) as lived(term)
where seconds_of(moment(started) + to_months(12 * years * term)) + case when pauses and term > 0 then 50 * 86400
    else 0 end <= end_second()
order by person_number, title_code, term
"""


def draw_bureau_facts(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates the print subscriptions of a chunk's crowd."""
    connection.execute(HOLDERS)
    add_draws(connection, "bureau_subscriptions", "person_number, slot", world.random(chunk, "bureau"), DRAWS)
    connection.execute(SUBSCRIPTIONS)
    connection.execute(
        "create table seats(subscription_id text, account text, assigned_on text, removed_on text)"
    )
    # Nobody outside the chunk receives a gift, so that chunks stay independent.
    connection.execute(
        "update bureau_subscriptions set recipient_number = null "
        "where recipient_number not in (select person_number from people)"
    )


def derive_bureau_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Sells the terms: bureau_terms."""
    connection.execute(TERMS)

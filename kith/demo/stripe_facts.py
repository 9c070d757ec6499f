"""What happened in Stripe: subscriptions, the invoices of each term, refunds and disputes.

Data flow: people -> `stripe_subscriptions` -> one `invoice_lines` row per billed term (and two for a change of plan)
-> `invoices` (sums) -> `stripe_refunds`, `disputes`; `retries`, the payments that failed at first. All amounts in minor
units of the subscription's currency.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.world import World

HOLDERS = """
create table stripe_subscriptions as
select person_number, slot, country, currency, is_bargain_hunter, is_needy
from people, range(3) as slots(slot)
where has_stripe and slot <= case when person_number % 9 = 0 then 2 when person_number % 3 = 0 then 1 else 0 end
"""
DRAWS = (
    "start",
    "hour",
    "title",
    "term",
    "trial",
    "convert",
    "coupon",
    "stay",
    "fail",
    "gift",
    "pause",
    "switch",
    "channel",
    "refund",
    "dispute",
)

SUBSCRIPTIONS = """
create or replace table stripe_subscriptions as
with chosen as (
    select *,
        [t for t in (select list(title_key order by position) from titles)][
            case when u_title < .34 then 1 when u_title < .54 then 2 when u_title < .78 then 3
                 when u_title < .86 then 4 when u_title < .92 then 5 else 6 end] as title_key,
        case when u_gift < .04 then 12 when u_term < .42 then 1 when u_term < .88 then 12 else 24 end as months,
        u_gift < .04 as is_gift, u_gift >= .04 and u_trial < .12 as has_trial,
        first_second() + (floor(u_start * 1090) * 86400 + 28800 + floor(u_hour * 36000))::bigint as started
    from stripe_subscriptions
),
priced as (
    select chosen.*, plans.price_id, plans.price as list_amount,
        case when has_trial then started + 14 * 86400 else started end as paid_from,
        case when is_bargain_hunter then 'SAVE30' when u_coupon < .15 then 'WELCOME50' end as coupon,
        case when is_gift then 1 when months = 1 then 1 + floor(ln(1 - u_stay) / ln(.96))::int
            when months = 12 then 1 + floor(ln(1 - u_stay) / ln(.80))::int
            else 1 + floor(ln(1 - u_stay) / ln(.78))::int end as terms_wanted
    from chosen join plans using (title_key, months, currency)
),
lived as (
    select *,
        case when has_trial and u_convert >= .65 then 0 else least(terms_wanted, 48) end as terms,
        printf('%d|%d', person_number, slot) as seed_text
    from priced
)
select
    'sub_1' || upper(md5('subscription' || seed_text))[1:20] as subscription_id,
    'si_' || upper(md5('item' || seed_text))[1:14] as item_id,
    person_number, slot, title_key, months, currency, price_id, list_amount, started, paid_from, has_trial, coupon,
    case when coupon = 'SAVE30' then 30 when coupon = 'WELCOME50' then 50 else 0 end as percent_off,
    terms, is_gift, null::bigint as recipient_number, 1 as quantity, null::text as customer_id,
    null::text as recipient_customer_id,
    seconds_of(moment(paid_from) + to_months(terms * months)) as would_end,
    u_fail < .2 as fails, u_pause < .02 and months = 1 as pauses,
    u_switch < .02 and months = 1 and terms > 3 as switches,
    case when u_channel < .04 then 'app_store' when u_channel < .10 then 'agent' else 'direct' end as sales_channel,
    case when u_channel < .35 then 'search' when u_channel < .6 then 'newsletter'
        when u_channel < .8 then 'social' else 'word_of_mouth' end as acquisition_channel,
    'SC' || (100 + person_number * 7 % 24) as source_code,
    u_refund, u_dispute,
    case when person_number % 4 = 0 then 'older' else 'today' end as shape
from lived
order by person_number, slot
"""
# A gift goes to a neighbour in the chunk who lives elsewhere; his Stripe customer is made by the gift.
GIFTS = """
create or replace table stripe_subscriptions as
select stripe_subscriptions.* replace (
    case when is_gift then (
        select min(other.person_number) from people as other
        where other.person_number > stripe_subscriptions.person_number + 3
            and other.person_number < stripe_subscriptions.person_number + 8) end as recipient_number)
from stripe_subscriptions
order by person_number, slot
"""
LINES = """
create table invoice_lines as
with terms as (
    select subscription.*, term,
        seconds_of(moment(paid_from) + to_months(term * months)) as period_start,
        seconds_of(moment(paid_from) + to_months((term + 1) * months)) as period_end
    from stripe_subscriptions as subscription, unnest(range(terms::bigint)) as lived(term)
)
select
    subscription_id, term, 0 as line_number, person_number, currency, period_start as billed,
    period_start, period_end, false as is_proration, price_id, title_key, shape, sales_channel,
    list_amount * quantity as amount,
    case when coupon = 'SAVE30' or (coupon = 'WELCOME50' and term = 0)
        then (list_amount * quantity * percent_off + 50) // 100 else 0 end as discount,
    case when coupon = 'SAVE30' or (coupon = 'WELCOME50' and term = 0) then coupon end as coupon,
    switches and term = 2 as has_switch
from terms
where period_start <= end_second() and not (pauses and term between 5 and 6)
"""
# Two of a hundred monthly subscribers change to a dearer title in the middle of their third term: the rest of the old
# one is credited, the same days of the new one are charged.
SWITCHES = """
insert into invoice_lines by name
with changed as (
    select *, period_start + (period_end - period_start) // 86400 // 2 * 86400 as changed_at
    from invoice_lines where has_switch and discount = 0
),
halves as (
    select subscription_id, term + 1000 as term, person_number, currency, changed_at as billed,
        changed_at as period_start, period_end, shape, sales_channel, price_id, title_key,
        (period_end - changed_at)::double / (period_end - period_start) as part, amount
    from changed where changed_at <= end_second()
)
select subscription_id, term, line_number, person_number, currency, billed, period_start, period_end,
    true as is_proration, price_id, title_key, shape, sales_channel,
    case line_number when 0 then -floor(amount * part)::bigint else floor(amount * 1.6 * part)::bigint end as amount,
    0 as discount, null as coupon, false as has_switch
from halves, range(2) as lines(line_number)
"""
INVOICES = """
create table invoices as
with summed as (
    select subscription_id, term, any_value(person_number) as person_number, any_value(currency) as currency,
        any_value(shape) as shape, any_value(sales_channel) as sales_channel, min(billed) as billed,
        min(period_start) as period_start, max(period_end) as period_end, bool_or(is_proration) as is_proration,
        sum(amount)::bigint as list_amount, sum(discount)::bigint as discount, any_value(coupon) as coupon
    from invoice_lines group by subscription_id, term
),
-- Readers in the euro area pay 9 % on top; at home and in America the titles are free of tax.
taxed as (
    select *, case when currency = 'EUR' then ((list_amount - discount) * 9 + 50) // 100 else 0 end as tax
    from summed
)
select taxed.*, list_amount - discount + tax as total, true as is_paid,
    'in_1' || upper(md5('invoice' || subscription_id || term))[1:20] as invoice_id,
    'ch_3' || upper(md5('charge' || subscription_id || term))[1:20] as charge_id,
    'pi_3' || upper(md5('intent' || subscription_id || term))[1:20] as intent_id,
    'txn_3' || upper(md5('balance' || subscription_id || term))[1:20] as balance_id,
    case currency when 'GBP' then ((list_amount - discount + tax) * 15 + 500) // 1000 + 20
        when 'EUR' then ((list_amount - discount + tax) * 25 + 500) // 1000 + 25
        else ((list_amount - discount + tax) * 29 + 500) // 1000 + 30 end as fee,
    billed + 3600 as paid_at
from taxed
"""
# One in five that end does so because the card fails: a last invoice that nobody ever pays.
FAILURES = """
insert into invoices by name
select subscription_id, terms as term, person_number, currency, shape, sales_channel, would_end as billed,
    would_end as period_start, seconds_of(moment(would_end) + to_months(months)) as period_end,
    false as is_proration, list_amount * quantity as list_amount, 0 as discount, null as coupon,
    0 as tax, list_amount * quantity as total, false as is_paid,
    'in_1' || upper(md5('invoice' || subscription_id || terms))[1:20] as invoice_id,
    'ch_3' || upper(md5('charge' || subscription_id || terms))[1:20] as charge_id,
    'pi_3' || upper(md5('intent' || subscription_id || terms))[1:20] as intent_id,
    'txn_3' || upper(md5('balance' || subscription_id || terms))[1:20] as balance_id, 0 as fee, null as paid_at
from stripe_subscriptions
where fails and terms > 0 and not is_gift and would_end <= end_second() - 20 * 86400
"""
FAILED_LINES = """
insert into invoice_lines by name
select invoices.subscription_id, invoices.term, 0 as line_number, invoices.person_number, invoices.currency,
    invoices.billed, invoices.period_start, invoices.period_end, false as is_proration,
    stripe_subscriptions.price_id, stripe_subscriptions.title_key, invoices.shape, invoices.sales_channel,
    invoices.list_amount as amount, 0 as discount, null as coupon, false as has_switch
from invoices join stripe_subscriptions using (subscription_id)
where not invoices.is_paid
"""
# A refund comes a month after the sale and gives all of it back; the subscription ends with it. Taxed invoices are
# left alone: how a provider splits a refund into net and tax is its own business.
REFUNDS = """
create table stripe_refunds as
select 're_3' || upper(md5('refund' || charge_id))[1:20] as refund_id, charge_id, intent_id, invoice_id,
    subscription_id, person_number, currency, total as amount, billed + 30 * 86400 + 5400 as refunded_at
from invoices join stripe_subscriptions using (subscription_id, person_number, currency)
where is_paid and total > 0 and invoices.tax = 0 and u_refund < .03 and invoices.term = terms - 1
    and not is_proration and billed + 31 * 86400 < end_second()
"""
DISPUTES = """
create table disputes as
select 'dp_1' || upper(md5('dispute' || charge_id))[1:20] as dispute_id, charge_id, intent_id, invoice_id,
    'txn_1' || upper(md5('lost' || charge_id))[1:20] as balance_id,
    subscription_id, person_number, currency, total as amount, billed + 45 * 86400 + 7200 as disputed_at, 2000 as fee
from invoices join stripe_subscriptions using (subscription_id, person_number, currency)
where is_paid and total > 0 and invoices.tax = 0 and u_refund >= .03 and u_dispute < .006 and invoices.term = 0
    and not is_proration and billed + 46 * 86400 < end_second()
"""

# One renewal of twenty-five is tried some days early, declined, and paid on its day all the same: no money moves. The
# planted cast pays at once, and so do both lines of a change of plan.
RETRIES = """
create or replace table retries as
select * exclude (u_fails, u_days),
    billed - (1 + floor(u_days * 12))::bigint * 86400 as tried,
    'ch_3' || upper(md5('retry' || charge_id))[1:20] as failed_charge_id,
    case when u_days < .6 then 'insufficient_funds' else 'card_declined' end as failure_code
from retries where u_fails < .04
"""
RENEWALS = """
create table retries as
select invoice_id, charge_id, billed from invoices
where is_paid and total > 0 and term > 0 and not is_proration and person_number > 0
"""


def draw_stripe_facts(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates the subscriptions of a chunk's crowd."""
    connection.execute(HOLDERS)
    add_draws(
        connection, "stripe_subscriptions", "person_number, slot", world.random(chunk, "subscriptions"), DRAWS
    )
    connection.execute(SUBSCRIPTIONS)
    connection.execute(GIFTS)


def derive_stripe_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Bills the subscriptions: invoice_lines, invoices, stripe_refunds and disputes."""
    for statement in (LINES, SWITCHES, INVOICES, FAILURES, FAILED_LINES, REFUNDS, DISPUTES):
        connection.execute(statement)


def draw_retries(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Picks the renewals that failed at first: retries."""
    connection.execute(RENEWALS)
    add_draws(connection, "retries", "invoice_id", world.random(chunk, "retries"), ("fails", "days"))
    connection.execute(RETRIES)

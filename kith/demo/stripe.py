"""Writes Stripe's API objects: customers, products, prices, coupons, subscriptions, invoices, charges, refunds,
disputes, balance transactions.

Data flow: facts and profiles of a chunk -> landing/stripe/<objects>_<month>.jsonl, one object a line; catalogue,
refunds and disputes as list envelopes. Three of four subscriptions come in today's shape (periods on the items, the
invoice's parent, payments as a list), one in the older one: https://docs.stripe.com/changelog (2025-03-31).
"""

from __future__ import annotations

import duckdb

from kith.demo.landing import Landing

FOLDER = "landing/stripe"


def _envelope(objects: str) -> dict[str, str]:
    return {"header": f'{{"object":"list","url":"/v1/{objects}","has_more":false,"data":[', "footer": "]}\n"}


PRODUCTS = f"""
select '{FOLDER}/products.json' as file, position, to_json({{
    'id': product_id, 'object': 'product', 'active': true, 'created': first_second() - 86400 * 900,
    'updated': first_second() - 86400 * 30, 'default_price': 'price_' || title_key || '12gbp', 'name': title,
    'livemode': true, 'type': 'service',
    'metadata': {{'title': title, 'brand': brand, 'product_kind': kind, 'product_line': line, 'format': format,
        'issues_per_year': issues}}}})::text as line
from titles
"""
PRICES = f"""
select '{FOLDER}/prices.json' as file, plans.position, to_json({{
    'id': price_id, 'object': 'price', 'active': true, 'billing_scheme': 'per_unit',
    'created': first_second() - 86400 * 900, 'currency': lower(currency), 'product': product_id, 'type': 'recurring',
    'tax_behavior': 'exclusive', 'unit_amount': price, 'unit_amount_decimal': price::text,
    'nickname': case months when 1 then 'monthly' when 12 then 'yearly' else 'two years' end,
    'recurring': {{'interval': case months when 1 then 'month' else 'year' end,
        'interval_count': case months when 24 then 2 else 1 end, 'usage_type': 'licensed'}},
    'metadata': {{'title': title}}}})::text as line
from plans join titles using (title_key)
"""
COUPONS = f"""
select '{FOLDER}/coupons.json' as file, position, to_json({{
    'id': code, 'object': 'coupon', 'amount_off': null, 'created': first_second() - 86400 * 900, 'currency': null,
    'duration': duration, 'duration_in_months': null, 'name': code, 'percent_off': percent_off, 'valid': true,
    'metadata': map {{}}::map(varchar, varchar)}})::text as line
from (values (1, 'WELCOME50', 'once', 50), (2, 'SAVE30', 'forever', 30)) as coupons(position, code, duration,
    percent_off)
"""
CUSTOMERS = f"""
select '{FOLDER}/customers_' || file_month(since) || '.jsonl' as file, record_id, to_json({{
    'id': record_id, 'object': 'customer', 'created': since, 'currency': lower(currency), 'delinquent': false,
    'email': email, 'name': coalesce(organisation, first_name || ' ' || last_name), 'phone': phone, 'livemode': true,
        'balance': 0,
    'address': {{'city': city, 'country': country, 'line1': street, 'line2': null, 'postal_code': postal_code,
        'state': region}},
    'shipping': null,
    'metadata': {{'login_id': login_id, 'profile_kind': case kind when 'organisation' then kind end}}}})::text as line
from profiles where source = 'stripe'
"""
# A subscription is exported in the file of its first month and, as it stands at the end, in that of its last change.
VERSIONS = """
create or replace table subscription_versions as
with ends as (
    select subscription.*, stripe_refunds.refunded_at,
        case when terms = 0 then paid_from when fails and not is_gift then would_end + 14 * 86400 else would_end end
            as natural_end
    from stripe_subscriptions as subscription
    left join stripe_refunds using (subscription_id)
),
seen as (
    select *, coalesce(refunded_at, natural_end) as ends_at, file_end(started) as seen_at from ends
    union all
    select *, coalesce(refunded_at, natural_end) as ends_at, end_second() as seen_at from ends
    where file_end(started) < end_second()
),
placed as (
    select *,
        case when seen_at = end_second() then file_month(least(ends_at, end_second())) else file_month(started) end
            as month,
        greatest(0, least(terms - 1, date_sub('month', moment(paid_from), moment(least(seen_at,
            ends_at - 1))) // months)) as term_now,
        ends_at <= seen_at as is_ended
    from seen
)
select * exclude (month), month,
    case when seen_at < paid_from then started
        else seconds_of(moment(paid_from) + to_months((term_now * months)::int)) end as period_start,
    case when seen_at < paid_from then paid_from
        else seconds_of(moment(paid_from) + to_months(((term_now + 1) * months)::int)) end as period_end,
    case when is_ended then 'canceled' when has_trial and seen_at < paid_from then 'trialing'
        when would_end <= seen_at and fails then 'past_due' else 'active' end as status,
    -- Who means to go says so three weeks before.
    not is_ended and not fails and terms > 0 and ends_at - 21 * 86400 <= seen_at as is_leaving,
    pauses and not is_ended and term_now between 5 and 6 as is_paused,
    seconds_of(moment(paid_from) + to_months((5 * months)::int)) as paused_at,
    seconds_of(moment(paid_from) + to_months((7 * months)::int)) as resumes_at
from placed
qualify row_number() over (partition by subscription_id, month order by seen_at desc) = 1
"""
_ITEM_PERIOD = "case when shape = 'today' then {} end"
SUBSCRIPTIONS = f"""
select '{FOLDER}/subscriptions_' || month || '.jsonl' as file, subscription_id, to_json({{
    'id': subscription_id, 'object': 'subscription', 'created': started, 'start_date': started,
    'currency': lower(versions.currency), 'customer': payer.record_id, 'collection_method': 'charge_automatically',
    'status': status, 'livemode': true,
    'current_period_start': case shape when 'older' then period_start end,
    'current_period_end': case shape when 'older' then period_end end,
    'trial_start': case when has_trial then started end, 'trial_end': case when has_trial then paid_from end,
    'cancel_at_period_end': is_leaving, 'cancel_at': case when is_leaving then ends_at end,
    'canceled_at': case when is_ended and fails and terms > 0 then ends_at when is_ended or is_leaving
        then greatest(started + 3600, ends_at - 21 * 86400) end,
    'ended_at': case when is_ended then ends_at end,
    'cancellation_details': {{'comment': null, 'feedback': case when (is_ended or is_leaving) and not fails
            then ['too_expensive', 'unused', 'switched_service', 'other'][1 + abs(versions.person_number) % 4] end,
        'reason': case when not (is_ended or is_leaving) then null when fails and terms > 0 then 'payment_failed'
            else 'cancellation_requested' end}},
    'pause_collection': case when is_paused then {{'behavior': 'void', 'resumes_at': resumes_at}} end,
    'discount': case when shape = 'older' and coupon is not null then {{'object': 'discount', 'coupon': {{'id': coupon,
        'object': 'coupon', 'percent_off': percent_off}}, 'start': started}} end,
    'discounts': case when shape = 'today' and coupon is not null then [{{'object': 'discount',
        'source': {{'coupon': coupon, 'type': 'coupon'}}, 'start': started}}] else [] end,
    'items': {{'object': 'list', 'has_more': false, 'data': [{{
        'id': item_id, 'object': 'subscription_item', 'created': started, 'quantity': quantity,
        'subscription': subscription_id,
        'current_period_start': {_ITEM_PERIOD.format("period_start")},
        'current_period_end': {_ITEM_PERIOD.format("period_end")},
        'price': {{'id': price_id, 'object': 'price', 'currency': lower(versions.currency),
            'product': titles.product_id,
            'unit_amount': versions.list_amount, 'unit_amount_decimal': versions.list_amount::text, 'type': 'recurring',
            'tax_behavior': 'exclusive',
            'nickname': case months when 1 then 'monthly' when 12 then 'yearly' else 'two years' end,
            'recurring': {{'interval': case months when 1 then 'month' else 'year' end,
                'interval_count': case months when 24 then 2 else 1 end, 'usage_type': 'licensed'}}}}}}]}},
    'payment_settings': {{'payment_method_types': [case versions.currency when 'EUR' then 'sepa_debit'
        else 'card' end]}},
    'metadata': {{'recipient_customer': recipient.record_id, 'is_gift': case when is_gift then 'true' end,
        'source_code': source_code, 'offer_code': coupon, 'sales_channel': sales_channel,
        'paused_at': case when is_paused then iso(paused_at) end,
            'acquisition_channel': acquisition_channel}}}})::text as line
from subscription_versions as versions join titles using (title_key)
join stripe_payers as payer using (subscription_id)
left join stripe_recipients as recipient using (subscription_id)
"""
# One payer and one recipient record a subscription: somebody of the cast may have two customers.
PARTIES = """
create or replace table stripe_payers as
select subscription_id, coalesce(customer_id, 'cus_' || upper(md5('customer' || person_number))[1:14]) as record_id
from stripe_subscriptions;
create or replace table stripe_recipients as
select subscription_id, coalesce(recipient_customer_id, 'cus_' || upper(md5('customer' || recipient_number))[1:14])
    as record_id
from stripe_subscriptions where is_gift and (recipient_number is not null or recipient_customer_id is not null);
"""
LINE_OBJECTS = """
create or replace table invoice_line_objects as
select subscription_id, term, list(line order by line_number) as lines
from (
    select subscription_id, term, line_number, case shape when 'today' then to_json({
            'id': 'il_1' || upper(md5(subscription_id || term || line_number))[1:20], 'object': 'line_item',
            'amount': amount, 'currency': lower(currency), 'quantity': 1,
            'description': title, 'discountable': true,
            'discount_amounts': case when discount > 0 then [{'amount': discount, 'discount': 'di_' || coupon}]
                else [] end,
            'discounts': case when discount > 0 then [{'object': 'discount', 'source': {'coupon': coupon,
                'type': 'coupon'}}] else [] end,
            'period': {'start': period_start, 'end': period_end}, 'subtotal': amount,
            'taxes': case when currency = 'EUR' then [{'amount': ((amount - discount) * 9 + 50) // 100,
                'tax_behavior': 'exclusive', 'taxable_amount': amount - discount}] else [] end,
            'parent': {'type': 'subscription_item_details', 'subscription_item_details': {
                'subscription': subscription_id, 'proration': is_proration}},
            'pricing': {'type': 'price_details', 'price_details': {'price': price_id, 'product': product_id},
                'unit_amount_decimal': amount::text}, 'metadata': map {}::map(varchar, varchar)})
        else to_json({
            'id': 'il_1' || upper(md5(subscription_id || term || line_number))[1:20], 'object': 'line_item',
            'type': 'subscription', 'amount': amount, 'currency': lower(currency), 'quantity': 1,
            'description': title, 'discountable': true,
            'discount_amounts': case when discount > 0 then [{'amount': discount, 'discount': 'di_' || coupon}]
                else [] end,
            'period': {'start': period_start, 'end': period_end}, 'proration': is_proration,
            'price': {'id': price_id, 'object': 'price', 'product': product_id},
            'subscription': subscription_id,
            'tax_amounts': case when currency = 'EUR' then [{'amount': ((amount - discount) * 9 + 50) // 100,
                'inclusive': false, 'taxable_amount': amount - discount}] else [] end,
            'metadata': map {}::map(varchar, varchar)}) end as line
    from invoice_lines join titles using (title_key)
)
group by subscription_id, term
"""
INVOICES = f"""
select '{FOLDER}/invoices_' || file_month(billed) || '.jsonl' as file, invoice_id, to_json({{
    'id': invoice_id, 'object': 'invoice', 'customer': payer.record_id, 'currency': lower(currency),
    'created': coalesce(tried, billed), 'status': case when is_paid then 'paid' else 'uncollectible' end,
    'attempted': true, 'attempt_count': case when tried is null then 1 else 2 end,
    'billing_reason': case when is_proration then 'subscription_update' when term = 0 then 'subscription_create'
        else 'subscription_cycle' end,
    'collection_method': 'charge_automatically',
    'amount_due': total, 'amount_paid': case when is_paid then total else 0 end,
    'amount_remaining': case when is_paid then 0 else total end,
    'subtotal': list_amount, 'total': total, 'total_excluding_tax': total - tax,
    'tax': case shape when 'older' then tax end,
    'total_taxes': case when shape = 'today' and tax > 0 then [{{'amount': tax, 'tax_behavior': 'exclusive'}}]
        else [] end,
    'total_tax_amounts': case when shape = 'older' and tax > 0 then [{{'amount': tax, 'inclusive': false}}] else [] end,
    'total_discount_amounts': case when discount > 0 then [{{'amount': discount, 'discount': 'di_' || coupon}}]
        else [] end,
    'discount': case when shape = 'older' and discount > 0 then {{'object': 'discount',
        'coupon': {{'id': coupon}}}} end,
    'discounts': case when shape = 'today' and discount > 0 then [{{'object': 'discount',
        'source': {{'coupon': coupon, 'type': 'coupon'}}}}] else [] end,
    'subscription': case shape when 'older' then subscription_id end,
    'charge': case shape when 'older' then charge_id end,
    'payment_intent': case shape when 'older' then intent_id end,
    'parent': case shape when 'today' then {{'type': 'subscription_details',
        'subscription_details': {{'subscription': subscription_id}}}} end,
    'payments': case shape when 'today' then {{'object': 'list', 'has_more': false, 'data': [{{
        'object': 'invoice_payment', 'status': case when is_paid then 'paid' else 'open' end,
        'payment': {{'type': 'payment_intent', 'payment_intent': intent_id}}}}]}} end,
    'period_start': period_start, 'period_end': period_end, 'paid': is_paid, 'livemode': true,
    'status_transitions': {{'finalized_at': coalesce(tried, billed) + 1800, 'paid_at': paid_at}},
    'lines': {{'object': 'list', 'has_more': false, 'data': lines}},
    'metadata': {{'sales_channel': sales_channel}}}})::text as line
from invoices join stripe_payers as payer using (subscription_id)
join invoice_line_objects using (subscription_id, term)
left join (select invoice_id, tried from retries) using (invoice_id)
"""
CHARGES = f"""
select '{FOLDER}/charges_' || file_month(billed) || '.jsonl' as file, charge_id, to_json({{
    'id': charge_id, 'object': 'charge', 'amount': total, 'amount_captured': case when is_paid then total else 0 end,
    'balance_transaction': case when is_paid then balance_id end, 'captured': is_paid, 'created': billed + 3600,
    'currency': lower(currency), 'customer': payer.record_id, 'livemode': true, 'paid': is_paid, 'refunded': false,
    'invoice': case shape when 'older' then invoice_id end, 'payment_intent': intent_id,
    'failure_code': case when not is_paid then 'card_declined' end,
    'status': case when is_paid then 'succeeded' else 'failed' end,
    'payment_method_details': {{'type': case currency when 'EUR' then 'sepa_debit' else 'card' end}},
    'metadata': map {{}}::map(varchar, varchar)}})::text as line
from invoices join stripe_payers as payer using (subscription_id)
where total > 0
"""
# A first attempt has the payment intent of the one that succeeded; the older shape names the invoice itself.
FAILED_CHARGES = f"""
select '{FOLDER}/charges_' || file_month(tried) || '.jsonl' as file, failed_charge_id as charge_id, to_json({{
    'id': failed_charge_id, 'object': 'charge', 'amount': total, 'amount_captured': 0, 'balance_transaction': null,
    'captured': false, 'created': tried + 3600, 'currency': lower(currency), 'customer': payer.record_id,
    'livemode': true, 'paid': false, 'refunded': false, 'invoice': case shape when 'older' then invoice_id end,
    'payment_intent': intent_id, 'failure_code': failure_code, 'status': 'failed',
    'payment_method_details': {{'type': case currency when 'EUR' then 'sepa_debit' else 'card' end}},
    'metadata': map {{}}::map(varchar, varchar)}})::text as line
from retries join invoices using (invoice_id) join stripe_payers as payer using (subscription_id)
"""
BALANCE = f"""
select '{FOLDER}/balance_transactions_' || file_month(billed) || '.jsonl' as file, balance_id, to_json({{
    'id': balance_id, 'object': 'balance_transaction', 'amount': total, 'created': billed + 3600,
    'available_on': billed + 3600 + 7 * 86400, 'currency': lower(currency), 'exchange_rate': null, 'fee': fee,
    'fee_details': [{{'amount': fee, 'currency': lower(currency), 'type': 'stripe_fee'}}], 'net': total - fee,
    'reporting_category': 'charge', 'source': charge_id, 'status': 'available', 'type': 'charge'}})::text as line
from invoices where is_paid and total > 0
"""
REFUNDS = f"""
select '{FOLDER}/refunds_' || file_month(refunded_at) || '.json' as file, refund_id, to_json({{
    'id': refund_id, 'object': 'refund', 'amount': amount, 'charge': charge_id, 'created': refunded_at,
    'currency': lower(currency), 'payment_intent': intent_id, 'reason': 'requested_by_customer',
    'status': 'succeeded', 'metadata': map {{}}::map(varchar, varchar)}})::text as line
from stripe_refunds
"""
DISPUTES = f"""
select '{FOLDER}/disputes_' || file_month(disputed_at) || '.json' as file, dispute_id, to_json({{
    'id': dispute_id, 'object': 'dispute', 'amount': amount, 'charge': charge_id, 'created': disputed_at,
    'currency': lower(currency), 'payment_intent': intent_id, 'reason': 'fraudulent', 'status': 'lost',
    'balance_transactions': [{{'id': balance_id, 'object': 'balance_transaction', 'amount': -amount,
        'currency': lower(currency), 'exchange_rate': null, 'fee': fee, 'net': -amount - fee, 'type': 'adjustment',
        'reporting_category': 'dispute', 'source': dispute_id}}],
    'metadata': map {{}}::map(varchar, varchar)}})::text as line
from disputes
"""


def write_stripe_catalogue(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes products, prices and coupons; once a world."""
    for objects, query in (("products", PRODUCTS), ("prices", PRICES), ("coupons", COUPONS)):
        landing.lines(connection, query, "position", **_envelope(objects))


def write_stripe(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes what happened in Stripe to the people of one chunk."""
    for statement in (VERSIONS, PARTIES, LINE_OBJECTS):
        connection.execute(statement)
    for query, key in (
        (CUSTOMERS, "record_id"), (SUBSCRIPTIONS, "subscription_id"), (INVOICES, "invoice_id"),
        (CHARGES, "charge_id"), (FAILED_CHARGES, "charge_id"), (BALANCE, "balance_id"),
    ):  # fmt: skip
        landing.lines(connection, query, key)
    landing.lines(connection, REFUNDS, "refund_id", **_envelope("refunds"))
    landing.lines(connection, DISPUTES, "dispute_id", **_envelope("disputes"))

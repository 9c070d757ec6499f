"""Reading the facts of one customer from the published file.

Data flow: kith_pii.duckdb (marts; identity for what links records; ops for currency and time zone) -> CustomerFacts.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb

from ingestion.errors import KithError
from kith.customer_view.arithmetic import arithmetic_line
from kith.customer_view.cost_rates import default_costs
from kith.customer_view.facts import LEFT_NEWSLETTER, CustomerFacts, Worth
from kith.customer_view.records import read_records
from kith.customer_view.rows import Row, in_zone, rows
from kith.customer_view.search import Found
from kith.customer_view.unconverted import unconverted_sales
from kith.reporting_zone import reporting_zone

_PERSON = """
    select
        customer_kind, coalesce(full_name, organisation_name) as full_name,
        first_name, last_name, email, phone, birth_date, birthday, gender,
        address_line, city, region, postal_code, country_code, household_id, household_has_subscription,
        contactable_email, contactable_post, contactable_phone, first_seen_at, last_seen_at,
        source_count, record_count, lifecycle_stage, risk_state, service_level
    from marts.dim_customers where customer_id = $1
"""
_HOUSEHOLD = """
    select
        customers.customer_id, coalesce(customers.full_name, customers.organisation_name) as full_name,
        customers.value_tier
    from marts.dim_customers as customers
    join marts.dim_customers as asked on asked.household_id = customers.household_id
    where asked.customer_id = $1 and customers.customer_id <> $1
    order by full_name, customers.customer_id
"""
_SUBSCRIPTIONS = """
    select
        source, subscription_id, title, format, status, amount, currency,
        started_at, current_period_end_at, ended_at,
        coalesce(is_gift, false) as is_gift,
        case when customer_id = $1 and payer_customer_id is distinct from $1 and payer_customer_id is not null
                then 'somebody else pays'
            when customer_id is distinct from $1 then 'pays for somebody else'
            else 'holds and pays' end as part
    from marts.fct_subscriptions
    where customer_id = $1 or payer_customer_id = $1
    order by status = 'ended', started_at desc, subscription_id
"""
_NEWSLETTERS = """
    select source, list_id, list_name, status, opted_in_at, opted_out_at
    from marts.fct_newsletter_memberships where customer_id = $1
    order by status = 'subscribed' desc, opted_in_at desc nulls last, list_id
"""
_ORDERS = """
    select
        lines.source, lines.order_id, lines.ordered_at, coalesce(lines.product_name, products.name) as product_name,
        coalesce(lines.product_line, products.product_line) as product_line, lines.quantity, lines.line_amount,
        lines.currency
    from marts.fct_order_lines as lines
    left join marts.dim_products as products
        on products.source = lines.source and products.product_id = lines.product_id
    where lines.customer_id = $1 and not coalesce(lines.is_test, false)
    order by lines.ordered_at desc, lines.order_id, lines.record_id
"""
_INTERESTS = """
    select content_section, page_views, engaged_seconds, first_read_at, last_read_at
    from marts.fct_customer_interests where customer_id = $1
    order by page_views desc, engaged_seconds desc nulls last, content_section
"""
_VISITS = """
    select
        count(*) as sessions, coalesce(sum(page_views), 0)::bigint as page_views,
        coalesce(sum(engaged_seconds), 0)::double as engaged_seconds, min(started_at) as first_visit_at,
        max(started_at) as last_visit_at, count(distinct device_id) as devices
    from marts.fct_web_sessions where customer_id = $1
"""
# As rpt_white_space names things: what was subscribed to once, or is paid for another, is not "not yet bought" either.
_WHITE_SPACE = f"""
    with had as (
        select source, product_id, 'subscription' as had_as, title as name
        from marts.fct_subscriptions where customer_id = $1 or payer_customer_id = $1
        union all
        select source, list_id, 'newsletter', list_name
        from marts.fct_newsletter_memberships where customer_id = $1 and status in {LEFT_NEWSLETTER}
    ), kinds as (
        select
            had.*, products.name as product_name, products.product_line,
            case when products.source is null then had.had_as else coalesce(products.product_kind, 'merchandise')
                end as product_kind
        from had left join marts.dim_products as products
            on products.source = had.source and products.product_id = had.product_id
    ), had_items as (
        select
            product_kind,
            case when product_kind in ('merchandise', 'event', 'donation') then product_line
                else coalesce(product_name, name) end as item
        from kinds
    )
    select product_line, product_kind, product_name
    from marts.rpt_white_space as space
    where customer_id = $1 and not is_held and not exists (
        select 1 from had_items
        where had_items.product_kind = space.product_kind and lower(had_items.item) = lower(space.product_name)
    )
    order by product_line, product_name nulls first
"""
# Of each record the latest word counts; over the records of a person, the most restrictive one.
_CONSENTS = """
    with latest as (
        select *, row_number() over (
            partition by source, profile_record_id, purpose, channel order by recorded_at desc, status desc
        ) as newest_first
        from marts.fct_consents where customer_id = $1
    ), ranked as (
        select *, row_number() over (
            partition by purpose, channel
            order by list_position(['withdrawn', 'refused', 'legitimate_interest', 'granted'], status),
                recorded_at desc
        ) as strictest_first
        from latest where newest_first = 1
    )
    select purpose, channel, status, recorded_at, source, proof
    from ranked where strictest_first = 1 order by purpose, channel
"""


def read_customer(connection: duckdb.DuckDBPyConnection, found: Found, home: Path) -> CustomerFacts:
    """All facts of a living customer, times in reporting_timezone.

    Raises KithError for a file with other columns, by another Kith.
    """
    customer_id = found.customer_id
    try:
        zone = reporting_zone(connection)

        def of_customer(statement: str) -> list[Row]:
            return in_zone(rows(connection, statement, customer_id), zone)

        return CustomerFacts(
            customer_id=customer_id,
            redirected_from=found.redirected_from,
            person=of_customer(_PERSON)[0],
            records=in_zone(read_records(connection, customer_id), zone),
            household=of_customer(_HOUSEHOLD),
            subscriptions=of_customer(_SUBSCRIPTIONS),
            newsletters=of_customer(_NEWSLETTERS),
            orders=of_customer(_ORDERS),
            interests=of_customer(_INTERESTS),
            visits=of_customer(_VISITS)[0],
            white_space=of_customer(_WHITE_SPACE),
            worth=_worth(connection, customer_id, home),
            consents=of_customer(_CONSENTS),
        )
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise KithError(
            "The publication was written by another version of Kith; run `kith run` once and ask again."
        ) from error


def _worth(connection: duckdb.DuckDBPyConnection, customer_id: str, home: Path) -> Worth | None:
    found = rows(connection, "select * from marts.fct_customer_value where customer_id = $1", customer_id)
    if not found:
        return None
    value = found[0]
    settings = rows(connection, "select reporting_currency from ops.home_settings")
    currency = settings[0]["reporting_currency"] if settings else ""
    sales, currencies = (
        unconverted_sales(connection, customer_id, currency) if value["unconverted_entries"] else (0, [])
    )
    return Worth(
        currency=currency,
        contribution_12m=value["contribution_profit_12m"],
        contribution_lifetime=value["contribution_profit"],
        arithmetic_12m=arithmetic_line(value, currency, "_12m"),
        arithmetic_lifetime=arithmetic_line(value, currency),
        deferred_balance=value["deferred_balance"],
        value_tier=value["value_tier"],
        value_tier_since=str(value["value_tier_since"]) if value["value_tier_since"] else None,
        value_tier_reason=value["value_tier_reason"],
        value_tier_preview=value["value_tier_preview"],
        value_at_risk=_optional_amount(value, "value_at_risk"),
        acquisition_cost=_optional_amount(value, "acquisition_cost"),
        unconverted_entries=value["unconverted_entries"],
        unconverted_sales=sales,
        unconverted_currencies=currencies,
        order_count=value["order_count"],
        tenure_days=value["tenure_days"],
        full_price_share=value["full_price_share"],
        default_costs=default_costs(connection, customer_id, home),
    )


def _optional_amount(value: Row, name: str) -> Decimal | None:
    return value.get(name)

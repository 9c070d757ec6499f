"""What each person truly earned for the house: the demo's own ledger, spread over the days it serves.

Data flow: `entries` (ledger.py) -> earned by as_of -> truth/contribution.csv.

Rules. In reporting currency an entry is amount x rate of its day, half up to a hundredth of a cent. With a service
period it is earned by day (print: by issue, issue k of n on day ⌊k x days / n⌋), whole cents at any time, income cut
down and what is taken off it up, odd cents with the last unit; without one on its day.
"""

import duckdb

from kith.demo.landing import Landing
from kith.demo.ledger import (
    BUREAU_ENTRIES,
    GIVEN_BACK,
    RETURNS,
    SERVICE_ENTRIES,
    SHOP_ENTRIES,
    STRIPE_ENTRIES,
    SUPPORT_ENTRIES,
)
from kith.demo.world import World

COMPONENTS = (
    "list_amount",
    "discount_amount",
    "refund_amount",
    "shipping_amount",
    "cost_of_goods",
    "fulfilment_cost",
    "payment_fees",
    "channel_commission",
    "support_cost",
    "service_cost",
)
INCOME = ("list_amount", "shipping_amount")

_INCOME = ", ".join(f"'{component}'" for component in INCOME)
# Costs and discounts stand here as positive amounts: what is cut down in the books is cut up here.
EARNED = f"""
create table earned as
with converted as (
    select entries.*, case entries.currency when 'GBP' then amount
        else rated(amount * rate_millionths, 1000000) end as reporting, row_number() over () as entry_number
    from entries left join rates on rates.currency = entries.currency and rates.rate_date = entries.booked
    where amount <> 0
),
running as (
    select entry_number, person_number, component, reporting, served_from, served_to, issues,
        coalesce(idle_from, served_to) as idle_from, coalesce(idle_to, served_to) as idle_to,
        date_diff('day', served_from, served_to) - coalesce(idle_to - idle_from, 0) as days,
        unnest(generate_series(date_trunc('month', served_from), as_of_day(), interval 1 month))::date as month
    from converted where served_to > as_of_day() + 1
),
shares as (
    select *, case when issues is null
            then overlap(served_from, served_to, month) - overlap(idle_from, idle_to, month)
            else len(list_filter(range(issues), lambda issue: date_trunc('month', served_from
                + (issue * days // issues)::int
                + case when served_from + (issue * days // issues)::int < idle_from then 0
                    else (idle_to - idle_from)::int end) = month)) end as units,
        coalesce(issues, days) as all_units
    from running
),
spread as (
    select entry_number,
        case when sum(units) = all_units then reporting
            when component in ({_INCOME}) then cut(reporting * sum(units), all_units)
            else -cut(-reporting * sum(units), all_units) end::bigint as reporting
    from shares group by entry_number, component, reporting, all_units
)
select person_number, component,
    sum(case when served_to > as_of_day() + 1 then coalesce(spread.reporting, 0)
        else converted.reporting end)::bigint as earned,
    sum(converted.reporting)::bigint as booked
from converted left join spread using (entry_number)
group by person_number, component
"""


def write_contribution(connection: duckdb.DuckDBPyConnection, landing: Landing, world: World) -> None:
    """Writes what the people of one chunk earned; who had no money movement stands there with zeros."""
    for macro in (
        (
            "create macro rated(amount, divisor) as "
            "(sign(amount) * ((2 * abs(amount) + divisor) // (2 * divisor)))::bigint"
        ),
        (
            "create macro cut(dividend, divisor) as "
            "((dividend - case when dividend < 0 then 100 * divisor - 1 else 0 end) // (100 * divisor) * 100)"
        ),
        (
            "create macro left_of(amount, gone, days, part, whole) as (case when part <= 0 or gone >= days then 0 "
            "else cut(amount * (days - gone) * part, days * whole) end)::bigint"
        ),
        f"create macro as_of_day() as date '{world.as_of.isoformat()}'",
        (
            "create macro overlap(first_day, last_day, month) as greatest(0, "
            "date_diff('day', greatest(first_day, month), "
            "least(last_day, (month + interval 1 month)::date)))"
        ),
        (
            "create macro exact(amount) as printf('%s%d.%04d', case when amount < 0 then '-' else '' end, "
            "abs(amount)::bigint // 10000, abs(amount)::bigint % 10000)"
        ),
    ):
        connection.execute(macro)
    for statement in (
        GIVEN_BACK, STRIPE_ENTRIES, RETURNS, BUREAU_ENTRIES, SHOP_ENTRIES, SUPPORT_ENTRIES, SERVICE_ENTRIES, EARNED,
    ):  # fmt: skip
        connection.execute(statement)
    landing.lines(connection, _lines(), "person_number", "person_id," + ",".join((*COMPONENTS, *TOTALS)))


TOTALS = ("contribution_profit", "booked_contribution")


def _lines() -> str:
    columns = [f"coalesce(sum(earned) filter (component = '{name}'), 0)" for name in COMPONENTS]
    signed = f"case when component in ({_INCOME}) then {{0}} else -{{0}} end"
    columns += [f"coalesce(sum({signed.format(name)}), 0)" for name in ("earned", "booked")]
    texts = ", ".join(f"exact({column})" for column in columns)
    return f"""
    select 'truth/contribution.csv' as file, person_number, concat_ws(',', person_id, {texts}) as line
    from people left join earned using (person_number) group by person_number, person_id
    """

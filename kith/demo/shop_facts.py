"""What the shop sold: orders of customers and of guests, their lines, and what was sent back.

Data flow: people -> `orders` -> `order_lines` -> `order_refunds`. Pence; prices without tax, tax on top.
"""

from __future__ import annotations

import duckdb

from kith.demo.draws import add_draws
from kith.demo.world import World

ORDERS = """
create table orders as
select person_number, order_slot, is_guest, is_bargain_hunter
from people, range(12) as slots(order_slot)
where has_shop and order_slot < order_count
"""
ORDER_DRAWS = ("day", "hour", "code", "lines", "refund", "restock", "guest", "test", "season")
FINISHED_ORDERS = """
create or replace table orders as
select
    500000000 + person_number * 16 + order_slot as order_id, person_number, order_slot,
    is_guest or u_guest < .06 as is_guest,
    least(end_second() - 7200,
        first_second() + (floor(u_day * 1094) * 86400 + 28800 + floor(u_hour * 40000))::bigint) as ordered_at,
    case when is_bargain_hunter then 'ALWAYS20' when u_code < .12 then 'SPRING10' end as code,
    case when is_bargain_hunter then 20 when u_code < .12 then 10 else 0 end as percent_off,
    1 + floor(u_lines * u_lines * 3.4)::int as line_count, u_refund < .05 as is_refunded, u_restock < .6 as restocks,
    u_test < .004 as is_test
from orders
order by person_number, order_slot
"""
LINES = """
create table order_lines as
select order_id, line_number, person_number, ordered_at, percent_off
from orders, unnest(range(line_count::bigint)) as numbered(line_number)
"""
LINE_DRAWS = ("variant", "quantity")
FINISHED_LINES = """
create or replace table order_lines as
with stock as (
    select *, sum(share::int) over (order by position) / sum(share::int) over () as upper_share,
        (sum(share::int) over (order by position) - share::int) / sum(share::int) over () as lower_share
    from goods
),
priced as (
    select order_id, line_number, person_number, ordered_at, percent_off, variant_id, product_id,
        title || ' - ' || variant_title as name, price::bigint as unit_price, unit_cost::bigint as unit_cost,
        taxable = '1' as is_taxable, case when u_quantity < .12 then 2 else 1 end as quantity
    from order_lines join stock on u_variant >= lower_share and u_variant < upper_share
)
select order_id * 10 + line_number as line_id, *, unit_price * quantity as list_amount,
    (unit_price * quantity * percent_off + 50) // 100 as discount
from priced
order by order_id, line_number
"""
# 20 % tax on what is not a book, for orders sent within the country; post is free from forty pounds and untaxed.
TAXED_LINES = """
create or replace table order_lines as
select order_lines.*, case when is_taxable and people.country = 'GB'
    then ((list_amount - discount) * 20 + 50) // 100 else 0 end as tax
from order_lines join people using (person_number)
order by order_id, line_number
"""
TOTALS = """
create or replace table orders as
select orders.*, list_amount, discount, tax, lines,
    case when list_amount - discount >= 4000 then 0 else 395 end as shipping
from orders join (
    select order_id, sum(list_amount)::bigint as list_amount, sum(discount)::bigint as discount, sum(tax)::bigint
        as tax,
        count(*) as lines
    from order_lines group by order_id
) using (order_id)
order by order_id
"""
REFUNDS = """
create table order_refunds as
select order_id + 300000000000 as refund_id, order_id, line_id, orders.person_number, quantity, unit_cost, restocks,
    order_lines.list_amount - order_lines.discount as net_amount, order_lines.tax,
    orders.ordered_at + 30 * 86400 + 1800 as refunded_at
from orders join order_lines using (order_id)
where is_refunded and not is_test and line_number = 0 and orders.ordered_at + 31 * 86400 < end_second()
order by order_id
"""


def draw_shop_facts(connection: duckdb.DuckDBPyConnection, world: World, chunk: int) -> None:
    """Creates orders and order_lines of a chunk's crowd."""
    connection.execute(ORDERS)
    add_draws(connection, "orders", "person_number, order_slot", world.random(chunk, "orders"), ORDER_DRAWS)
    connection.execute(FINISHED_ORDERS)
    connection.execute(LINES)
    add_draws(
        connection, "order_lines", "order_id, line_number", world.random(chunk, "order lines"), LINE_DRAWS
    )
    connection.execute(FINISHED_LINES)


def derive_shop_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Taxes the lines, sums the orders, sends some back: order_refunds."""
    for statement in (TAXED_LINES, TOTALS, REFUNDS):
        connection.execute(statement)

"""Writes Shopify's REST objects: products, inventory items, customers, orders, refunds.

Data flow: goods, orders and profiles of a chunk -> landing/shopify/. Money is text in the shop's currency, GBP,
whatever the visitor was shown; a guest's order has no customer, only the contact data on the order itself.
"""

from __future__ import annotations

import duckdb

from kith.demo.landing import Landing

FOLDER = "landing/shopify"
PRODUCTS = f"""
select '{FOLDER}/products.json' as file, product_id, to_json({{
    'id': product_id::bigint, 'title': title, 'product_type': product_type, 'vendor': 'Tidewater', 'status': 'active',
    'created_at': iso_offset(first_second() - 86400 * 500), 'published_at': iso_offset(first_second() - 86400 * 499),
    'updated_at': iso_offset(first_second() - 86400 * 400), 'variants': list({{
        'id': variant_id::bigint, 'product_id': product_id::bigint, 'title': variant_title, 'sku': 'TW-' || variant_id,
        'price': money_text(price::bigint), 'inventory_item_id': inventory_item_id::bigint, 'taxable': taxable = '1'}}
        order by variant_id)}})::text as line
from goods group by product_id, title, product_type
"""
INVENTORY = f"""
select '{FOLDER}/inventory_items.json' as file, inventory_item_id, to_json({{
    'id': inventory_item_id::bigint, 'sku': 'TW-' || variant_id, 'cost': money_text(unit_cost::bigint), 'tracked': true,
    'created_at': iso_offset(first_second() - 86400 * 500),
    'updated_at': iso_offset(first_second() - 86400 * 400)}})::text as line
from goods
"""
CUSTOMERS = f"""
select '{FOLDER}/customers_' || file_month(since) || '.jsonl' as file, record_id, to_json({{
    'id': record_id::bigint, 'email': email, 'phone': phone, 'first_name': first_name, 'last_name': last_name,
    'created_at': iso_offset(since - 300), 'updated_at': iso_offset(since), 'orders_count': 1, 'verified_email': true,
    'state': 'enabled', 'currency': 'GBP', 'tags': '',
    'email_marketing_consent': {{'state': case when abs(person_number) % 5 = 2 then 'unsubscribed'
            when abs(person_number) % 5 <> 4 then 'subscribed' else 'not_subscribed' end,
        'opt_in_level': 'confirmed_opt_in', 'consent_updated_at': iso_offset(since)}},
    'default_address': {{'address1': street, 'address2': null, 'city': city, 'province': region, 'zip': postal_code,
        'country_code': country, 'phone': phone, 'first_name': first_name, 'last_name': last_name,
        'company': null}}}})::text as line
from profiles where source = 'shopify' and kind = 'customer'
"""
LINES = """
create or replace table order_line_objects as
select order_id, list({
    'id': line_id, 'product_id': product_id::bigint, 'variant_id': variant_id::bigint, 'title': name, 'name': name,
    'quantity': quantity, 'price': money_text(unit_price), 'sku': 'TW-' || variant_id, 'taxable': is_taxable,
    'requires_shipping': true, 'total_discount': '0.00',
    'discount_allocations': case when discount > 0 then [{'amount': money_text(discount),
        'discount_application_index': 0}]
        else [] end,
    'tax_lines': case when tax > 0 then [{'title': 'VAT', 'price': money_text(tax), 'rate': 0.2}] else [] end
    } order by line_number) as line_items
from order_lines group by order_id
"""
_ADDRESS = (
    "{'first_name': contact.first_name, 'last_name': contact.last_name, 'company': null, 'address1': contact.street, "
    "'address2': null, 'city': contact.city, 'province': contact.region, 'zip': contact.postal_code, "
    "'country_code': contact.country, 'phone': contact.phone}"
)
ORDERS = f"""
select '{FOLDER}/orders_' || file_month(ordered_at) || '.jsonl' as file, orders.order_id, to_json({{
    'id': orders.order_id, 'name': '#' || orders.order_id % 10000000, 'order_number': orders.order_id % 10000000,
    'created_at': iso_offset(ordered_at), 'processed_at': iso_offset(ordered_at), 'updated_at': iso_offset(ordered_at),
    'cancelled_at': null, 'currency': 'GBP', 'presentment_currency': contact.currency, 'taxes_included': false,
    'test': is_test, 'financial_status': 'paid', 'source_name': 'web', 'email': contact.email,
        'contact_email': contact.email,
    'phone': contact.phone, 'buyer_accepts_marketing': false,
    'subtotal_price': money_text(list_amount - discount), 'total_discounts': money_text(discount),
    'total_tax': money_text(tax), 'total_price': money_text(list_amount - discount + tax + shipping),
    'total_line_items_price': money_text(list_amount),
    'total_price_set': {{'shop_money': {{'amount': money_text(list_amount - discount + tax + shipping),
        'currency_code': 'GBP'}}}},
    'discount_codes': case when code is not null and discount > 0 then
        [{{'code': code, 'amount': money_text(discount), 'type': 'percentage'}}] else [] end,
    'shipping_lines': [{{'title': 'Standard', 'code': 'STD', 'price': money_text(shipping),
        'discounted_price': money_text(shipping), 'tax_lines': [], 'discount_allocations': []}}],
    'billing_address': {_ADDRESS}, 'shipping_address': {_ADDRESS},
    'customer': case when not is_guest then {{'id': contact.record_id::bigint, 'email': contact.email}} end,
    'line_items': line_items, 'refunds': []}})::text as line
from orders join order_line_objects using (order_id)
join profiles as contact on contact.source = 'shopify' and (
    case when is_guest then 'guest:' || orders.order_id
    else (6000000000 + orders.person_number)::text end) = contact.record_id
"""
REFUNDS = f"""
select '{FOLDER}/refunds_' || file_month(refunded_at) || '.jsonl' as file, refund_id, to_json({{
    'id': refund_id, 'order_id': order_id, 'created_at': iso_offset(refunded_at),
        'processed_at': iso_offset(refunded_at),
    'note': 'returned', 'restock': restocks, 'refund_line_items': [{{'id': line_id + 1, 'line_item_id': line_id,
        'quantity': quantity, 'restock_type': case when restocks then 'return' else 'no_restock' end,
        'subtotal': money_text(net_amount), 'total_tax': money_text(tax)}}],
    'order_adjustments': [],
    'transactions': [{{'id': refund_id + 1, 'kind': 'refund', 'status': 'success', 'gateway': 'shopify_payments',
        'amount': money_text(net_amount + tax), 'currency': 'GBP'}}]}})::text as line
from order_refunds
"""


def write_shopify_catalogue(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes products with their variants, and inventory items with their cost; once a world."""
    landing.lines(connection, PRODUCTS, "product_id", '{"products":[', "]}\n")
    landing.lines(connection, INVENTORY, "inventory_item_id", '{"inventory_items":[', "]}\n")


def write_shopify(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes the customers, orders and refunds of one chunk."""
    connection.execute(LINES)
    landing.lines(connection, CUSTOMERS, "record_id")
    landing.lines(connection, ORDERS, "order_id")
    landing.lines(connection, REFUNDS, "refund_id")

"""Writes the truth that only evaluation reads: who is who. A guest on a test order of the shop is nobody.

Data flow: people, profiles and devices of a chunk -> truth/people.csv, truth/records.csv and truth/failed_payments.csv;
ledger.py adds what they earned, campaigns.py what they cost to win.
"""

from __future__ import annotations

import duckdb

from kith.demo.contribution import write_contribution
from kith.demo.landing import Landing
from kith.demo.world import World

RECORDS = """
select 'truth/records.csv' as file, concat_ws(',', source, 'profiles', record_id, person_id, household_id) as line
from profiles
where source <> 'shopify' or record_id not in (select 'guest:' || order_id from orders where is_test)
union all
select 'truth/records.csv', concat_ws(',', 'ga4', 'devices', device_id, coalesce(people.person_id, holder, ''),
    coalesce(people.household_id, devices.household_id, '')) as line
from devices left join people using (person_number)
where person_number is not null or holder is not null
"""
PEOPLE = """
select 'truth/people.csv' as file, person_number, concat_ws(',', person_id, household_id, role, first_name, last_name,
    coalesce(email, ''), coalesce(second_email, ''), coalesce(mobile, ''), coalesce(landline, ''),
    coalesce(login_id, ''), coalesce(street, ''), coalesce(city, ''), coalesce(postal_code, ''), coalesce(country, ''),
    coalesce(birth_date::text, '')) as line
from people
"""
# A first attempt that failed, and what nobody ever paid.
FAILED = """
select 'truth/failed_payments.csv' as file, invoice_id, concat_ws(',', invoice_id, person_id,
    strftime(moment(coalesce(tried, billed)), '%Y-%m-%d'), coalesce(strftime(moment(paid_at), '%Y-%m-%d'), '')) as line
from invoices join people using (person_number) left join (select invoice_id, tried from retries) using (invoice_id)
where tried is not null or not is_paid
"""
PEOPLE_HEADER = (
    "person_id,household_id,role,first_name,last_name,email,second_email,mobile,landline,login_id,street,city,"
    "postal_code,country,birth_date"
)


def write_truth(connection: duckdb.DuckDBPyConnection, landing: Landing, world: World) -> None:
    """Writes the truth of one chunk."""
    landing.lines(connection, PEOPLE, "person_number", PEOPLE_HEADER)
    landing.lines(connection, RECORDS, "line", "source,entity,record_id,person_id,household_id")
    landing.lines(connection, FAILED, "invoice_id", "invoice_id,person_id,failed_on,paid_on")
    write_contribution(connection, landing, world)

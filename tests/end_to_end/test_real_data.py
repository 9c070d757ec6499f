"""The main job over every real data set through one feeds.yml, held to the figures their publishers give."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.homes import run_kith
from tests.end_to_end.real_world import FIXTURES, build_real_world, needs_fixtures

pytestmark = needs_fixtures


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = build_real_world(tmp_path_factory.mktemp("real_world"))
    run_kith(home)
    with duckdb.connect(
        str(home / "published" / "current" / "kith_pii.duckdb"), read_only=True
    ) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    row = connection.execute(query).fetchall()
    assert len(row) == 1
    return row[0]


def test_a_shop_keeps_every_invoice_line_and_every_penny(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = "from marts.fct_order_lines where source = 'gift_shop'"
    assert one(warehouse, f"select count(*), count(distinct order_id) {lines}") == (42_481, 2_025)
    assert one(warehouse, f"select sum(line_amount) {lines}") == (Decimal("748957.0200"),)
    assert one(warehouse, f"select count(*) {lines} and customer_id is null") == (15_631,)
    assert one(warehouse, f"select count(distinct customer_id) {lines}") == (948,)
    assert one(warehouse, f"select count(*) {lines} and order_id like 'C%'") == (728,)


def test_the_shops_ledger_adds_up_to_its_net_sales(warehouse: duckdb.DuckDBPyConnection) -> None:
    entries = "from marts.fct_ledger_entries where source = 'gift_shop' and basis = 'fed'"
    net = f"select sum(amount) {entries} and entry_type in ('list_price', 'discount', 'refund')"
    assert one(warehouse, net) == (Decimal("748957.0200"),)


GIFT_SHOP_CUSTOMERS = """
with lines as (
    select regexp_replace(CustomerID, '\\.0$', '') as record_id, InvoiceNo as order_id,
        cast(Quantity as decimal(18, 4)) * cast(UnitPrice as decimal(18, 4)) as amount
    from read_csv('{files}', all_varchar = true)
    where CustomerID <> ''
),
shop as (
    select record_id, sum(amount) as net, coalesce(sum(amount) filter (amount > 0), 0) as bought
    from lines group by record_id
),
kith as (
    select records.record_id, customer_value.net_revenue
    from marts.bridge_customer_records as records
    inner join marts.fct_customer_value as customer_value on records.customer_id = customer_value.customer_id
    where records.source = 'gift_shop' and records.entity = 'profiles' and records.is_current
),
compared as (
    select *,
        row_number() over (order by shop.bought desc, record_id) as place_by_purchases,
        row_number() over (order by shop.net desc, record_id) as place_in_the_shop,
        row_number() over (order by kith.net_revenue desc, record_id) as place
    from shop full join kith using (record_id)
)
"""


def gift_shop_customers(warehouse: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    """One row over the shop's customers, from its files and as published."""
    files = FIXTURES / "uci_online_retail" / "*.csv"
    return one(warehouse, GIFT_SHOP_CUSTOMERS.format(files=files) + query)


def test_every_customer_of_the_shop_is_worth_what_its_invoices_say(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    totals = (
        "select count(*), count(*) filter (net is distinct from net_revenue), sum(net_revenue) from compared"
    )
    assert gift_shop_customers(warehouse, totals) == (948, 0, Decimal("554604.0200"))


def test_a_purchase_cancelled_in_full_nets_to_zero_and_lifts_nobody(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Invoice by invoice; and the hundred best are those of the net, of whom purchases alone would name others."""
    cancelled = """
        select count(*), max(abs(net)) from (
            select purchase.order_id, sum(ledger.reporting_amount) as net
            from (select record_id, order_id, sum(amount) as amount from lines group by all) as purchase
            inner join (select record_id, order_id, sum(amount) as amount from lines group by all) as note
                on purchase.record_id = note.record_id and purchase.amount = -note.amount and note.order_id like 'C%'
            inner join marts.fct_ledger_entries as ledger
                on ledger.order_id in (purchase.order_id, note.order_id) and ledger.source = 'gift_shop'
            where purchase.amount > 100 and ledger.entry_type in ('list_price', 'discount', 'refund')
            group by purchase.order_id
        )
    """
    assert gift_shop_customers(warehouse, cancelled) == (7, Decimal(0))
    top = """
        select count(*) filter (place <= 100 and place_in_the_shop > 100),
            count(*) filter (place_by_purchases <= 100 and place > 100) > 0
        from compared
    """
    assert gift_shop_customers(warehouse, top) == (0, True)


def test_cdnow_keeps_repeats_and_leading_zeros(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = "from marts.fct_order_lines where source = 'cdnow'"
    totals = f"select count(*), count(distinct profile_record_id), sum(line_amount) {lines}"
    assert one(warehouse, totals) == (34_355, 11_785, Decimal("1227589.5700"))
    assert one(warehouse, f"select count(*) > 0 {lines} and profile_record_id = '00002'") == (True,)


def test_the_trackers_repeated_events_count_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    events = "from ops.load_reconciliation where source = 'tracker'"
    counts = "select sum(rows_read), sum(rows_loaded), sum(rows_repeated + rows_superseded)"
    assert one(warehouse, f"{counts} {events}") == (160, 157, 3)
    sessions = "from marts.fct_web_sessions where source = 'tracker'"
    assert one(warehouse, f"select sum(event_count) {sessions}") == (157,)


def test_recorded_members_are_one_record_each(warehouse: duckdb.DuckDBPyConnection) -> None:
    members = "from marts.fct_newsletter_memberships where source = 'mailchimp_recorded'"
    assert one(warehouse, f"select count(*), count(distinct profile_record_id) {members}") == (10, 10)


def test_three_exports_with_different_columns_are_fifteen_people(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    people = "from marts.bridge_customer_records where source = 'audience_exports' and is_current"
    assert one(warehouse, f"select count(distinct record_id) {people}") == (15,)


def test_a_ragged_member_is_kept_in_quarantine_not_lost(warehouse: duckdb.DuckDBPyConnection) -> None:
    ragged = "from ops.quarantined_rows where source = 'ghost'"
    assert one(warehouse, f"select count(*), min(row_number) {ragged}") == (1, 1)


def test_every_row_read_is_accounted_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    accounted = "rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined"
    files = one(
        warehouse, f"select count(*), count(*) filter (rows_read <> {accounted}) from ops.load_reconciliation"
    )
    assert files[0] != 0
    assert files[1] == 0


def test_every_data_set_arrived(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    loaded = warehouse.execute(
        "select source from ops.load_reconciliation group by source having sum(rows_loaded) > 0"
    ).fetchall()
    assert {source for (source,) in loaded} == {
        "gift_shop", "cdnow", "tracker", "mailchimp_recorded", "stripe_samples", "shopify_samples",
        "ga4_samples", "audience_exports", "ghost", "mailchimp_tables", "help_desk", "till",
    }  # fmt: skip

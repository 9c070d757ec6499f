"""Parquet keeps its types; archives that grow without end, and documents that look like others, are refused."""

import datetime
import gzip
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.check import check_feeds
from tests.ingestion.homes import LoaderHome

SHOPIFY = """
    sources:
      - {name: shop, feed: merchandise, connector: shopify, path: landing/shop/}
"""


def test_parquet_values_keep_their_types(home: LoaderHome) -> None:
    home.write_feeds(home.feeds.replace("\"'1'\"", "quantity + 1"))
    path = home.land("orders.parquet", b"")
    duckdb.sql(f"""
        copy (
            select 7 as id, 'c7' as customer, timestamp '2026-01-02 03:04:05.123456' as day,
                1234567890.5678 :: decimal(18, 4) as amount, 2 as quantity
        ) to '{path}' (format parquet)
    """)
    home.load()
    rows = home.query("select record_id, ordered_at, quantity, line_amount from raw_files.order_lines")
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, 123456)
    assert rows == [("7", moment, Decimal(3), Decimal("1234567890.5678"))]


def test_a_file_that_gets_its_right_name_is_read_anew(home: LoaderHome) -> None:
    home.write_feeds(SHOPIFY)
    order = {"id": 7, "created_at": "2025-06-01T00:00:00Z", "currency": "GBP", "line_items": []}
    wrong = home.land("shop/orders.jsonl", json.dumps([order], indent=1))
    home.load()
    assert home.reasons("shop/orders.jsonl")
    wrong.rename(wrong.with_suffix(".json"))
    home.load()
    assert home.reasons() == []
    assert home.query("select id from raw_shopify.orders") == [("7",)]


def test_list_or_object_where_one_text_belongs_is_set_aside(home: LoaderHome) -> None:
    line = '{"id": %d, "customer": %s, "day": "2026-01-01", "amount": 5}\n'
    customers = ['"c1"', '["secret"]', '{"secret": 1}', '"[draft]"', '"[5]"', "null", "[]"]
    home.land("orders_1.jsonl", "".join(line % found for found in enumerate(customers, start=1)))
    path = home.land("orders_2.parquet", b"")
    duckdb.sql(
        "copy (select 8 as id, unnest([['secret'], null]) as customer, date '2026-01-01' as day, 5 as amount) "
        f"to '{path}' (format parquet)"
    )
    home.load()
    assert home.query("select distinct profile_record_id from raw_files.order_lines order by 1") == [
        ("[5]",), ("[draft]",), ("c1",), (None,)
    ]  # fmt: skip
    reason = (
        "profile_record_id (from customer) is a list or an object, not one value: map one of its values, as "
        "`->> '$[0]'` or `->> '$.name'` takes it."
    )
    assert home.reasons("orders_1.jsonl") == [(2, reason), (3, reason), (7, reason)]
    assert home.reasons("orders_2.parquet") == [(1, reason)]


@pytest.mark.parametrize(
    ("mapping", "customer", "fits"),
    [
        ("customer ->> '$[0]'", '["c1"]', True),
        ("coalesce(customer, id)", '["c1"]', False),
        ("customer -> '$.name'", '{"name": ["c1"]}', False),
        ("string_split(customer, ' ')", '"c1 c2"', False),
    ],
)
def test_expressions_may_take_a_list_apart_but_not_pass_it_on(
    home: LoaderHome, mapping: str, customer: str, fits: bool
) -> None:
    home.write_feeds(home.feeds.replace("profile_record_id: customer", f'profile_record_id: "{mapping}"'))
    home.land("orders.jsonl", f'{{"id": 1, "customer": {customer}, "day": "2026-01-01", "amount": 5}}\n')
    assert check_feeds(home.root).is_fine == fits


def test_decompression_bomb_is_set_aside_whole(home: LoaderHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.landing.SMALLEST_BOMB", 1 << 20)
    home.land("orders.csv.gz", gzip.compress(b"id,customer,day,amount\n" + b"1" * (8 << 20)))
    home.load()
    [(row, reason)] = home.reasons()
    assert row is None
    assert "200 times" in reason


def test_shopify_variants_alone_are_no_product(tmp_path: Path) -> None:
    home = LoaderHome(tmp_path / "home", SHOPIFY)
    home.land("shop/variants.json", json.dumps({"variants": [{"id": 1, "price": "5.00"}]}))
    home.load()
    assert home.query("select count(*) from raw_shopify.products") == [(0,)]
    [(_, reason)] = home.reasons()
    assert reason.startswith("No known shopify object")

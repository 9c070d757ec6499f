"""Parquet keeps its types; archives that grow without end, and documents that look like others, are refused."""

import datetime
import gzip
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

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

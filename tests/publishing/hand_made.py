"""A warehouse made by hand and the dbt manifest that goes with it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from kith.publishing import Publication, publish

AS_OF = date(2026, 6, 30)
PUBLISHED_AT = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)
SECRET = bytes(range(1, 33))
WAREHOUSE_SQL = (Path(__file__).parent / "hand_made_warehouse.sql").read_text(encoding="utf-8")

PERSONAL = {
    "dim_customers": {
        "full_name": "name",
        "first_name": "name",
        "last_name": "name",
        "organisation_name": "name",
        "email": "email",
        "phone": "phone",
        "birth_date": "birth_date",
        "birthday": "birth_date",
        "address_line": "street",
        "postal_code": "street",
    },
    "bridge_customer_records": {"record_id": "record_id"},
    "dim_devices": {"device_id": "device_id"},
    "dim_customer_fields": {"value": "free_text", "losing_values": "free_text", "record_id": "record_id"},
    "fct_subscriptions": {
        "subscription_id": "record_id",
        "profile_record_id": "record_id",
        "payer_profile_record_id": "record_id",
    },
    "fct_order_lines": {"order_id": "record_id", "record_id": "record_id", "profile_record_id": "record_id"},
    "fct_newsletter_memberships": {"profile_record_id": "record_id", "email_click_id": "login_id"},
    "fct_newsletter_events": {"event_id": "record_id", "profile_record_id": "record_id", "url": "url"},
    "fct_web_sessions": {"device_id": "device_id", "landing_page": "url", "login_id": "login_id"},
    "fct_consents": {"profile_record_id": "record_id"},
    "fct_support_tickets": {"ticket_id": "record_id", "profile_record_id": "record_id"},
    "fct_survey_answers": {
        "answer_id": "record_id",
        "profile_record_id": "record_id",
        "answer_text": "free_text",
    },
    "fct_ledger_entries": {"entry_id": "record_id", "record_id": "record_id"},
}


def make_warehouse(path: Path) -> Path:
    """Write the warehouse to `path`."""
    path.write_bytes(_warehouse())
    return path


@lru_cache(maxsize=1)
def _warehouse() -> bytes:
    """The file that the SQL makes, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(WAREHOUSE_SQL)
        return path.read_bytes()


def make_manifest(path: Path, personal: dict[str, dict[str, str]] = PERSONAL) -> Path:
    """Write the part of dbt's manifest that publication reads."""
    nodes = {
        f"model.kith.{table}": {
            "resource_type": "model",
            "schema": "marts",
            "name": table,
            "description": f"One row per line of {table}.",
            "columns": {
                name: {
                    "name": name,
                    "description": f"What {name} is.",
                    "config": {"meta": {"personal": kind}},
                }
                for name, kind in columns.items()
            },
        }
        for table, columns in personal.items()
    }
    path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return path


def publish_home(
    home: Path, run_id: str = "run-1", as_of: date = AS_OF, occasion: str | None = None
) -> Publication:
    """Publish the hand-made warehouse of a home (made by the fixture `home`)."""
    return publish(
        home,
        home / "warehouse.duckdb",
        SECRET,
        run_id=run_id,
        as_of=as_of,
        code_version="1.0.0",
        published_at=PUBLISHED_AT,
        manifest=home / "manifest.json",
        occasion=occasion,
    )


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    """What a database file answers."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(statement).fetchall()

"""What the dbt project says of columns, and what happens where it says nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingestion.errors import KithError
from kith.publishing.personal_columns import (
    ColumnMeaning,
    TableMeaning,
    looks_personal,
    read_meanings,
    refuse_undeclared,
)


@pytest.mark.parametrize(
    "name",
    [
        "email",
        "billing_email",
        "email_sha256",
        "phone",
        "mobile_number",
        "first_name",
        "payer_last_name",
        "full_name",
        "name",
        "address_line",
        "ip_address",
        "ip",
        "record_id",
        "profile_record_id",
        "answer_id",
        "attendance_id",
        "entry_id",
        "event_id",
        "interaction_id",
        "order_id",
        "payment_id",
        "referral_id",
        "refund_id",
        "response_id",
        "subscription_id",
        "ticket_id",
        "first_order_id",
        "login_id",
        "device_id",
        "handle",
        "answer_text",
        "page_url",
        "url",
        "referrer",
        "landing_page",
        "birth_date",
        "birthday",
        "losing_values",
        "EMAIL",
    ],
)
def test_names_that_look_personal(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "customer_id",
        "household_id",
        "city",
        "region",
        "country_code",
        "product_name",
        "campaign_name",
        "list_name",
        "contactable_email",
        "address_status",
        "event_name",
        "value_tier_reason",
        "product_id",
        "list_id",
        "campaign_id",
        "post_id",
        "device_category",
        "description",
        "shipping_amount",
        "title",
    ],
)
def test_names_that_do_not(name: str) -> None:
    assert not looks_personal(name)


def test_an_undeclared_personal_text_column_stops_the_publication() -> None:
    with pytest.raises(KithError, match=r"marts\.dim_customers.*personal"):
        refuse_undeclared("dim_customers", {"email": "VARCHAR"}, TableMeaning())


def test_an_undeclared_key_of_a_source_stops_the_publication() -> None:
    with pytest.raises(KithError, match=r"ticket_id of marts\.fct_support_tickets.*personal"):
        refuse_undeclared("fct_support_tickets", {"ticket_id": "VARCHAR"}, TableMeaning())


def test_numbers_and_declared_columns_pass() -> None:
    meaning = TableMeaning(
        columns={"email": ColumnMeaning(personal="email"), "handle": ColumnMeaning(personal="none")}
    )
    columns = {"email": "VARCHAR", "handle": "VARCHAR", "phone": "BIGINT", "city": "VARCHAR"}
    refuse_undeclared("dim_customers", columns, meaning)


def test_the_name_of_a_product_is_nobodys() -> None:
    refuse_undeclared("dim_products", {"name": "VARCHAR"}, TableMeaning())


def manifest(path: Path, node: dict[str, object]) -> Path:
    path.write_text(json.dumps({"nodes": {"model.kith.dim_customers": node}}), encoding="utf-8")
    return path


def test_meta_is_read_from_config_and_from_its_old_place(tmp_path: Path) -> None:
    node = {
        "resource_type": "model",
        "schema": "marts",
        "name": "dim_customers",
        "description": "One row per customer.",
        "columns": {
            "email": {"description": "Golden address.", "config": {"meta": {"personal": "email"}}},
            "phone": {"meta": {"personal": "phone"}},
            "city": {"description": "Town.", "config": {}},
        },
    }
    meaning = read_meanings(manifest(tmp_path / "manifest.json", node))["dim_customers"]
    assert meaning.description == "One row per customer."
    assert meaning.columns["email"] == ColumnMeaning("Golden address.", "email")
    assert meaning.columns["phone"].personal == "phone"
    assert meaning.columns["city"].personal is None


def test_models_of_other_schemas_say_nothing_of_marts(tmp_path: Path) -> None:
    node = {"resource_type": "model", "schema": "staging", "name": "dim_customers", "columns": {}}
    assert read_meanings(manifest(tmp_path / "manifest.json", node)) == {}


@pytest.mark.parametrize("content", [None, "", "{", "{}"])
def test_a_missing_or_broken_manifest_is_said(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "manifest.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(KithError, match="manifest"):
        read_meanings(path)

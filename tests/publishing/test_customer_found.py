"""The single customer view finds a customer by any name, and says of nobody that it is nobody."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from ingestion.errors import KithError, UsageError
from kith.cli import app
from kith.customer_view import customer_facts, show
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home
from tests.publishing.test_customer_view import page


@pytest.mark.parametrize(
    "who",
    [
        "c_john",
        " c_john ",
        "c_old_john",
        "john@archer.example",
        "JOHN@Archer.EXAMPLE",
        "john.archer@home.example",
        "stripe:cus_john",
        "shopify:guest:9001",
        "ga4:dev.1",
        "+44 1904 555010",
        "01904 555010",
        "john archer",
    ],
)
def test_john_is_found_by_whatever_he_is_called(published_home: Path, who: str) -> None:
    assert customer_facts(published_home, who).customer_id == "c_john"


@pytest.mark.parametrize(
    "who", ["", "nobody", "no@body.example", "stripe:cus_nobody", "x' or '1'='1", "%", "@", ":"]
)
def test_nobody_is_one_clear_sentence(published_home: Path, who: str) -> None:
    with pytest.raises(UsageError, match=r"^Nobody in the publication goes by "):
        customer_facts(published_home, who)


@pytest.mark.parametrize("who", ["no@body.example", "07700 900999", "stripe:cus_nobody", "nobody"])
def test_every_command_says_the_same_of_nobody(published_home: Path, who: str) -> None:
    (published_home / "feeds.yml").write_text("sources: []\n")
    shown = CliRunner().invoke(app, ["customer", who, "--home", str(published_home)])
    explained = CliRunner().invoke(
        app, ["identity", "explain", "stripe:cus_john", who, "--home", str(published_home)]
    )
    assert shown.exit_code == explained.exit_code == 2
    assert shown.stderr.replace(" a whole name,", "") == explained.stderr.replace(
        ", the second of the two", ""
    )
    assert shown.stderr.count("\n") == 1


def test_the_start_of_an_id_that_a_briefing_prints_is_enough(tmp_path: Path) -> None:
    make_manifest(tmp_path / "manifest.json")
    with duckdb.connect(str(make_warehouse(tmp_path / "warehouse.duckdb"))) as connection:
        for place in ("marts.dim_customers", "identity.record_customers"):
            connection.execute(
                f"update {place} set customer_id = case customer_id when 'c_mary' then 'c_0123456789ab'"
                " when 'c_omar' then 'c_ffffffff00' when 'c_void' then 'c_ffffffff11' else customer_id end"
            )
        connection.execute(
            "update identity.record_customers set customer_id = 'c_0123456789ab' where source = 'ga4'"
        )
    publish_home(tmp_path)
    assert customer_facts(tmp_path, "c_01234567").customer_id == "c_0123456789ab"
    with pytest.raises(KithError, match="name one: c_ffffffff00, c_ffffffff11"):
        customer_facts(tmp_path, "c_ffffffff")
    with pytest.raises(UsageError, match="Nobody"):
        customer_facts(tmp_path, "c_0123")


def test_a_shared_address_names_the_customers_to_choose_from(published_home: Path) -> None:
    with pytest.raises(
        KithError,
        match="2 customers share that address, number, name or start of an id; name one: c_omar, c_void",
    ):
        customer_facts(published_home, "family@said.example")


def test_an_unpublished_home_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KithError, match="kith run"):
        show(tmp_path, "c_john")


def test_a_retired_id_leads_to_the_living_customer_and_says_so(published_home: Path) -> None:
    assert customer_facts(published_home, "c_old_john").redirected_from == "c_old_john"
    assert "asked for c_old_john, which was merged into it" in page(published_home, "c_old_john")

"""Explanations: the path, the guard, or what is missing; never a value in clear."""

from __future__ import annotations

import html
import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import KithError, UsageError
from kith.identity.explain import explain
from kith.identity.explanation import SharedName
from kith.identity.explanation_page import explanation_page
from kith.identity.masking import mask
from kith.identity.settings import IdentitySettings
from tests.identity.test_explain_decisions import decided
from tests.identity.world import World


def test_a_path_names_rule_kind_and_time(told: World) -> None:
    explanation = explain(told.warehouse, "shop:1", "stripe:1")
    (link,) = explanation.path
    assert explanation.is_one_person
    assert (link.rule, link.identifier_kind, link.identifier_value) == ("same_email", "email", "j…@g…com")
    assert "the same e-mail address (j…@g…com)" in explanation.as_text()
    assert explanation.changes == ['If that is wrong: `kith identity unmerge stripe:1 --why "…"`.']


@pytest.mark.parametrize(
    "name", ["John.Smith@googlemail.com", "+44 7700 900123", "07700 900123", "0044 7700 900123", "shop:1"]
)
def test_records_answer_to_addresses_numbers_and_names(told: World, name: str) -> None:
    assert explain(told.warehouse, name, "stripe:1").is_one_person


def test_two_strong_links_go_before_a_weaker_one(told: World) -> None:
    """The telephone number alone says less than an address that a third record has with each."""
    path = explain(told.warehouse, "shop:hugh", "bureau:hugh").path
    assert [(link.to_record, link.identifier_kind) for link in path] == [
        ("list:hugh", "email"),
        ("bureau:hugh", "email"),
    ]


def test_customer_ids_answer_too(told: World) -> None:
    customer = told.customers()["shop:1"]
    explanation = explain(told.warehouse, customer, "bureau:1")
    assert explanation.customers[0] == customer
    assert not explanation.is_one_person


def test_a_retired_id_answers_for_its_living_one(told: World) -> None:
    ((retired,),) = told.query("select customer_id from identity.redirects where until is null")
    assert retired not in told.customers().values()
    assert explain(told.warehouse, retired, "shop:rosa1").is_one_person


def test_a_guard_is_named_and_the_household_said(told: World) -> None:
    explanation = explain(told.warehouse, "shop:1", "bureau:1")
    assert explanation.is_one_household
    assert "first names clearly differ" in explanation.reasons[0]
    assert "They live in one household." in explanation.as_text()


def test_what_is_nearly_certain_is_not_said_to_be_certain(world: World) -> None:
    alike = {"full_name": "John Harbottle", "email": "hill@tide.example"}
    for login in ("L1", "L2"):
        world.person("shop", login, login_id=login, **alike)
    world.resolve()
    _, likely = explain(world.warehouse, "shop:L1", "shop:L2").reasons
    assert "are 99.75% likely one person's, but they have two different logins" in likely


def test_names_a_slip_apart_are_not_said_to_differ_clearly(world: World) -> None:
    """A letter more makes a man's name a woman's to the guard; to the evidence it is a slip."""
    shared = {"last_name": "Brown", "email": "zbrown@tide.example", "phone": "07700 900123"}
    world.person("shop", "1", first_name="Zoe", **shared)
    world.person("shop", "2", first_name="Zoee", **shared)
    world.resolve()
    found = explain(world.warehouse, "shop:1", "shop:2")
    assert "first name a slip apart" in found.as_text()
    assert len(found.reasons) == 3
    for reason in found.reasons:
        assert "but their first names, though a slip apart, count as two: one household" in reason


def test_where_the_chain_stops_it_no_field_of_the_two_is_what_is_missing(world: World) -> None:
    house = {"last_name": "Harbottle", "address_line": "7 Elm Row", "postal_code": "YO1 9AA", "city": "York"}
    world.person("bureau", "J", first_name="J.", phone="07700 900001", **house)
    world.person("shop", "John", first_name="John", phone="07700 955552", **house)
    world.person("shop", "Jane", first_name="Jane", phone="07700 966663", **house)
    world.resolve(settings=IdentitySettings(accept=0.7))
    found = explain(world.warehouse, "bureau:J", "shop:Jane")
    assert "phone differs" in found.as_text()
    assert "it fits two different people equally well" in found.reasons[0]
    assert found.changes[0].endswith(
        "; or anything that speaks for one of the two people whom it fits, and not for the other."
    )


def test_days_are_those_of_the_home_and_not_of_greenwich(told: World, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copy(told.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema ops")
        connection.execute("create table ops.home_settings as select 'Europe/London' as reporting_timezone")
        connection.execute("update identity.edges set first_seen_at = '2024-04-30 23:00:00'")
    found = explain(file, "shop:1", "stripe:1")
    assert "the same e-mail address (j…@g…com), since 2024-05-01" in found.as_text()
    assert found.as_dict()["path"][0]["first_seen_at"] == "2024-05-01T00:00:00+01:00"
    late = replace(decided("never", "shop:1", "bureau:1"), decided_at="2026-06-30T23:30:00+00:00")
    assert (
        explain(file, "shop:1", "bureau:1", [late]).reasons[0].startswith("root decided on 2026-07-01 that")
    )


def test_what_reads_alike_is_said_once(told: World) -> None:
    """Two numbers that both have, and that are masked alike."""
    reasons = explain(told.warehouse, "shop:Otto", "shop:Vera").reasons
    assert [sentence for sentence in reasons if "+4477…23" in sentence] == reasons[:1]


@pytest.mark.parametrize("other", ["club:2", "club:acme"])
def test_a_worthless_value_is_named(told: World, other: str) -> None:
    """Of the firm whose mailbox it is too, though to the firm it is a value like any other."""
    explanation = explain(told.warehouse, "club:1", other)
    assert explanation.reasons == ["Both have the e-mail address i…@a…example, but it is a role mailbox."]


def test_a_shared_device_is_named(told: World) -> None:
    explanation = explain(told.warehouse, "club:3", "club:4")
    assert "used by several people" in explanation.reasons[0]


def test_missing_evidence_is_named(told: World) -> None:
    explanation = explain(told.warehouse, "club:3", "shop:1")
    assert explanation.reasons[0].startswith("They share no login")
    assert any("e-mail address, phone number" in reason for reason in explanation.reasons)


def test_no_text_shows_a_value_in_clear(told: World) -> None:
    for one, other in (("shop:1", "stripe:1"), ("shop:1", "bureau:1"), ("club:1", "club:2")):
        explanation = explain(told.warehouse, one, other)
        shown = explanation.as_text() + json.dumps(explanation.as_dict())
        assert "smith@" not in shown.lower() and "7700900123" not in shown and "info@" not in shown


def test_a_publication_folder_answers_read_only(told: World, tmp_path: Path) -> None:
    folder = tmp_path / "publication"
    folder.mkdir()
    shutil.copy(told.warehouse, folder / "kith_pii.duckdb")
    (folder / "kith_pii.duckdb").chmod(0o400)
    assert explain(folder, "shop:1", "stripe:1").is_one_person


def test_one_record_is_itself(told: World) -> None:
    explanation = explain(told.warehouse, "shop:1", "shop:1")
    assert explanation.is_one_person and explanation.path == []
    assert explanation.as_text().startswith("Both names stand on shop:1, of ")


def test_a_path_that_is_missing_from_the_map_has_a_remedy(told: World, tmp_path: Path) -> None:
    torn = told.copied(tmp_path)
    torn.query("delete from identity.edges where is_accepted")
    with pytest.raises(KithError, match=r"shop:1 and stripe:1 .*`kith run --full-refresh`"):
        explain(torn.warehouse, "shop:1", "stripe:1")


def test_an_address_of_two_records_says_what_holds_them_together(told: World) -> None:
    """The number stands on shop:1 alone, the address on shop:1 and stripe:1."""
    explanation = explain(told.warehouse, "john.smith@gmail.com", "07700 900123")
    assert explanation.records == ("shop:1", "shop:1")
    (link,) = explanation.path
    assert (link.from_record, link.to_record, link.rule) == ("shop:1", "stripe:1", "same_email")
    same = explain(told.warehouse, "john.smith@gmail.com", "JohnSmith@gmail.com")
    assert [link.to_record for link in same.path] == ["stripe:1"]


@pytest.mark.parametrize("other", ["stripe:1", "club:3"])
def test_a_number_of_several_customers_names_them_all_and_how_to_ask_about_each(
    told: World, other: str
) -> None:
    """John and Jane have one landline; whichever of them is explained, the reader learns of both."""
    explanation = explain(told.warehouse, "07700 900123", other)
    john, jane = (told.customers()[record] for record in ("shop:1", "bureau:1"))
    first, second = sorted([f"{john} (shop:1)", f"{jane} (bureau:1)"])
    _, said, *_ = explanation.as_text().splitlines()
    assert said == (
        f"  '07700…23' is shared by 2 customers: {first} and {second}. Explained is {explanation.customers[0]}; "
        "to ask about another, give its customer_id, or one record as source:record."
    )
    assert explanation.notices[0] in html.unescape(explanation_page(explanation))
    number, nothing = explanation.as_dict()["shared"]
    assert number == {"name": "07700…23", "records": {john: ["shop:1"], jane: ["bureau:1"]}}
    assert nothing is None


def test_of_a_mailbox_of_many_the_first_twenty_are_named() -> None:
    shared = SharedName("i…@a…example", {f"c_{number:02}": ["club:1", "club:2"] for number in range(23)})
    said = shared.sentence("c_00")
    assert "is shared by 23 customers: c_00 (club:1 and 1 more), c_01 " in said
    assert "c_19 (club:1 and 1 more) and 3 more. Explained is c_00;" in said


def test_an_unknown_name_is_wrong_use_and_stays_masked(told: World) -> None:
    with pytest.raises(
        UsageError, match="Nobody in the publication goes by 'n…@t…example', the first of the two: give"
    ) as raised:
        explain(told.warehouse, "nobody@tide.example", "shop:1")
    assert "nobody" not in str(raised.value)


@pytest.mark.parametrize("number", ["07700 900999", "+44 7700 900999", "(07700) 900-999"])
def test_an_unknown_number_stays_masked(told: World, number: str) -> None:
    with pytest.raises(UsageError, match="Nobody in the publication goes by") as raised:
        explain(told.warehouse, number, "shop:1")
    assert number not in str(raised.value)


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kith run"):
        explain(tmp_path / "none.duckdb", "a", "b")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("email", "john@tide.example", "j…@t…example"),
        ("phone", "+442079460018", "+4420…18"),
        ("login", "|user-0001", "|u…01"),
        ("login", "|7", "…"),
        ("device", "ga4|GA1.2.3.4", "ga….4"),
    ],
)
def test_masks_leave_little(kind: str, value: str, shown: str) -> None:
    assert mask(kind, value) == shown

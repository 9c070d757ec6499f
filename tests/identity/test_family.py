"""John's family in miniature (story J1 to J4 and J9): every link and every gap of it."""

from __future__ import annotations

from datetime import UTC

import pytest

from kith.identity.explain import explain
from tests.identity.world import World, day

JOHN = [
    "stripe:cus_1",
    "stripe:cus_2",
    "mailchimp:news:md5",
    "shopify:guest:1001",
    "bureau:A-1",
]
STREET = {"address_line": "12 Harbour Street", "postal_code": "HU1 1AA"}
LANDLINE = "01482 123456"


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> World:
    """John, his wife Jane, his niece Rosa, as six systems know them."""
    world = World(tmp_path_factory.mktemp("family"))
    world.person(
        "stripe",
        "cus_1",
        full_name="John Smith",
        email="John.Smith@tide.example",
        login_id="L1",
        created_at=day(1),
    )
    world.person("stripe", "cus_2", full_name="J. Smith", email="john.smith@TIDE.example", phone=LANDLINE)
    world.person("mailchimp", "news:md5", email="jsmith@post.example")
    world.member("news:md5", "mc-john")
    world.person("shopify", "guest:1001", full_name="John Smith", phone="+44 1482 123456", **STREET)
    world.person("bureau", "A-1", full_name="Mr John Smith", phone="(01482) 123456", **STREET)
    world.person("bureau", "A-2", full_name="Mrs Jane Smith", phone=LANDLINE, **STREET)
    world.person("zendesk", "77", full_name="Jane Smith", email="jane@post.example", phone=LANDLINE)
    world.person(
        "bureau", "A-3", full_name="Rosa Diaz", phone=LANDLINE, address_line="3 Mill Lane", city="York"
    )
    world.parties("A-1", "A-3")
    world.login("tablet", "L1", day(40))
    world.click("tablet", "mc-john", day(41))
    world.add("int_devices", source="ga4", device_id="tablet", first_seen_at=day(4), last_seen_at=day(41))
    world.resolve()
    return world


def test_every_record_of_john_is_his(family: World) -> None:
    assert family.are_one(*JOHN)


def test_his_reading_is_his_back_to_the_first_visit(family: World) -> None:
    rows = family.query(
        "select customer_id, valid_from from identity.record_spells where record_id = 'tablet'"
    )
    assert rows == [(family.customers()["stripe:cus_1"], day(4))]


def test_jane_is_another_customer_of_the_same_household(family: World) -> None:
    known = family.customers()
    assert known["bureau:A-2"] == known["zendesk:77"] != known["bureau:A-1"]
    households = dict(family.query("select customer_id, household_id from identity.customers"))
    assert households[known["bureau:A-2"]] == households[known["bureau:A-1"]]


def test_the_niece_is_neither_his_record_nor_his_household(family: World) -> None:
    known = family.customers()
    households = dict(family.query("select customer_id, household_id from identity.customers"))
    assert known["bureau:A-3"] != known["bureau:A-1"]
    assert households[known["bureau:A-3"]] != households[known["bureau:A-1"]]


def test_the_path_from_the_newsletter_to_the_bureau_is_explained(family: World) -> None:
    explanation = explain(family.warehouse, "mailchimp:news:md5", "bureau:A-1")
    assert [link.identifier_kind for link in explanation.path] == ["device", "email", "phone"]
    assert explanation.path[0].first_seen_at == day(41).replace(tzinfo=UTC)

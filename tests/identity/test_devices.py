"""Whose a device is: story J4, the family tablet, the kiosk."""

from __future__ import annotations

import pytest

from tests.identity.world import World, day


@pytest.fixture
def john(world: World) -> World:
    """John with a login, and a newsletter under another address and no name."""
    world.person(
        "stripe", "john", first_name="John", last_name="Smith", email="john@tide.example", login_id="L1"
    )
    world.person("mailchimp", "list:a", email="reader@tide.example")
    world.member("list:a", "click-a")
    return world


def test_a_device_with_one_login_is_his_back_to_the_first_visit(john: World) -> None:
    john.login("tablet", "L1", day(90))
    john.add("int_devices", source="ga4", device_id="tablet", first_seen_at=day(3), last_seen_at=day(99))
    john.resolve()
    assert john.device("tablet") == (john.customers()["stripe:john"], "one_login", False)
    assert john.query(
        "select valid_from, valid_to, is_current from identity.record_spells where entity = 'devices'"
    ) == [(day(3), None, True)]


def test_a_login_and_a_click_on_one_device_join_the_newsletter_record(john: World) -> None:
    john.login("tablet", "L1")
    john.click("tablet", "click-a")
    john.resolve()
    assert john.are_one("stripe:john", "mailchimp:list:a")


def test_a_click_alone_gives_the_device_to_the_reader(john: World) -> None:
    john.click("phone", "click-a")
    john.resolve()
    assert john.device("phone") == (john.customers()["mailchimp:list:a"], "newsletter_click", False)


def test_a_device_with_two_logins_is_nobodys_and_joins_nobody(john: World) -> None:
    john.person("stripe", "jane", first_name="Jane", last_name="Smith", login_id="L2")
    for login in ("L1", "L2"):
        john.login("tablet", login)
    john.click("tablet", "click-a")
    john.resolve()
    assert john.device("tablet") == (None, "several_logins", True)
    assert not john.are_one("stripe:john", "mailchimp:list:a")
    assert john.query("select count(*) from identity.record_customers where entity = 'devices'") == [(0,)]
    assert john.query("select login_id, customer_id from identity.login_customers order by login_id") == [
        ("L1", john.customers()["stripe:john"]),
        ("L2", john.customers()["stripe:jane"]),
    ]


def test_a_named_reader_on_his_wifes_device_stays_himself(john: World) -> None:
    john.person("mailchimp", "list:jane", first_name="Jane", last_name="Smith", email="jane@tide.example")
    john.member("list:jane", "click-jane")
    john.login("tablet", "L1")
    john.click("tablet", "click-jane")
    john.resolve()
    assert not john.are_one("stripe:john", "mailchimp:list:jane")
    assert john.device("tablet")[:2] == (john.customers()["stripe:john"], "one_login")
    ((households,),) = john.query(
        "select count(distinct household_id) from identity.customers where founding_record_id in ('john', 'list:jane')"
    )
    assert households == 1


def test_two_nameless_readers_on_one_device_are_joined_to_nobody(john: World) -> None:
    john.person("mailchimp", "list:b", email="else@tide.example")
    john.member("list:b", "click-b")
    john.login("tablet", "L1")
    for click in ("click-a", "click-b"):
        john.click("tablet", click)
    john.resolve()
    assert len(john.groups()) == 3


def test_a_nameless_reader_on_two_peoples_devices_is_joined_to_neither(john: World) -> None:
    john.person("stripe", "kim", first_name="Kim", last_name="Lund", login_id="L3")
    john.login("laptop", "L1")
    john.login("desk", "L3")
    for device in ("laptop", "desk"):
        john.click(device, "click-a")
    john.resolve()
    assert len(john.groups()) == 3


def test_a_device_alone_does_not_join_two_surnames(john: World) -> None:
    john.person("mailchimp", "list:jb", first_name="John", last_name="Brown", email="jb@tide.example")
    john.member("list:jb", "click-jb")
    john.login("tablet", "L1")
    john.click("tablet", "click-jb")
    john.resolve()
    assert not john.are_one("stripe:john", "mailchimp:list:jb")


def test_a_kiosk_with_many_readers_is_nobodys(john: World) -> None:
    john.login("kiosk", "L1")
    for number in range(8):
        john.person(
            "mailchimp", f"list:{number}", first_name="Kim", last_name="Lund", email=f"k{number}@tide.example"
        )
        john.member(f"list:{number}", f"click-{number}")
        john.click("kiosk", f"click-{number}")
    john.resolve()
    assert john.device("kiosk") == (None, "several_readers", True)
    assert len(john.groups()) == 10


def test_a_login_that_no_profile_carries_makes_nobody(john: World) -> None:
    john.login("phone", "L-unknown")
    john.resolve()
    assert john.device("phone") == (None, "unknown_login", False)
    assert john.query("select count(*) from identity.login_customers where login_id = 'L-unknown'") == [(0,)]


def test_a_million_devices_on_one_login_in_miniature(john: World) -> None:
    for number in range(500):
        john.login(f"d{number}", "L1")
    report = john.resolve()
    assert report.devices == {"one_login": 500}
    assert len(john.groups()) == 2

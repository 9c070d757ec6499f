"""Whose a device is: story J4, the family tablet, the kiosk."""

from __future__ import annotations

from collections.abc import Iterator

from tests.identity.village import shared
from tests.identity.world import World, day


def settle_john(world: World) -> None:
    """John with a login, and a newsletter under another address and no name."""
    world.person(
        "stripe", "john", first_name="John", last_name="Smith", email="john@tide.example", login_id="L1"
    )
    world.person("mailchimp", "list:a", email="reader@tide.example")
    world.member("list:a", "click-a")


@shared
def test_a_device_with_one_login_is_his_back_to_the_first_visit(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.login("tablet", "L1", day(90))
    corner.add("int_devices", source="ga4", device_id="tablet", first_seen_at=day(3), last_seen_at=day(99))
    yield
    assert corner.device("tablet") == (corner.customers()["stripe:john"], "one_login", False)
    assert corner.query(
        "select valid_from, valid_to, is_current from identity.record_spells where entity = 'devices'"
    ) == [(day(3), None, True)]


@shared
def test_a_login_and_a_click_on_one_device_join_the_newsletter_record(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.login("tablet", "L1")
    corner.click("tablet", "click-a")
    yield
    assert corner.are_one("stripe:john", "mailchimp:list:a")


@shared
def test_a_click_alone_gives_the_device_to_the_reader(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.click("phone", "click-a")
    yield
    assert corner.device("phone") == (corner.customers()["mailchimp:list:a"], "newsletter_click", False)


@shared
def test_a_device_with_two_logins_is_nobodys_and_joins_nobody(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.person("stripe", "jane", first_name="Jane", last_name="Smith", login_id="L2")
    for login in ("L1", "L2"):
        corner.login("tablet", login)
    corner.click("tablet", "click-a")
    yield
    assert corner.device("tablet") == (None, "several_logins", True)
    assert not corner.are_one("stripe:john", "mailchimp:list:a")
    assert corner.query("select count(*) from identity.record_customers where entity = 'devices'") == [(0,)]
    assert corner.query("select login_id, customer_id from identity.login_customers order by login_id") == [
        ("L1", corner.customers()["stripe:john"]),
        ("L2", corner.customers()["stripe:jane"]),
    ]


@shared
def test_a_named_reader_on_his_wifes_device_stays_himself(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.person("mailchimp", "list:jane", first_name="Jane", last_name="Smith", email="jane@tide.example")
    corner.member("list:jane", "click-jane")
    corner.login("tablet", "L1")
    corner.click("tablet", "click-jane")
    yield
    assert not corner.are_one("stripe:john", "mailchimp:list:jane")
    assert corner.device("tablet")[:2] == (corner.customers()["stripe:john"], "one_login")
    ((households,),) = corner.query(
        "select count(distinct household_id) from identity.customers where founding_record_id in ('john', 'list:jane')"
    )
    assert households == 1


@shared
def test_two_nameless_readers_on_one_device_are_joined_to_nobody(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.person("mailchimp", "list:b", email="else@tide.example")
    corner.member("list:b", "click-b")
    corner.login("tablet", "L1")
    for click in ("click-a", "click-b"):
        corner.click("tablet", click)
    yield
    assert len(corner.groups()) == 3


@shared
def test_a_nameless_reader_on_two_peoples_devices_is_joined_to_neither(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.person("stripe", "kim", first_name="Kim", last_name="Lund", login_id="L3")
    corner.login("laptop", "L1")
    corner.login("desk", "L3")
    for device in ("laptop", "desk"):
        corner.click(device, "click-a")
    yield
    assert len(corner.groups()) == 3


@shared
def test_a_device_alone_does_not_join_two_surnames(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.person("mailchimp", "list:jb", first_name="John", last_name="Brown", email="jb@tide.example")
    corner.member("list:jb", "click-jb")
    corner.login("tablet", "L1")
    corner.click("tablet", "click-jb")
    yield
    assert not corner.are_one("stripe:john", "mailchimp:list:jb")


@shared
def test_a_kiosk_with_many_readers_is_nobodys(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.login("kiosk", "L1")
    for number in range(8):
        corner.person(
            "mailchimp", f"list:{number}", first_name="Kim", last_name="Lund", email=f"k{number}@tide.example"
        )
        corner.member(f"list:{number}", f"click-{number}")
        corner.click("kiosk", f"click-{number}")
    yield
    assert corner.device("kiosk") == (None, "several_readers", True)
    assert len(corner.groups()) == 10


@shared
def test_a_login_that_no_profile_carries_makes_nobody(corner: World) -> Iterator[None]:
    settle_john(corner)
    corner.login("phone", "L-unknown")
    yield
    assert corner.device("phone") == (None, "unknown_login", False)
    assert corner.query("select count(*) from identity.login_customers where login_id = 'L-unknown'") == [
        (0,)
    ]


def test_a_million_devices_on_one_login_in_miniature(world: World) -> None:
    settle_john(world)
    for number in range(500):
        world.login(f"d{number}", "L1")
    report = world.resolve()
    assert report.devices == {"one_login": 500}
    assert len(world.groups()) == 2

"""Clusters: strongest identifiers first, and no bridge over a guard."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

import numpy
import pytest

from kith.identity.cluster import connected_components
from kith.identity.decisions import Decision, RecordName, add_decisions
from tests.identity.normalise_cases import DIGESTS
from tests.identity.village import shared
from tests.identity.world import World

PHONE = "020 7946 0018"


def test_a_link_said_many_times_is_a_link() -> None:
    left = numpy.zeros(256, dtype=numpy.int64)
    _, labels = connected_components(left, left + 1)
    assert labels.tolist() == [0, 0]


@shared
def test_a_nameless_record_does_not_bridge_two_people(corner: World) -> Iterator[None]:
    corner.person("shop", "john", first_name="John", last_name="Smith", phone=PHONE)
    corner.person("zendesk", "jane", first_name="Jane", last_name="Smith", phone=PHONE)
    corner.person("bureau", "j", first_name="J.", last_name="Smith", phone=PHONE)
    yield
    assert corner.groups() == {frozenset({"shop:john"}), frozenset({"zendesk:jane"}), frozenset({"bureau:j"})}


@shared
def test_a_stronger_identifier_decides_where_a_weaker_one_is_ambiguous(corner: World) -> Iterator[None]:
    corner.person(
        "shop", "john", first_name="John", last_name="Smith", phone=PHONE, email="john@tide.example"
    )
    corner.person("zendesk", "jane", first_name="Jane", last_name="Smith", phone=PHONE)
    corner.person("bureau", "j", first_name="J.", last_name="Smith", phone=PHONE, email="john@tide.example")
    yield
    assert corner.groups() == {frozenset({"shop:john", "bureau:j"}), frozenset({"zendesk:jane"})}


@shared
def test_a_bridge_of_two_different_values_is_cut(corner: World) -> Iterator[None]:
    corner.person("shop", "john", first_name="John", phone="020 7946 0001")
    corner.person("bureau", "none", phone="020 7946 0001", email="box@tide.example")
    corner.person("zendesk", "jane", first_name="Jane", email="box@tide.example")
    yield
    assert corner.groups() == {frozenset({"bureau:none", "zendesk:jane"}), frozenset({"shop:john"})}


@shared
def test_a_long_nameless_chain_between_two_people_is_cut(corner: World) -> Iterator[None]:
    hashes = {number: corner.hashed(f"box{number}@tide.example") for number in (2, 3)}
    corner.person("shop", "john", first_name="John", email="box1@tide.example")
    corner.person("list", "1", email="box1@tide.example", email_sha256=hashes[2])
    corner.person("list", "2", email="box2@tide.example", email_sha256=hashes[3])
    corner.person("zendesk", "jane", first_name="Jane", email="box3@tide.example")
    yield
    assert not corner.are_one("shop:john", "zendesk:jane")
    guards = {guard for (guard,) in corner.query("select guard from identity.edges where not is_accepted")}
    assert guards == {"weak_bridge"}


@shared
def test_equal_names_on_an_ambiguous_value_still_join(corner: World) -> Iterator[None]:
    corner.person("shop", "john", first_name="John", last_name="Smith", phone=PHONE)
    corner.person("stripe", "john", first_name="Johnny", last_name="Smith", phone=PHONE)
    corner.person("zendesk", "jane", first_name="Jane", last_name="Smith", phone=PHONE)
    corner.person("typeform", "x", phone=PHONE)
    yield
    assert frozenset({"shop:john", "stripe:john"}) in corner.groups()
    assert frozenset({"typeform:x"}) in corner.groups()


@shared
def test_two_who_clash_leave_the_others_of_their_name_together(corner: World) -> Iterator[None]:
    """A decision, a second login or a suffix parts the two that it names, not everybody at one address."""
    for number in range(6):
        corner.person(
            "shop", f"forbidden{number}", first_name="Jo", last_name="Hill", email="jo@tide.example"
        )
        corner.person("post", f"{number}", first_name="Al", last_name="Hill", email="al@tide.example")
    one, other = RecordName("shop", "forbidden0"), RecordName("shop", "forbidden1")
    add_decisions(corner.state, Decision("never", one, other, "Ada", "2026-06-30T04:00:00+00:00", "twins"))
    for login in ("L1", "L2"):
        corner.person(
            "site", login, first_name="Al", last_name="Hill", email="al@tide.example", login_id=login
        )
    for number in range(4):
        corner.person("till", f"{number}", first_name="Cy", last_name="Hill", email="cy@tide.example")
    for suffix in ("Jr", "Sr"):
        corner.person("till", suffix, full_name=f"Cy Hill {suffix}", email="cy@tide.example")
    yield
    everybody = corner.groups()
    for apart, together in (
        (("shop:forbidden0", "shop:forbidden1"), {f"shop:forbidden{number}" for number in range(2, 6)}),
        (("site:L1", "site:L2"), {f"post:{number}" for number in range(6)}),
        (("till:Jr", "till:Sr"), {f"till:{number}" for number in range(4)}),
    ):
        assert not corner.are_one(*apart)
        assert frozenset(together) in everybody


@shared
def test_a_record_that_clashes_through_its_cluster_does_not_keep_others_apart(
    corner: World,
) -> Iterator[None]:
    corner.person("aaa", "nameless", phone=PHONE, email="jane@tide.example")
    corner.person("bureau", "jane", first_name="Jane", email="jane@tide.example")
    corner.person("shop", "john", first_name="John", phone=PHONE)
    corner.person("stripe", "john", first_name="John", phone=PHONE)
    yield
    assert corner.groups() == {
        frozenset({"aaa:nameless", "bureau:jane"}),
        frozenset({"shop:john", "stripe:john"}),
    }


@shared
def test_links_do_not_depend_on_the_order_of_rows(corner: World) -> Iterator[None]:
    people = [
        (
            f"s{number % 3}",
            str(number),
            {"first_name": name, "email": f"{number % 7}@tide.example", "phone": PHONE},
        )
        for number, name in enumerate(
            ["John", "J.", None, "Jane", "Rosa", None, "Jack", "K.", "Kim", None] * 2
        )
    ]
    groups = []
    for seed in range(3):
        corner.profiles.clear()
        for source, record_id, values in random.Random(seed).sample(people, len(people)):
            corner.person(source, record_id, **values)
        yield
        groups.append(corner.groups())
    assert groups[0] == groups[1] == groups[2]


def clash(one: str | None, other: str | None) -> bool:
    """Whether two of the names below are clearly different."""
    return bool(
        one and other and one != other and (len(one) > 2 or len(other) > 2) and one[0] != other[0]
    ) or ({one, other} == {"John", "Jane"} or {one, other} == {"J.", "R."})


@pytest.mark.parametrize("seed", range(3))
@shared
def test_no_customer_ever_holds_a_clash(corner: World, seed: int) -> Iterator[None]:
    seeded = random.Random(seed)
    names: dict[str, str | None] = {}
    logins: dict[str, str | None] = {}
    for number in range(120):
        name = seeded.choice(["John", "J.", None, "Jane", "Rosa", "R."])
        email = f"box{seeded.randint(1, 40)}@tide.example" if seeded.random() < 0.6 else None
        phone = f"020 7946 00{seeded.randint(10, 50)}" if seeded.random() < 0.6 else None
        login = f"L{number}" if seeded.random() < 0.1 else None
        names[f"s{number % 5}:{number}"], logins[f"s{number % 5}:{number}"] = name, login
        corner.person(
            f"s{number % 5}", str(number), first_name=name, email=email, phone=phone, login_id=login
        )
    yield
    for group in corner.groups():
        pairs = [(one, other) for one in group for other in group if one < other]
        assert [pair for pair in pairs if clash(names[pair[0]], names[pair[1]])] == []
        assert len({logins[record] for record in group} - {None}) <= 1


def test_hashes_meet_addresses(world: World) -> None:
    address = b"john@tide.example"
    world.add("stg_ops__sources", source="mailchimp", connector="mailchimp")
    world.person("shop", "1", email="John@Tide.example")
    world.person("panel", "1", email_sha256=world.hashed("john@tide.example").upper())
    world.pointed("mailchimp", "list:" + hashlib.md5(address).hexdigest())
    world.resolve()
    assert len(world.groups()) == 1


@pytest.mark.parametrize(("written", "sha256", "md5"), DIGESTS)
def test_a_hash_is_of_the_address_as_written_in_lower_case(
    world: World, written: str, sha256: str, md5: str
) -> None:
    world.add("stg_ops__sources", source="mailchimp", connector="mailchimp")
    world.person("shop", "1", email=written)
    world.person("panel", "1", email_sha256=sha256)
    world.pointed("mailchimp", f"list:{md5}")
    world.resolve()
    assert len(world.groups()) == 1


@shared
def test_two_hashes_that_nobody_can_read_still_meet(corner: World) -> Iterator[None]:
    for source in ("panel", "partner"):
        corner.person(source, "1", email_sha256=corner.hashed("x@tide.example"))
    yield
    assert corner.are_one("panel:1", "partner:1")


@shared
def test_memberships_of_one_click_id_are_one_reader(corner: World) -> Iterator[None]:
    for number in ("list1:a", "list2:b"):
        corner.person("mailchimp", number)
        corner.member(number, "click-1")
    yield
    assert corner.are_one("mailchimp:list1:a", "mailchimp:list2:b")


@shared
def test_a_record_that_is_only_pointed_to_is_a_customer(corner: World) -> Iterator[None]:
    corner.pointed("bureau", "A-7")
    yield
    assert corner.query("select record_id, customer_kind, is_described from identity.record_customers") == [
        ("A-7", "person", False)
    ]


def test_an_empty_warehouse_gives_empty_tables(world: World) -> None:
    report = world.resolve()
    assert report.records == report.persons == report.households == 0
    assert world.query("select count(*) from identity.customers") == [(0,)]

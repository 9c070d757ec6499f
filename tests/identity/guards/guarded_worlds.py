"""One small world a guard: the smallest in which it, and nothing else, keeps two records apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.identity.world import World, born

PHONE = "020 7946 0018"
EMAIL = "hill@tide.example"
STREET = {"address_line": "12 Harbour Street", "postal_code": "HU1 1AA"}
BORN = born("1950-03-04")
DOUBTFUL = {"accept": 0.6}
"""Settings under which worlds of few values are joined by likeness, if no guard is in the way."""


@dataclass(frozen=True)
class Guarded:
    """What a guard keeps apart.

    records: the two, as source:record_id. fill: writes the world. kind: of the link that it stops; of a value
    that it finds unfit. decision: in identity.review; None where the guard is about a value, not a pair.
    settings: sizes that make the world small. needs: guards without which this one has nothing to stop.
    """

    fill: Callable[[World], None]
    kind: str
    decision: str | None
    records: tuple[str, str] = ("shop:1", "bureau:1")
    settings: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


def two(**shared: Any) -> Callable[..., Callable[[World], None]]:
    """Two records, of shop and bureau, that share some values and differ in others."""

    def differing(one: dict[str, Any], other: dict[str, Any]) -> Callable[[World], None]:
        def fill(world: World) -> None:
            world.person("shop", "1", **shared, **one)
            world.person("bureau", "1", **shared, **other)

        return fill

    return differing


def guard_between(world: World, one: str, other: str) -> set[str]:
    """Guards that stopped the links between two records ('source:record_id')."""
    rows = world.query(
        "select guard from identity.edges where not is_accepted"
        f" and source_a || ':' || record_id_a in ('{one}', '{other}')"
        f" and source_b || ':' || record_id_b in ('{one}', '{other}')"
    )
    return {guard for (guard,) in rows}


def hub(world: World) -> None:
    world.person("shop", "1", first_name="Kim", last_name="Adler", phone=PHONE)
    for surname in ("Adler", "Brook", "Clay", "Dunn", "Ebner", "Frost"):
        source = {"Adler": "bureau"}.get(surname, surname)
        world.person(source, "1", first_name="Kim", last_name=surname, phone=PHONE)


def parties(world: World) -> None:
    world.person("bureau", "payer", first_name="John", email=EMAIL)
    world.person("bureau", "niece", email=EMAIL)
    world.parties("payer", "niece")


def reader(world: World, surname: str) -> None:
    world.person("stripe", "john", first_name="John", last_name="Smith", login_id="L1")
    world.person("mailchimp", "list:john", first_name="John", last_name=surname)
    world.member("list:john", "click")
    world.login("tablet", "L1")
    world.click("tablet", "click")


def two_surnames_on_a_device(world: World) -> None:
    reader(world, "Brown")


def shared_device(world: World) -> None:
    reader(world, "Smith")
    world.person("stripe", "jane", first_name="Jane", last_name="Smith", login_id="L2")
    world.login("tablet", "L2")


def three_alike(world: World) -> None:
    for source in ("shop", "bureau", "stripe"):
        world.person(source, "1", first_name="John", last_name="Harbottle", birth_date=BORN, **STREET)


def father_and_son(world: World) -> None:
    """Two men of one name at one address, and an initial that fits both."""
    home = {"last_name": "Harbottle", **STREET}
    world.person("shop", "1", first_name="John", birth_date=BORN, **home)
    world.person("bureau", "1", first_name="John", birth_date=born("1981-11-23"), **home)
    world.person("stripe", "1", first_name="J.", **home)


def three_dates(world: World) -> None:
    """One man's name and house with three birth dates: the middle one is a slip away from both of the others."""
    home = {"first_name": "John", "last_name": "Harbottle", **STREET}
    world.person("bureau", "1", birth_date=BORN, **home)
    world.person("shop", "1", birth_date=born("1950-03-14"), **home)
    world.person("stripe", "1", birth_date=born("1951-08-14"), **home)


def bridged(world: World) -> World:
    """John and Jane at the ends of a chain of two nameless records, of which neither has two neighbours that clash."""
    digests = [world.hashed(f"{number}@tide.example") for number in range(3)]
    world.person("bureau", "1", first_name="John", email="0@tide.example")
    world.person("panel", "1", email="1@tide.example", email_sha256=digests[0])
    world.person("panel", "2", email="2@tide.example", email_sha256=digests[1])
    world.person("shop", "1", first_name="Jane", email_sha256=digests[2])
    return world


def fitting_two(world: World) -> None:
    """John, Jane, and a record that fits both."""
    for source, name in (("shop", "John"), ("zendesk", "Jane"), ("bureau", "J.")):
        world.person(source, "1", first_name=name, last_name="Hill", phone=PHONE)


def two_logins_of_one_reader(world: World) -> None:
    """John's logins at two sources, both seen on one tablet."""
    for source, login in (("press", "L1"), ("club", "L2")):
        world.add("stg_ops__sources", source=source, connector="files", login_namespace=source)
        world.person(source, "1", first_name="John", email=EMAIL, login_id=login)
        world.login("tablet", login, namespace=source)


GUARDED: dict[str, Guarded] = {
    "placeholder": Guarded(two(email="noemail@shop.example")({}, {}), "email", None),
    "role": Guarded(two(first_name="John", email="info@acme.example")({}, {}), "email", None),
    "hub": Guarded(hub, "phone", None),
    "organisation": Guarded(
        two(email=EMAIL)({"profile_kind": "organisation", "organisation_name": "Acme"}, {"first_name": "Jo"}),
        "email",
        "kept_apart",
    ),
    "subscription_parties": Guarded(parties, "email", "kept_apart", ("bureau:payer", "bureau:niece")),
    "first_name": Guarded(
        two(last_name="Hill", email=EMAIL)({"first_name": "John"}, {"first_name": "Jane"}),
        "email",
        "household",
    ),
    "second_name": Guarded(
        two(last_name="Hill", phone=PHONE)({"first_name": "Jean-Paul"}, {"first_name": "Jean-Marc"}),
        "phone",
        "household",
    ),
    "title": Guarded(
        two(phone=PHONE)({"full_name": "Mr Hill"}, {"full_name": "Mrs Hill"}), "phone", "household"
    ),
    "twins": Guarded(
        two(last_name="Hill", phone=PHONE, birth_date=BORN)({"first_name": "Bexqa"}, {"first_name": "Byxqa"}),
        "phone",
        "household",
    ),
    "two_logins": Guarded(
        two(first_name="John", email=EMAIL)({"login_id": "L1"}, {"login_id": "L2"}), "email", "kept_apart"
    ),
    "birth_date": Guarded(
        two(first_name="John", phone=PHONE)({"birth_date": BORN}, {"birth_date": born("1981-11-23")}),
        "phone",
        "kept_apart",
    ),
    "personal_number": Guarded(
        two(first_name="John", last_name="Hill", phone=PHONE)(
            {"personal_number": "QQ123456C"}, {"personal_number": "AB987654D"}
        ),
        "phone",
        "kept_apart",
    ),
    "generation": Guarded(
        two(phone=PHONE)({"full_name": "John Hill Jr."}, {"full_name": "John Hill Sr."}),
        "phone",
        "kept_apart",
    ),
    "surname": Guarded(
        two_surnames_on_a_device, "device", "kept_apart", ("stripe:john", "mailchimp:list:john")
    ),
    # twins share all but the first name
    "known_names": Guarded(
        two(last_name="Harbottle", middle_name="Robin", birth_date=BORN, **STREET)(
            {"first_name": "John"}, {"first_name": "Jane"}
        ),
        "possible",
        "household",
    ),
    # a town that many share is nothing
    "name_alone": Guarded(
        two(first_name="John", last_name="Harbottle", city="Hull")({}, {}),
        "possible",
        "undecided",
        settings=DOUBTFUL,
    ),
    "component_size": Guarded(three_alike, "possible", "kept_apart", settings={"component_cap": 2}),
    "ambiguous": Guarded(
        father_and_son, "possible", "household", ("bureau:1", "stripe:1"), settings=DOUBTFUL
    ),
    "weak_bridge": Guarded(
        three_dates, "possible", "kept_apart", ("shop:1", "stripe:1"), needs=("birth_date",)
    ),
    "shared_device": Guarded(shared_device, "newsletter_click", None, ("stripe:john", "mailchimp:list:john")),
}

"""A fresh hand-made world for each test, a corner of one that a module's tests share, or one that is only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.identity.village import Village, settle_villages
from tests.identity.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world in a folder of its own."""
    return World(tmp_path)


@pytest.fixture(scope="module")
def villages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Village]:
    """The villages of this module's shared tests, lived to their end."""
    return settle_villages(request, tmp_path_factory)


@pytest.fixture
def corner(request: pytest.FixtureRequest, villages: dict[str, Village]) -> Callable[[], None]:
    """Raises what became of the shared test that asks for it."""

    def outcome() -> None:
        failure = villages[request.node.name].failures.get(request.node.name)
        if failure:
            raise failure

    return outcome


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A few people with every kind of link and of obstacle, on the second of two days. Tests only read it."""
    world = World(tmp_path_factory.mktemp("told"))
    world.person(
        "shop", "1", first_name="John", last_name="Smith", email="john.smith@gmail.com", phone="07700 900123"
    )
    world.person("stripe", "1", first_name="John", last_name="Smith", email="JohnSmith@gmail.com")
    world.person("bureau", "1", first_name="Jane", last_name="Smith", phone="07700 900123")
    world.person("club", "1", first_name="Kim", email="info@acme.example")
    world.person("club", "2", first_name="Kim", email="info@acme.example")
    world.person("club", "acme", profile_kind="organisation", full_name="Acme", email="info@acme.example")
    world.person("club", "3", first_name="Ida", login_id="L1")
    world.person("club", "4", first_name="Uma", login_id="L2")
    for login in ("L1", "L2"):
        world.login("tablet", login)
    shared = {"first_name": "Hugh", "last_name": "Harbottle"}
    other = hashlib.sha256(b"hughie@tide.example").hexdigest()
    world.person("shop", "hugh", email="hugh@tide.example", phone="07700 900777", **shared)
    world.person("list", "hugh", email="hugh@tide.example", email_sha256=other, **shared)
    world.person("bureau", "hugh", email="hughie@tide.example", phone="07700 900777", **shared)
    for name in ("Otto", "Vera"):
        email = f"{name}@tide.example"
        world.person("shop", name, first_name=name, phone="07700 900423", email=email)
        world.person("club", name, first_name=name, phone="07700 955523", email=email)
    world.person("shop", "rosa1", first_name="Rosa", email="rosa1@tide.example")
    world.person("shop", "rosa2", first_name="Rosa", email="rosa2@tide.example")
    world.resolve("run-1")
    world.profiles[-1]["email"] = "rosa1@tide.example"
    world.resolve("run-2")
    return world

"""Fixtures that every part's tests share: a demo world that the real job has run on once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kith.process import send_nothing

DEMO_PEOPLE = 300
DEMO_DAYS = 120
DEMO_SEED = 7

# Before any library is imported, and whatever the shell that started the tests had set.
send_nothing()
os.environ.pop("KITH_HOME", None)
os.environ.pop("KITH_SECRET", None)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small demo world, built and published by one `kith run`. Tests only read it.

    pytest-xdist's workers share it: the first one to come builds it, the others wait.
    """
    home = shared_folder(tmp_path_factory) / "demo_home"
    with only_one(home.with_suffix(".lock")):
        if not (home / "published" / "current" / "manifest.json").exists():
            build_demo_home(home)
    return home


@pytest.fixture(scope="session")
def demo_input(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same demo world before any run: landing, costs, feeds.yml and truth. Copy it, do not run on it."""
    home = shared_folder(tmp_path_factory) / "demo_input"
    with only_one(home.with_suffix(".lock")):
        if not (home / "feeds.yml").exists():
            generate_demo(home)
    return home


def build_demo_home(home: Path) -> None:
    """Generate the demo world and run the real job on it."""
    from typer.testing import CliRunner

    from kith.cli import app

    generate_demo(home)
    result = CliRunner().invoke(app, ["run", "--home", str(home)])
    assert result.exit_code == 0, result.output


def generate_demo(home: Path) -> None:
    """The demo world of all shared fixtures."""
    from kith.demo import generate

    generate(home, people=DEMO_PEOPLE, days=DEMO_DAYS, seed=DEMO_SEED)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of this test run see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Let one worker at a time through."""
    with lock_file.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield

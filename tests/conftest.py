"""Fixtures that every part's tests share: a demo world that the real job has run on once."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kith.advice import remember_home
from kith.process import collect_seldom, send_nothing

DEMO_PEOPLE = 300
DEMO_DAYS = 40
DEMO_SEED = 7

# Before any library is imported, and whatever the shell that started the tests had set.
send_nothing()
collect_seldom()
os.environ.pop("KITH_HOME", None)
os.environ.pop("KITH_SECRET", None)


# The second needs no demo home: its worker does not wait until the first worker has built that.
LONGEST_FIRST = (
    "tests/end_to_end/test_feeding.py::test_days_in_order",
    "tests/end_to_end/test_decisions",
    "tests/end_to_end/test_feeding",
    "tests/end_to_end/test_killed_runs",
    "tests/end_to_end/test_random_histories",
    "tests/end_to_end/test_consent_feeds",
    "tests/end_to_end/test_as_of",
    "tests/end_to_end/test_real_data",
    "tests/orchestration",
    "tests/dbt",
)
# Their tests read one build each, which a second worker would have to make again.
SHARED_BUILDS = ("tests/dbt/", "tests/ingestion/sources/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole runs of the job come first, so that no worker is left alone with them at the end."""
    items.sort(
        key=lambda item: next(
            (at for at, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)), 9
        )
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share something costly go to one worker: a file's, and those that read one build."""
    from xdist.scheduler import LoadScopeScheduling

    class SharedCost(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if "test_feeding" in nodeid:
                return nodeid
            shared = next((part for part in SHARED_BUILDS if nodeid.startswith(part)), None)
            return shared or nodeid.split("::")[0]

    return SharedCost(config, log)


@pytest.fixture(autouse=True)
def no_home_is_given() -> None:
    """What one test gave as --home is no part of the next one's advice."""
    remember_home(None)


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Build a folder by name once for all workers: the first one to come builds it, the others wait."""

    def build(name: str, fill: Callable[[Path], None]) -> Path:
        folder = shared_folder(tmp_path_factory) / name
        done = folder.with_suffix(".done")
        with only_one(folder.with_suffix(".lock")):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                fill(folder)
                done.touch()
        return folder

    return build


@pytest.fixture(scope="session")
def demo_home(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The home of a small demo world, built and published by one `kith run`. Tests only read it."""
    return build_once("demo_home", build_demo_home)


@pytest.fixture(scope="session")
def demo_input(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The same demo world before any run: landing, costs, feeds.yml and truth. Copy it, do not run on it."""
    return build_once("demo_input", generate_demo)


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

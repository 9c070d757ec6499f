"""A run that is killed leaves readers what they had (P8), a warehouse built anew is the one that was thrown away, ids
included (P5), and no run reaches beyond this machine (P1).

One home tells all: `kith run` in processes of their own, killed while loading into a new warehouse, then while dbt
builds, then left alone.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kith.home import Home
from kith.run_log import runs
from orchestration.instance import open_instance
from tests.end_to_end.homes import kith, published_hashes, query

OFFLINE = Path(__file__).with_name("offline")
IDS = "select source, entity, record_id, customer_id from marts.bridge_customer_records order by all"
KITH = (sys.executable, "-c", "from kith.cli import app; app()")


@dataclass(frozen=True)
class AfterKills:
    """What was seen of one home: after a kill in the load, after one in dbt, and in the end."""

    home: Path
    refused: Path
    killed_in: list[str]
    hashes: list[dict[str, str]]
    customers: list[object]
    said: str


@pytest.fixture(scope="module")
def after_kills(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> AfterKills:
    """A copy of the demo home: two runs killed, one that ends; all of them without a network."""
    home = tmp_path_factory.mktemp("killed") / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    refused = home.with_name("refused.txt")
    seen = AfterKills(home, refused, [], [], [], "")
    for after_line, options in (("Preparing the warehouse", ["--full-refresh"]), ("Reconciling", [])):
        seen.killed_in.append(kill_run(home, refused, after_line, options))
        seen.hashes.append(published_hashes(home))
        seen.customers.append(query(home, "select count(*) from marts.dim_customers"))
    status = kith("status", "--home", str(home)).output
    ended = subprocess.run(run_command(home), env=offline(refused), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    seen.hashes.append(published_hashes(home))
    return AfterKills(home, refused, seen.killed_in, seen.hashes, seen.customers, status + ended.stderr)


def run_command(home: Path, *options: str) -> list[str]:
    return [*KITH, "run", "--home", str(home), *options]


def offline(refused: Path) -> dict[str, str]:
    """An environment whose Python processes may not leave this machine."""
    path = os.pathsep.join([str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "REFUSED_SOCKETS": str(refused)}


def kill_run(home: Path, refused: Path, after_line: str, options: list[str]) -> str:
    """Start a run and kill it, children and all, a second after the step of `after_line` has ended."""
    process = subprocess.Popen(
        run_command(home, *options),
        env=offline(refused),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    guard = threading.Timer(300, process.kill)
    guard.start()
    try:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line.strip())
            if line.strip().startswith(after_line):
                time.sleep(1)
                break
    finally:
        guard.cancel()
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL, lines
    return lines[-1]


def test_killed_run_leaves_the_publication_as_it_was_and_readable(
    after_kills: AfterKills, demo_home: Path
) -> None:
    assert after_kills.killed_in[0].startswith("Preparing")
    assert after_kills.killed_in[1].startswith("Reconciling")
    before = query(demo_home, "select count(*) from marts.dim_customers")
    assert after_kills.customers == [before, before]
    assert after_kills.hashes[:2] == [published_hashes(demo_home)] * 2


def test_warehouse_built_anew_after_the_kills_equals_the_one_that_was_thrown_away(
    after_kills: AfterKills, demo_home: Path
) -> None:
    current = (after_kills.home / "published" / "current").resolve()
    assert current.name != (demo_home / "published" / "current").resolve().name
    assert after_kills.hashes[2] == published_hashes(demo_home)
    assert query(after_kills.home, IDS) == query(demo_home, IDS)


def test_killed_run_is_told_of_by_status_by_the_next_run_and_by_dagster(after_kills: AfterKills) -> None:
    outcomes = [run.outcome for run in runs(Home(after_kills.home))]
    assert outcomes[1:3] == ["failed", "failed"]
    said = " ".join(after_kills.said.split())
    assert said.count("ended without a word") == 2, "once in the status, once in the next run"
    with open_instance(Home(after_kills.home)) as instance:
        assert [run.status.value for run in instance.get_runs(limit=3)] == ["SUCCESS", "FAILURE", "FAILURE"]


def test_no_run_opens_a_socket_beyond_loopback(after_kills: AfterKills) -> None:
    assert not after_kills.refused.exists(), after_kills.refused.read_text()


SEND_AWAY = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))"
ATTEMPTS = {
    "connection": "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)",
    "look-up": "import urllib.request; urllib.request.urlopen('http://example.com', timeout=1)",
    "child": f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {SEND_AWAY!r}]))",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_guard_refuses_what_leaves_the_machine(attempt: str, tmp_path: Path) -> None:
    refused = tmp_path / "refused.txt"
    done = subprocess.run(
        [sys.executable, "-c", attempt], env=offline(refused), capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "is not this machine" in done.stderr
    assert refused.read_text()


def test_the_guard_lets_loopback_through(tmp_path: Path) -> None:
    code = "import socket; socket.create_server(('127.0.0.1', 0)).close()"
    environment = offline(tmp_path / "refused.txt")
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0

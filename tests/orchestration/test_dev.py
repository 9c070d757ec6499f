"""`kith dev`: what the UI launches is executed on the home, under its lock, and everything ends with the command."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kith.demo import generate
from kith.home import Home
from kith.run_log import last_run
from orchestration.defs.automation.schedules import customer_day, daily

LAUNCH = """
mutation($job: String!) { launchRun(executionParams: {
    selector: {repositoryLocationName: "kith", repositoryName: "__repository__", jobName: $job}, runConfigData: "{}"
}) { ... on LaunchRunSuccess { run { runId } } } }
"""
RUN = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
DAEMONS = "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"
SCHEDULES = """
{ schedulesOrError(repositorySelector: {repositoryLocationName: "kith", repositoryName: "__repository__"}) {
    ... on Schedules { results { name scheduleState { status } } } } }
"""
SWITCH_ON = """
mutation { startSchedule(scheduleSelector: {
    repositoryLocationName: "kith", repositoryName: "__repository__", scheduleName: "daily"
}) { ... on ScheduleStateResult { scheduleState { status } } } }
"""
SECONDS = 180


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo world in which every check is green."""
    folder = tmp_path_factory.mktemp("served") / "home"
    generate(folder, people=150, days=10, with_faults=False)
    return folder


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def served(home: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`kith dev` that is ready."""
    command = [
        sys.executable,
        "-c",
        "from kith.cli import main; main()",
        "dev",
        "--home",
        str(home),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout is not None
    assert any("is ready" in line for line in process.stdout)
    yield process
    process.kill()
    process.wait()


def ask(port: int, query: str, **variables: str) -> Any:
    """What the web server's GraphQL answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < latest, "it took too long"
        time.sleep(0.5)


def test_a_launched_run_waits_for_the_homes_lock_and_ends_with_all_checks_green(
    home: Path, port: int, served: Any
) -> None:
    with Home(home).lock():
        run = ask(port, LAUNCH, job="refresh")["launchRun"]["run"]["runId"]
        until(lambda: ask(port, RUN, run=run)["runOrError"]["status"] == "STARTED")
        time.sleep(2)
        assert last_run(Home(home)) is None
        assert not (home / "warehouse.duckdb").exists()
    until(lambda: ask(port, RUN, run=run)["runOrError"]["status"] in {"SUCCESS", "FAILURE"})
    assert ask(port, RUN, run=run)["runOrError"]["status"] == "SUCCESS"
    assert (home / "published/current/kith.duckdb").exists()
    logged = last_run(Home(home))
    assert logged is not None
    assert (logged.run_id, logged.outcome, logged.messages) == (run, "green", [])


def test_every_daemon_is_alive(port: int, served: Any) -> None:
    def all_healthy() -> bool:
        statuses = ask(port, DAEMONS)["instance"]["daemonHealth"]["allDaemonStatuses"]
        types = {status["daemonType"] for status in statuses if status["healthy"] or not status["required"]}
        return {"SCHEDULER", "FRESHNESS_DAEMON"} <= types == {status["daemonType"] for status in statuses}

    until(all_healthy)


def test_schedules_stand_still_until_they_are_switched_on(port: int, served: Any) -> None:
    def states() -> dict[str, str]:
        found = ask(port, SCHEDULES)["schedulesOrError"]["results"]
        return {schedule["name"]: schedule["scheduleState"]["status"] for schedule in found}

    assert states() == {daily.name: "STOPPED", customer_day.name: "STOPPED"}
    ask(port, SWITCH_ON)
    assert states() == {daily.name: "RUNNING", customer_day.name: "STOPPED"}


def test_what_it_says_is_the_owners_alone(home: Path, served: Any) -> None:
    assert (home / "dagster/dev.log").stat().st_mode & 0o777 == 0o600


def test_it_ends_with_all_its_parts(port: int, served: "subprocess.Popen[str]") -> None:
    parts = [child for child, parent in processes() if parent == served.pid]
    assert len(parts) == 3
    served.send_signal(signal.SIGTERM)
    assert served.wait(60) == 0
    assert not set(parts) & {process for process, _ in processes()}


def processes() -> list[tuple[int, int]]:
    """Every process with the one that started it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [(int(child), int(parent)) for child, parent in (line.split() for line in listed.splitlines())]


@pytest.mark.parametrize("shell", ["", "trap '' INT;"], ids=["in front", "in the background"])
def test_a_part_ends_when_its_starter_is_killed(shell: str) -> None:
    serve = f"{shlex.quote(sys.executable)} -m orchestration.attached http.server 0 --bind 127.0.0.1"
    part = subprocess.Popen(
        ["sh", "-c", f"{shell} exec {serve}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert part.stdin is not None
    assert part.stdout is not None
    assert b"Serving HTTP" in part.stdout.readline()
    part.stdin.close()  # as the kernel does when the process at the other end dies
    # It ends by itself, or dies of the interrupt where that comes before it listens for one.
    assert part.wait(15) in (0, -signal.SIGINT)

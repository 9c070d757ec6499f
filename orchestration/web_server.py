"""`kith dev`: Dagster's web server and daemon on loopback, over the same home that `kith run` writes.

It has no login and executes what it is asked to, so no other address is ever listened on.

Data flow: web server (UI) and daemon (schedules, freshness) -> code server (definitions, runs) -> the home.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final

import typer
import yaml

from ingestion.errors import KithError, UsageError
from kith.home import Home
from kith.process import send_nothing
from orchestration.attached import GRACE_SECONDS

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
WORKSPACE: Final = Path(__file__).parents[1] / "workspace.yaml"
SECONDS_TO_START: Final = 120
LOG_FILE: Final = "dev.log"
_POLL_SECONDS: Final = 0.2
Service = tuple[str, "subprocess.Popen[bytes]"]


def serve(home: Home, host: str, port: int) -> None:
    """Serve the UI, execute what it launches and what is scheduled, until Ctrl-C or a signal.

    Raises UsageError for an address that others could reach and for a port that is taken, KithError where a part of
    Dagster ends by itself.
    """
    refuse_open_address(host)
    refuse_taken_port(host, port)
    send_nothing()
    from orchestration.instance import write_instance_settings

    write_instance_settings(home)
    typer.echo(f"Starting Dagster for {home.root} (Ctrl-C ends it) …")
    with _until_interrupted(), _services(home, host, port) as services:
        _wait_for(lambda: _answers(host, port), services)
        typer.echo(f"Dagster is ready: http://{host}:{port}")
        _watch(services)
    typer.echo("Dagster has ended.")


@contextmanager
def _until_interrupted() -> Iterator[None]:
    """End the block at Ctrl-C, when asked to terminate, and when the terminal closes."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in asked}
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _services(home: Home, host: str, port: int) -> Iterator[list[Service]]:
    """Code server, web server and daemon; the three end with the block, and with this process if it is killed."""
    with tempfile.TemporaryDirectory(prefix="kith-") as folder, ExitStack() as stack:
        location = Path(folder) / "code"
        workspace = Path(folder) / "workspace.yaml"
        workspace.write_text(yaml.safe_dump(served_workspace(location)))
        log = stack.enter_context(_open_log(home))
        services: list[Service] = []

        def start(title: str, module: str, *arguments: str) -> None:
            process = _start(module, arguments, environment(home), log)
            services.append((title, process))
            stack.callback(_end, process)

        [code] = _locations()
        start("code server", "dagster", *_code_server(code, location))
        _wait_for(location.exists, services)
        start(
            "web server",
            "dagster_webserver",
            *("-w", str(workspace), "-h", host, "-p", str(port), "--log-level", "warning"),
            *("--dagster-log-level", "warning"),
        )
        start("daemon", "dagster._daemon", "run", "-w", str(workspace), "--log-level", "warning")
        yield services


def _code_server(code: Mapping[str, str], location: Path) -> list[str]:
    where = ["-s", str(location), "--location-name", code["location_name"]]
    return ["api", "grpc", "-m", code["module_name"], *where, "--log-level", "warning"]


def _locations() -> list[Mapping[str, str]]:
    """What workspace.yaml loads."""
    return [entry["python_module"] for entry in yaml.safe_load(WORKSPACE.read_text())["load_from"]]


def served_workspace(location: Path) -> dict[str, Any]:
    """The workspace as web server and daemon see it: one code server behind a socket of the file system."""
    return {
        "load_from": [
            {"grpc_server": {"socket": str(location), "location_name": code["location_name"]}}
            for code in _locations()
        ]
    }


def _open_log(home: Home) -> IO[bytes]:
    """What the services say since the last start, for the home's owner alone."""
    path = home.dagster / LOG_FILE
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "wb")


def _start(
    module: str, arguments: tuple[str, ...], variables: Mapping[str, str], log: IO[bytes]
) -> "subprocess.Popen[bytes]":
    """A service in a session of its own: Ctrl-C reaches it once, through `attached`, and not by the terminal too."""
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.attached", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        env=dict(variables),
        start_new_session=True,
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(GRACE_SECONDS + 5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(is_there: Callable[[], bool], services: list[Service]) -> None:
    """Wait until it is there. Raises KithError where a service ended meanwhile, or after two minutes."""
    latest = time.monotonic() + SECONDS_TO_START
    while not is_there():
        _refuse_ended(services)
        if time.monotonic() > latest:
            raise KithError(f"Dagster did not start within {SECONDS_TO_START} seconds.")
        time.sleep(_POLL_SECONDS)


def _watch(services: list[Service]) -> None:
    """Return never; raises KithError where a service ended, KeyboardInterrupt at Ctrl-C."""
    while True:
        _refuse_ended(services)
        time.sleep(_POLL_SECONDS)


def _refuse_ended(services: list[Service]) -> None:
    for title, process in services:
        if process.poll() is not None:
            raise KithError(
                f"Dagster's {title} ended by itself (code {process.returncode}): "
                f"dagster/{LOG_FILE} in the home has what it said."
            )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def refuse_open_address(host: str) -> None:
    """Raise UsageError unless the address is this machine's own loopback."""
    if host not in LOOPBACK:
        raise UsageError(
            f"{host} can be reached by others, and Dagster's UI has no login: use 127.0.0.1, "
            "and reach it from elsewhere through an SSH tunnel."
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Raise UsageError where something else listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            raise UsageError(
                f"Something else listens on {host}:{port}: give another port with --port."
            ) from None


def environment(home: Home) -> dict[str, str]:
    """The services' environment: this home, and no telemetry."""
    return {**os.environ, "DAGSTER_HOME": str(home.dagster), "KITH_HOME": str(home.root)}

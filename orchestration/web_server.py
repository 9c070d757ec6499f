"""`kith dev`: Dagster's web server on loopback, over the same home that `kith run` writes.

It has no login and executes what it is asked to, so no other address is ever listened on.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Final

import typer

from ingestion.errors import UsageError
from kith.home import Home
from kith.process import send_nothing

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
WORKSPACE: Final = Path(__file__).parents[1] / "workspace.yaml"


def serve(home: Home, host: str, port: int) -> None:
    """Become the UI's server, so that what ends this process ends it.

    Raises UsageError for an address that others could reach and for a port that is taken.
    """
    refuse_open_address(host)
    refuse_taken_port(host, port)
    send_nothing()
    from orchestration.instance import write_instance_settings

    write_instance_settings(home)
    typer.echo(f"Dagster for {home.root}: http://{host}:{port} (Ctrl-C ends it)")
    command = [sys.executable, "-m", "dagster_webserver", "-w", str(WORKSPACE), "-h", host, "-p", str(port)]
    os.execve(sys.executable, command, environment(home))


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
    """The web server's environment: this home, and no telemetry."""
    return {**os.environ, "DAGSTER_HOME": str(home.dagster), "KITH_HOME": str(home.root)}

"""`kith dev`: Dagster's web server on loopback, over the same home that `kith run` writes.

It has no login and executes what it is asked to, so no other address is ever listened on.
"""

import subprocess
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
    """Serve the UI until it is interrupted. Raises UsageError for an address that others could reach."""
    refuse_open_address(host)
    send_nothing()
    from orchestration.instance import write_instance_settings

    write_instance_settings(home)
    typer.echo(f"Dagster for {home.root}: http://{host}:{port} (Ctrl-C ends it)")
    command = [sys.executable, "-m", "dagster_webserver", "-w", str(WORKSPACE), "-h", host, "-p", str(port)]
    raise typer.Exit(subprocess.run(command, env=environment(home), check=False).returncode)


def refuse_open_address(host: str) -> None:
    """Raise UsageError unless the address is this machine's own loopback."""
    if host not in LOOPBACK:
        raise UsageError(
            f"{host} can be reached by others, and Dagster's UI has no login: use 127.0.0.1, "
            "and reach it from elsewhere through an SSH tunnel."
        )


def environment(home: Home) -> dict[str, str]:
    """The web server's environment: this home, and no telemetry."""
    import os

    return {**os.environ, "DAGSTER_HOME": str(home.dagster), "KITH_HOME": str(home.root)}

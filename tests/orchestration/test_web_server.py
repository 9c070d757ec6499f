"""The UI's server: loopback only, on a port of its own."""

import socket

import pytest

from ingestion.errors import UsageError
from orchestration.web_server import refuse_open_address, refuse_taken_port


def test_a_taken_port_is_said_with_its_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UsageError, match="give another port with --port"):
            refuse_taken_port("127.0.0.1", other.getsockname()[1])


def test_an_address_that_others_reach_is_refused() -> None:
    with pytest.raises(UsageError, match="no login"):
        refuse_open_address("0.0.0.0")


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_served(address: str) -> None:
    refuse_open_address(address)

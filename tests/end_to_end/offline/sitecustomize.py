"""Python starts with this where its folder is on PYTHONPATH: no socket of the process reaches beyond loopback.

An audit hook sees every socket call of Python code, whichever library makes it, and of every child that Python starts.
Data flow: socket call -> refused, and a line in the file that $REFUSED_SOCKETS names.
Try it alone: PYTHONPATH=tests/end_to_end/offline REFUSED_SOCKETS=refused.txt python -c "..."
"""

import os
import sys
from pathlib import Path
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")
WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}
LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def refuse_beyond_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Let local sockets through; write down and refuse the others. Raises PermissionError."""
    if event in WATCHED:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in LOOKED_UP:
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host is None or (isinstance(host, str) and host.startswith(LOOPBACK)):
        return
    with Path(os.environ["REFUSED_SOCKETS"]).open("a") as log:
        log.write(f"{event} {host}\n")
    raise PermissionError(f"{event}: {host} is not this machine")


if "REFUSED_SOCKETS" in os.environ:
    sys.addaudithook(refuse_beyond_loopback)

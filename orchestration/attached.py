"""Runs a module as a service that ends when its starter ends, however that ends: Ctrl-C, a signal, a kill.

The starter holds the other end of this process's stdin. Once that closes, the service is interrupted as by Ctrl-C,
and after a grace it is cut off.

Run it alone: python -m orchestration.attached dagster._daemon run -w workspace.yaml, until stdin ends.
"""

import os
import runpy
import signal
import sys
import threading
import time
from typing import Final

GRACE_SECONDS: Final = 20


def main(module: str, arguments: list[str]) -> None:
    """Be the module's `python -m`.

    What a shell starts in the background inherits that interrupts are ignored: the service must hear its own.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_starter, args=(sys.stdin.fileno(),), daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_starter(stdin: int) -> None:
    while os.read(stdin, 1024):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

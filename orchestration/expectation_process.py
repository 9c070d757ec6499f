"""Great Expectations in a process beside the run's own.

Its import takes 1.8 CPU-seconds, 2.9 with what Kith does not use of it. Started with the run, the process has imported
it by the time the checks come; it stays for the next run of the same process, and ends with it.

Data flow: `validate` -> one JSON line on the process's stdin -> expectations.validate there -> one JSON line back.
Try it alone: python -m orchestration.expectation_process, then type a request.
"""

import atexit
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from orchestration import expectations
from orchestration.expectations import Band

_REPOSITORY: Final = Path(__file__).parents[1]
# Two fifths of its import: for one expectation on distributions and its charts, which Kith does not use.
_PUT_OFF: Final = ("scipy.stats", "altair")
_running: list["subprocess.Popen[str]"] = []


def start() -> None:
    """Start the process unless it runs already."""
    if _running and _running[0].poll() is None:
        return
    _running.clear()
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.expectation_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=_REPOSITORY,
    )
    _running.append(process)
    atexit.register(_stop, process)


def validate(name: str, records: Sequence[Mapping[str, Any]], bands: Sequence[Band]) -> dict[str, list[str]]:
    """As expectations.validate, in the process. Raises RuntimeError where it did not answer: never a silent pass."""
    start()
    process = _running[0]
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process of Great Expectations has no pipes")
    request = {"name": name, "records": list(records), "bands": [asdict(band) for band in bands]}
    process.stdin.write(json.dumps(request, default=float) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline() or '{"error": "it ended"}')
    if "error" in answer:
        raise RuntimeError(f"Great Expectations could not judge {name}: {answer['error']}")
    failures: dict[str, list[str]] = answer["failures"]
    return failures


def _stop(process: "subprocess.Popen[str]") -> None:
    if process.stdin:
        process.stdin.close()
    process.terminate()
    process.wait()


def put_off(name: str) -> None:
    """Let a module be imported at its first use; until then another stands in its place."""
    stand_in = ModuleType(name)

    def first_use(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    vars(stand_in)["__getattr__"] = first_use
    sys.modules[name] = stand_in


def _serve() -> None:
    """Answer requests until stdin ends. What libraries print goes nowhere; answers keep the pipe to themselves."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in _PUT_OFF:
        put_off(name)
    importlib.import_module("great_expectations")  # before the first request comes

    for line in sys.stdin:
        request = json.loads(line)
        try:
            bands = [Band(**band) for band in request["bands"]]
            answer: dict[str, Any] = {
                "failures": expectations.validate(request["name"], request["records"], bands)
            }
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()

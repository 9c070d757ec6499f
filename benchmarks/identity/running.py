"""One system on one set, in a process of its own, and what came of it.

Data flow: a folder of sets, names of a set and a system in; an `Outcome` (figures of evaluation.py, CPU seconds by
stage, peak memory) out. A system that fails, or takes longer than it may, gives an outcome that says so.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity.evaluation import Figures, Merged, ceiling, judge, judge_pairs, merged_by_kind

SYSTEMS: dict[str, tuple[str, ...]] = {
    "kith": ("kith",),
    "exact": ("kith", "--exact"),
    "splink-demo": ("splink", "--model", "demo"),
    "splink-good": ("splink", "--model", "good"),
    "splink-good-half": ("splink", "--model", "good", "--threshold", "0.5"),
    "goldenmatch": ("goldenmatch",),
}
"""Name of a system → its module in systems/ and options. Kith first: the good Splink model reads what it normalises."""


OWN_SETS = ("demo:", "generated-")
"""Beginnings of the names of sets that Kith's own Python makes; the peers' has the packages with the others."""


@dataclass
class Outcome:
    """What one system did on one set; `failure` is empty when it finished."""

    data_set: str
    system: str
    failure: str = ""
    clusters: Figures = field(default_factory=dict)
    pairs: Figures = field(default_factory=dict)
    compared_recall: float | None = None
    ceiling: float | None = None
    planted: dict[str, Merged] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    peak_mb: float | None = None


@dataclass(frozen=True)
class Bench:
    """Where things are: `work` keeps the sets and what systems write; `peers`: Python of the peers' environment."""

    work: Path
    peers: Path
    seconds: float

    def folder(self, data_set: str) -> Path:
        """Folder of a set; a home's path in its name stays out."""
        return self.work / "sets" / data_set.replace("/", "_").replace(":", "-")

    def prepare(self, data_set: str) -> None:
        """Write the set, unless it is there."""
        if (self.folder(data_set) / "truth.parquet").is_file():
            return
        self.work.mkdir(parents=True, exist_ok=True)
        (self.work / ".gitignore").write_text("*\n")
        python = sys.executable if data_set.startswith(OWN_SETS) else str(self.peers)
        command = [python, "-m", "benchmarks.identity.sets", data_set, str(self.folder(data_set))]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, data_set: str, system: str) -> Outcome:
        """Run a system on a set that is prepared, and judge it."""
        source = self.folder(data_set)
        found = self.work / "found" / source.name / system
        found.mkdir(parents=True, exist_ok=True)
        for old in found.glob("*.parquet"):
            old.unlink()
        failure = self._start(system, source, found)
        if failure:
            return Outcome(data_set, system, failure)
        return _judged(Outcome(data_set, system), source, found)

    def _start(self, system: str, source: Path, found: Path) -> str:
        module, *options = SYSTEMS[system]
        python = sys.executable if module == "kith" else str(self.peers)
        command = [python, "-m", f"benchmarks.identity.systems.{module}", str(source), str(found), *options]
        if system.startswith("splink-good"):
            command += ["--people", str(found.parent / "kith" / "people.parquet")]
        log = found / "log.txt"
        environment = os.environ | {"DO_NOT_TRACK": "1"}
        with log.open("w") as lines:
            process = subprocess.Popen(command, stdout=lines, stderr=subprocess.STDOUT, env=environment)
            try:
                code = process.wait(self.seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return f"not finished in {self.seconds:.0f} s"
        return "" if code == 0 else (log.read_text().strip().splitlines() or ["failed"])[-1]


def _judged(outcome: Outcome, source: Path, found: Path) -> Outcome:
    cost = json.loads((found / "cost.json").read_text())
    outcome.stages, outcome.peak_mb = cost["stages"], cost["peak_mb"]
    with duckdb.connect() as connection:
        connection.execute(f"create view truth as from '{source}/truth.parquet'")
        connection.execute(f"create view found as from '{found}/clusters.parquet'")
        outcome.clusters = judge(connection)
        planted = source / "planted.parquet"
        if planted.is_file():
            short_forms = f"select record from '{source}/short_forms.parquet'"
            outcome.planted = merged_by_kind(connection, f"select * from '{planted}'", short_forms)
        pairs, evidence = found / "pairs.parquet", found / "evidence.parquet"
        if pairs.is_file():
            outcome.pairs = judge_pairs(connection, f"select * from '{pairs}' where is_accepted")
        if outcome.system == "kith":
            outcome.compared_recall = judge_pairs(connection, f"select * from '{pairs}'")["recall"]
            outcome.ceiling = ceiling(connection, f"select * from '{evidence}'")
    return outcome


def versions(python: Path) -> dict[str, Any]:
    """Versions of the tools in the peers' environment, and the day."""
    names = ("splink", "goldenmatch", "duckdb", "recordlinkage", "pseudopeople")
    program = f"import json, importlib.metadata as m; print(json.dumps({{n: m.version(n) for n in {names}}}))"
    answer = subprocess.run([str(python), "-c", program], check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(answer)
    return found | {"day": time.strftime("%Y-%m-%d", time.gmtime())}

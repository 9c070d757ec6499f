"""dbt inside the job's own process.

A process of its own costs about five seconds of imports for each part of the run. The parsed project is kept in
dbt_project/target (git-ignored) and read again only when one of its files has changed.

Data flow: dbt_project/ -> `parse_project` -> manifest.json -> assets; `build(...)` -> warehouse + `NodeResult`s.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ingestion.errors import KithError
from kith.home import Home
from kith.settings import Settings
from orchestration.steps import without_values

PROJECT_FOLDER: Final = Path(__file__).parents[1] / "dbt_project"
CACHE_FOLDER: Final = PROJECT_FOLDER / "target"
MANIFEST: Final = CACHE_FOLDER / "manifest.json"
SELECTIONS: Final = CACHE_FOLDER / "selections.json"
# Selectors of dbt_project/selectors.yml, in the order in which the job builds them.
PARTS: Final = ("before_identity", "after_identity")
_STAMP: Final = CACHE_FOLDER / "parsed.sha256"
_SOURCE_SUFFIXES: Final = frozenset({".sql", ".yml", ".yaml", ".csv", ".md"})
_GENERATED_FOLDERS: Final = frozenset({"target", "logs", "dbt_packages"})
_SILENT: Final = (
    "--quiet",
    "--no-use-colors",
    "--log-level",
    "none",
    "--log-level-file",
    "none",
    "--no-version-check",
    "--no-send-anonymous-usage-stats",
)
_FAILED: Final = frozenset({"error", "fail", "runtime error", "skipped", "partial success"})


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test. `message` holds no value of any row."""

    unique_id: str
    status: str
    failures: int
    seconds: float
    message: str

    @property
    def is_test(self) -> bool:
        """Whether the node is a data test."""
        return self.unique_id.startswith("test.")

    @property
    def is_failed(self) -> bool:
        """Whether the node was not built, or the test did not hold at severity error."""
        return self.status in _FAILED


def parse_project() -> Path:
    """The path of an up-to-date manifest.json. Raises KithError where the project cannot be parsed."""
    stamp = _project_stamp()
    if not _is_parsed(stamp):
        CACHE_FOLDER.mkdir(exist_ok=True)
        with (CACHE_FOLDER / "parse.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is_parsed(stamp):
                _STAMP.unlink(missing_ok=True)
                parsed = _invoke(["parse", *_folders(CACHE_FOLDER)])
                SELECTIONS.write_text(json.dumps({part: _list(part, parsed) for part in PARTS}))
                _STAMP.write_text(stamp)
    return MANIFEST


def read_manifest() -> Mapping[str, Any]:
    """dbt's manifest of the project as it stands, parsed if need be."""
    parse_project()
    return _read_manifest(_STAMP.read_text())


def read_selection(part: str) -> list[str]:
    """Unique ids of the models, seeds and tests of one part, as dbt itself selects them."""
    parse_project()
    selected: list[str] = json.loads(SELECTIONS.read_text())[part]
    return selected


@lru_cache(maxsize=1)
def _read_manifest(stamp: str) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.loads(MANIFEST.read_text())
    return manifest


def build(
    home: Home, settings: Settings, *, selector: str, names: Sequence[str] | None = None
) -> list[NodeResult]:
    """Build a selector of the project, or only `names` of it, in the home's warehouse: models, seeds and tests.

    A failed node is a result; raises KithError only where dbt itself could not run, so that a crash is never taken
    for a success. The warehouse's connections are closed afterwards.
    """
    selection = ["--select", *names] if names else ["--selector", selector]
    values = {
        "as_of": settings.as_of.isoformat(),
        "reporting_currency": settings.feeds.reporting_currency,
        "reporting_timezone": settings.feeds.reporting_timezone,
    }
    arguments = ["build", *_folders(home.transform_target), *selection, "--vars", json.dumps(values)]
    with _warehouse(home):
        result = _invoke([*arguments, "--no-write-json"], manifest=_parsed_project())
    return [_translate(node) for node in result.results]


def _invoke(arguments: Sequence[str], manifest: Any = None) -> Any:
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner(manifest=manifest).invoke([*_SILENT, *arguments])
    if outcome.exception is not None:
        raise KithError(f"dbt could not {arguments[0]} the project: {without_values(str(outcome.exception))}")
    if outcome.result is None:
        raise KithError(f"dbt ended `{arguments[0]}` without a result; the warehouse may be half built.")
    return outcome.result


def _list(part: str, parsed: Any) -> list[str]:
    kinds = [argument for kind in ("model", "seed", "test") for argument in ("--resource-type", kind)]
    output = ["--output", "json", "--output-keys", "unique_id"]
    lines = _invoke(["list", *_folders(CACHE_FOLDER), "--selector", part, *kinds, *output], parsed)
    return sorted(json.loads(line)["unique_id"] for line in lines)


def _parsed_project() -> Any:
    parse_project()
    return _load_parsed(_STAMP.read_text())


@lru_cache(maxsize=1)
def _load_parsed(stamp: str) -> Any:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    packed = (CACHE_FOLDER / "partial_parse.msgpack").read_bytes()
    manifest: Any = Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def _folders(target: Path) -> list[str]:
    project = str(PROJECT_FOLDER)
    return ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target)]


@contextmanager
def _warehouse(home: Home) -> Iterator[None]:
    """Point the profile at the home's warehouse; leave no connection behind."""
    before = os.environ.get("KITH_WAREHOUSE")
    os.environ["KITH_WAREHOUSE"] = str(home.warehouse)
    try:
        yield
    finally:
        _close_connections()
        if before is None:
            del os.environ["KITH_WAREHOUSE"]
        else:
            os.environ["KITH_WAREHOUSE"] = before


def _close_connections() -> None:
    from dbt.adapters import factory
    from dbt.adapters.duckdb import connections

    manager: Any = connections.DuckDBConnectionManager
    manager.close_all_connections()
    forget_adapters: Any = factory.reset_adapters
    forget_adapters()


def _translate(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        status=str(result.status).lower(),
        failures=result.failures or 0,
        seconds=result.execution_time,
        message=without_values(result.message or ""),
    )


def _is_parsed(stamp: str) -> bool:
    return MANIFEST.exists() and _STAMP.exists() and _STAMP.read_text() == stamp


def _project_stamp() -> str:
    """A hash over every source file of the project: name, size, time of change."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(PROJECT_FOLDER):
        folders[:] = sorted(set(folders) - _GENERATED_FOLDERS)
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix in _SOURCE_SUFFIXES:
                facts = path.stat()
                digest.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()

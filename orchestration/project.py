"""The dbt project as dbt parsed it, once for each state of its files.

A process keeps to the state it first saw: what Dagster's definitions were made from is what the job builds, whatever
is edited meanwhile. Folders of earlier states are removed when a new one is parsed.

Data flow: dbt_project/ -> dbt_project/target/parsed/<state>/ (git-ignored) -> manifest, selections, parsed project.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ingestion.errors import KithError
from kith.home import Home
from orchestration import failure_log
from orchestration.needed_macros import needed_macros

PROJECT_FOLDER: Final = Path(__file__).parents[1] / "dbt_project"
PROJECT: Final = "kith"
PARSED_FOLDER: Final = PROJECT_FOLDER / "target" / "parsed"
# Selectors of dbt_project/selectors.yml, in the order in which the job builds them.
AFTER_IDENTITY: Final = "after_identity"
PARTS: Final = ("before_identity", AFTER_IDENTITY)
_KEPT_STATES: Final = 3
_PARTIAL: Final = "partial_parse.msgpack"
_SOURCE_SUFFIXES: Final = frozenset({".sql", ".yml", ".yaml", ".csv", ".md"})
_GENERATED_FOLDERS: Final = frozenset({"target", "logs", "dbt_packages"})
_SILENT: Final = (
    *("--quiet", "--no-use-colors", "--no-version-check", "--no-send-anonymous-usage-stats"),
    *("--log-level", "none", "--log-level-file", "none"),
)


@lru_cache(maxsize=1)
def parsed_folder() -> Path:
    """Where this process finds the parsed project. Raises KithError where dbt cannot parse it."""
    folder = PARSED_FOLDER / _state()[:16]
    if not folder.is_dir():
        PARSED_FOLDER.mkdir(parents=True, exist_ok=True)
        with (PARSED_FOLDER / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():
                _parse_into(folder)
    return folder


def manifest_file() -> Path:
    """dbt's manifest.json, which says what every model and column is."""
    return parsed_folder() / "manifest.json"


@lru_cache(maxsize=1)
def read_manifest() -> Mapping[str, Any]:
    """dbt's manifest."""
    manifest: Mapping[str, Any] = json.loads(manifest_file().read_text())
    return manifest


@lru_cache(maxsize=len(PARTS))
def read_selection(part: str) -> tuple[str, ...]:
    """Unique ids of the models, seeds and tests of one part, as dbt itself selects them."""
    return tuple(json.loads((parsed_folder() / "selections.json").read_text())[part])


@lru_cache(maxsize=1)
def parsed_project() -> Any:
    """The project as dbt's own object, so that a build need not parse again."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    packed = (parsed_folder() / _PARTIAL).read_bytes()
    manifest: Any = Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
    manifest.macros = needed_macros(manifest, PROJECT)
    manifest.build_flat_graph()
    return manifest


def invoke(arguments: Sequence[str], manifest: Any = None) -> Any:
    """Run one dbt command in this process and return its result.

    Raises KithError where dbt itself could not run, so that a crash is never taken for a success.
    """
    from dbt.cli.main import dbtRunner

    _tell_only_who_listens()
    outcome = dbtRunner(manifest=manifest).invoke([*_SILENT, *arguments])
    if outcome.exception is not None:
        raise KithError(f"dbt could not {arguments[0]} the project: {_why(arguments[0], outcome.exception)}")
    if outcome.result is None:
        raise KithError(f"dbt ended `{arguments[0]}` without a result; the warehouse may be half built.")
    return outcome.result


@lru_cache(maxsize=1)
def _tell_only_who_listens() -> None:
    """Spare dbt the work of making and wording events for logs that are off, and for its telemetry, which is off too:
    its messages take long to fill, two of the twenty seconds of a small run.
    """
    from dbt_common.events import base_types
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class ListenedTo(EventManager):
        @property
        def is_heard(self) -> bool:
            return bool(self.loggers) or self.require_warn_or_error_handling

        def fire_event(self, e: base_types.BaseEvent, *arguments: Any, **options: Any) -> None:
            if self.is_heard:
                super().fire_event(e, *arguments, **options)

    manager = ListenedTo()
    types: Any = base_types
    fill = types.ParseDict

    def fill_for_listeners(facts: Mapping[str, Any], message: Any) -> Any:
        return fill(facts, message) if manager.is_heard else message

    types.ParseDict = fill_for_listeners
    ctx_set_event_manager(manager)


def _why(command: str, error: BaseException) -> str:
    """The project's own text is nobody's secret; what a build says may quote a row."""
    if command != "build":
        return " ".join(str(error).split())
    failure_log.note(Home.at(), f"dbt {command}", str(error) or type(error).__name__)
    return f"{failure_log.kind_of(str(error))}; {failure_log.WHERE}."


def folders(target: Path) -> list[str]:
    """The options that tell dbt where the project is and where to write."""
    project = str(PROJECT_FOLDER)
    return ["--project-dir", project, "--profiles-dir", project, "--target-path", str(target)]


def _parse_into(folder: Path) -> None:
    """Parse beside the folder and move it there whole; dbt reads again only what changed since the last state."""
    former = _states()
    draft = folder.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    if former:
        shutil.copy(former[0] / _PARTIAL, draft / _PARTIAL)
    parsed = invoke(["parse", *folders(draft)])
    selections = {part: _list(part, parsed, draft) for part in PARTS}
    (draft / "selections.json").write_text(json.dumps(selections))
    draft.rename(folder)
    for old in former[_KEPT_STATES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _states() -> list[Path]:
    """Folders of the states parsed so far, the latest first."""
    found = [path for path in PARSED_FOLDER.iterdir() if path.is_dir() and path.suffix != ".new"]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _list(part: str, parsed: Any, target: Path) -> list[str]:
    kinds = [argument for kind in ("model", "seed", "test") for argument in ("--resource-type", kind)]
    output = ["--output", "json", "--output-keys", "unique_id"]
    lines = invoke(["list", *folders(target), "--selector", part, *kinds, *output], parsed)
    return sorted(json.loads(line)["unique_id"] for line in lines)


def _state() -> str:
    """A hash over every source file of the project: name, size, time of change."""
    digest = hashlib.sha256()
    for folder, subfolders, files in os.walk(PROJECT_FOLDER):
        subfolders[:] = sorted(set(subfolders) - _GENERATED_FOLDERS)
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix in _SOURCE_SUFFIXES:
                facts = path.stat()
                digest.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()

"""`kith doctor`: settings, permissions, writing and space of a home, docs and checks of the models, with what to do."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

import typer

from ingestion.errors import KithError
from kith.advice import advised
from kith.commands.options import HomeOption, JsonOption, print_json
from kith.coverage import Share, latest_manifest, read_coverage
from kith.home import Home

LEAST_FREE_BYTES: Final = 1_000_000_000
FILES_WITH_NAMES: Final = ("published/*/kith_pii.duckdb", "published/*/briefings/*names*")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: fine, or what is wrong and what to do. `figures` are the numbers in the text."""

    topic: str
    is_fine: bool
    text: str
    figures: dict[str, dict[str, int]] = field(default_factory=dict)


def doctor(home: HomeOption = None, json: JsonOption = False) -> None:
    """Look at settings, permissions, writing, space, docs and checks, say what to mend; 1 if anything is wrong."""
    findings = [replace(finding, text=advised(finding.text)) for finding in examine(Home.open(home))]
    if json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            typer.echo(f"{'fine ' if finding.is_fine else 'WRONG'}  {finding.topic}: {finding.text}")
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)


def examine(home: Home) -> Iterator[Finding]:
    """Every finding on a home, which stays as it is."""
    yield _settings(home)
    from kith.settings import secret_problem

    problem = secret_problem(home)
    made = "kept from others" if home.secret_file.exists() else "not made yet: the first run does"
    yield Finding("secret", problem is None, problem or made)
    yield _permissions(home)
    yield _writing(home)
    yield _space(home)
    holder = home.holder()
    yield Finding("lock", True, f"process {holder} is running" if holder else "free")
    yield _publication(home)
    yield from _coverage()


def _settings(home: Home) -> Finding:
    from ingestion.feeds import read_feeds

    try:
        feeds = read_feeds(home.root)
    except KithError as error:
        return Finding("feeds.yml", False, str(error))
    count = len(feeds.sources)
    return Finding("feeds.yml", True, f"{count} source{'' if count == 1 else 's'}")


def _permissions(home: Home) -> Finding:
    files = [path for pattern in FILES_WITH_NAMES for path in home.root.glob(pattern)]
    if home.warehouse.exists():
        files.append(home.warehouse)
    open_to_others = [path for path in files if _others_may_read(path)]
    if not open_to_others:
        return Finding("permissions", True, "files with names are kept from others")
    return Finding("permissions", False, f"others may read {open_to_others[0]}: run `chmod 600` on it")


def _others_may_read(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _writing(home: Home) -> Finding:
    """Whether a run could write: tried with files that have no name and leave nothing."""
    folders = (home.root, home.state, home.root / "dlt", home.dagster, home.published)
    for folder in folders:
        try:
            if folder.exists():
                tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            return _unwritable(folder, error.strerror or type(error).__name__)
    for file in (home.warehouse, home.lock_file):
        if file.exists() and not os.access(file, os.W_OK):
            return _unwritable(file, "it is for reading alone")
    return Finding("writing", True, "the home can be written")


def _unwritable(path: Path, reason: str) -> Finding:
    remedy = "see to who may write there, and that it is mounted for writing"
    return Finding("writing", False, f"{path} cannot be written ({reason}), so no run can start: {remedy}")


def _space(home: Home) -> Finding:
    free = shutil.disk_usage(home.root).free
    text = f"{free / 1e9:,.1f} GB free"
    if free < LEAST_FREE_BYTES:
        return Finding("space", False, f"{text}: a run may not fit; free some")
    return Finding("space", True, text)


def _publication(home: Home) -> Finding:
    from kith.publishing import current_publication, verify

    if current_publication(home.root) is None:
        return Finding("publication", True, "none yet; `kith run` makes one")
    damaged = verify(home.root)
    if damaged:
        return Finding(
            "publication", False, f"damaged: {', '.join(damaged)}; `kith publish --rollback` goes back"
        )
    return Finding("publication", True, "its files are as they were written")


def _coverage() -> Iterator[Finding]:
    """Docs and checks of the models as they were last parsed: all are described, and every mart has a check."""
    manifest = latest_manifest()
    if manifest is None:
        yield Finding("docs and checks", True, "not looked at yet; `kith run` reads the models first")
        return
    found = read_coverage(manifest)
    described = {
        "models described": found.described_models,
        "columns of marts described": found.described_columns,
    }
    checked = {"marts checked": found.checked_marts, "models checked or unit-tested": found.tested_models}
    yield _shares("docs", described, list(described.values()), "describe it in its folder's yml")
    yield _shares("checks", checked, [found.checked_marts], "give it a data test in its folder's yml")


def _shares(topic: str, shares: dict[str, Share], must_be_whole: list[Share], remedy: str) -> Finding:
    text = ", ".join(f"{share} {name}" for name, share in shares.items())
    lacking = [name for share in must_be_whole for name in share.lacking]
    if lacking:
        more = f" and {len(lacking) - 1:,} more" if len(lacking) > 1 else ""
        text += f"; {lacking[0]}{more} not: {remedy}"
    figures = {name: {"found": share.found, "total": share.total} for name, share in shares.items()}
    return Finding(topic, not lacking, text, figures)

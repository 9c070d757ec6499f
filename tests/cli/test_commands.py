"""The command line as a user meets it: help, facts as JSON, one sentence and the right code for every mistake."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_group
from typer.testing import CliRunner, Result

from kith.cli import app
from kith.home import Home
from kith.run_log import Outcome, RunRecord, append_run, last_row_counts, last_run
from kith.settings import Settings
from orchestration.run_input import input_fingerprint


def _commands(group: Group, *before: str) -> Iterator[list[str]]:
    for name, command in group.commands.items():
        if isinstance(command, Group):
            yield from _commands(command, *before, name)
        else:
            yield [*before, name]


COMMANDS = list(_commands(get_group(app)))
HEAVY = ["dagster", "dbt", "dlt", "great_expectations", "pandas", "scipy", "duckdb"]


def kith(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_takes_a_home(command: list[str]) -> None:
    result = kith(*command, "--help")
    assert result.exit_code == 0
    assert "--home" in result.output


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, kith.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def takes_json(command: list[str]) -> bool:
    return "--json" in kith(*command, "--help").output


@pytest.mark.parametrize("command", [command for command in COMMANDS if takes_json(command)], ids=" ".join)
def test_failure_is_json_too_where_json_is_asked_for(command: list[str], tmp_path: Path) -> None:
    """demo fails on a folder that is no demo, every other command on a home without feeds.yml."""
    (tmp_path / "own.txt").write_text("mine")
    arguments = {"customer": ["jane"], "explain": ["a", "b"], "show": ["file"], "publish": ["--rollback"]}
    given = [*command, *arguments.get(command[-1], []), "--home", str(tmp_path)]
    plain, result = kith(*given), kith(*given, "--json")
    assert (result.exit_code, result.stderr) == (plain.exit_code, plain.stderr)
    assert result.exit_code == 2
    assert f"kith: {json.loads(result.stdout)['error']}" == result.stderr.strip()


def test_wrong_options_are_json_too(home: Home) -> None:
    result = kith("customer", "--json", "--home", str(home.root))
    assert result.exit_code == 2
    assert "'who'" in json.loads(result.stdout)["error"]
    assert kith("customer", "--home", str(home.root)).stdout == ""


def test_an_explanation_is_a_page_or_json_but_not_both(home: Home) -> None:
    result = kith("identity", "explain", "a", "b", "--html", "--json", "--home", str(home.root))
    assert result.exit_code == 2
    assert "leave one of them out" in json.loads(result.stdout)["error"]


def test_a_home_that_has_loaded_nothing_is_not_said_to_have_nothing_in_quarantine(home: Home) -> None:
    said = kith("quarantine", "list", "--home", str(home.root)).stdout
    assert said.startswith("No run has loaded anything yet: `kith check --home ")
    assert json.loads(kith("quarantine", "list", "--json", "--home", str(home.root)).stdout) == []


def test_quarantine_is_listed_by_file_with_commands_to_paste(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "file": "landing/a b.csv",
            "source": "shop",
            "entry": "lines",
            "rows": 1200,
            "reason": "It is late.",
        },
        {"file": "landing/a b.csv", "source": "shop", "entry": "p", "rows": 3, "reason": "It is early."},
        {"file": "landing/c.csv", "source": "till", "entry": "p", "rows": 0, "reason": "See `kith status`."},
    ]
    for row in rows:
        row["is_held_back"] = row["source"] == "till"
    monkeypatch.setattr("ingestion.quarantine.list_", lambda folder: rows)
    lines = kith("quarantine", "list", "--home", str(home.root)).stdout.splitlines()
    assert lines[:5] == [
        "landing/a b.csv (shop)",
        "  lines   1,200  It is late.",
        "  p           3  It is early.",
        "landing/c.csv (till)",
        f"  p         all  See `kith status --home {home.root}`.",
    ]
    assert [line.split("`")[1] for line in lines[5:]] == [
        f"kith quarantine {verb} FILE --home {home.root}" for verb in ("show", "accept")
    ]


def test_training_on_too_few_records_says_that_nothing_changes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.warehouse.touch()
    report = {"records": 0, "rounds": 0, "fields_left_out": []}
    monkeypatch.setattr("kith.identity.engine.train_anew", lambda warehouse, state, secret, settings: report)
    said = kith("identity", "train", "--home", str(home.root)).stdout
    assert said == (
        "There is nothing to learn from, too few records or no two alike: what weighs likely links stays as it is.\n"
    )


def test_version_is_that_of_the_package() -> None:
    assert kith("--version").stdout == f"kith {version('kith')}\n"


def test_second_run_is_busy_and_names_the_pid(home: Home) -> None:
    code = (
        "import sys, time; from pathlib import Path; from kith.home import Home\n"
        "with Home(Path(sys.argv[1])).lock(): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(home.root)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        result = kith("run", "--home", str(home.root))
    finally:
        holder.kill()
        holder.wait()
    assert result.exit_code == 75
    assert str(holder.pid) in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com"])
def test_ui_listens_on_loopback_only(home: Home, host: str) -> None:
    result = kith("dev", "--home", str(home.root), "--host", host)
    assert result.exit_code == 2
    assert "loopback" in result.stderr or "127.0.0.1" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["customer", "a@b.example"],
        ["customer", "a@b.example", "--brief"],
        ["identity", "explain", "a:1", "b:1"],
        ["identity", "merge", "a:1", "b:1", "--why", "asked"],
        ["publish", "--rollback"],
    ],
)
def test_where_nothing_is_published_every_command_says_the_same(home: Home, command: list[str]) -> None:
    result = kith(*command, "--home", str(home.root))
    assert result.exit_code == 2
    said = f"kith: Nothing has been published in {home.root} yet: run `kith run --home {home.root}` first.\n"
    assert result.stderr == said


def test_the_older_client_is_not_installed_for_nothing(home: Home) -> None:
    make = subprocess.run(
        ["make", "--no-print-directory", "older-client", f"KITH_HOME={home.root}"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert make.returncode == 2
    assert make.stderr.startswith(f"Nothing has been published in {home.root} yet: run `make run` first")
    assert make.stdout == ""


def test_run_after_a_rollback_says_which_version_stands(home: Home) -> None:
    stands = home.published / "000001-20260630T000000Z"
    stands.mkdir(parents=True)
    (stands / "manifest.json").write_text('{"as_of": "2026-06-29"}')
    home.current.symlink_to(stands.name)
    Settings.load(home)
    unchanged = input_fingerprint(home, Settings.load(home))
    append_run(home, record("2", "green", fingerprint=unchanged, publication="000002-20260701T000000Z"))
    result = kith("run", "--home", str(home.root))
    assert result.exit_code == 0, result.output
    assert "rolled back" in result.stdout
    assert f"2026-06-29 before it stands: {stands}" in result.stdout
    append_run(home, record("3", "green", fingerprint=unchanged, publication=stands.name))
    assert "rolled back" not in kith("run", "--home", str(home.root)).stdout


def test_doctor_finds_a_secret_that_others_may_read(home: Home) -> None:
    home.state.mkdir()
    home.secret_file.write_text("0123456789abcdef" * 4)
    home.secret_file.chmod(0o644)
    result = kith("doctor", "--home", str(home.root), "--json")
    assert result.exit_code == 1
    findings = {finding["topic"]: finding for finding in json.loads(result.stdout)}
    assert not findings["secret"]["is_fine"]
    home.secret_file.chmod(0o600)
    assert kith("doctor", "--home", str(home.root)).exit_code == 0


def test_status_of_a_home_without_runs(home: Home) -> None:
    result = kith("status", "--home", str(home.root), "--json")
    assert result.exit_code == 0
    json.loads(result.stdout)


def record(
    run_id: str,
    outcome: Outcome,
    *,
    publication: str | None = None,
    fingerprint: str = "",
    row_counts: dict[str, int] | None = None,
) -> RunRecord:
    start, end, as_of = "2026-01-01T00:00:00", "2026-01-01T00:01:00", "2026-01-01"
    return RunRecord(run_id, start, end, outcome, as_of, publication, [], fingerprint, row_counts or {})


def test_run_log_tells_the_last_run_that_did_something(home: Home) -> None:
    assert last_run(home) is None
    append_run(home, record("1", "green", row_counts={"raw_files/profiles": 3}))
    append_run(home, record("2", "red"))
    append_run(home, record("3", "nothing new"))
    (home.dagster / "runs.jsonl").open("a").write('{"run_id": "cut o')
    last = last_run(home)
    assert last is not None
    assert last.run_id == "2"
    assert last_row_counts(home) == {"raw_files/profiles": 3}

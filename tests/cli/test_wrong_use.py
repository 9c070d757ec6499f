"""Wrong use: one sentence that names what is wrong, the code for it, and nothing begun."""

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kith.cli import app
from kith.home import Home
from kith.run_log import last_run
from tests.cli.conftest import FEEDS


def kith(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize(
    "command",
    [["run"], ["status"], ["check"], ["doctor"], ["dev"], ["customer", "jane"], ["quarantine", "list"]],
)
def test_missing_home_is_wrong_use_in_one_sentence(command: list[str], tmp_path: Path) -> None:
    result = kith(*command, "--home", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert result.stderr.startswith("kith: There is no home at")
    assert "Traceback" not in result.output


def test_unknown_key_in_feeds_is_wrong_use(home: Home) -> None:
    home.feeds_file.write_text(FEEDS + "colour: red\n")
    result = kith("run", "--home", str(home.root))
    assert result.exit_code == 2
    assert "colour" in result.stderr


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "31.05.2026"])
def test_as_of_that_is_no_day_is_wrong_use_in_one_sentence(home: Home, day: str) -> None:
    result = kith("run", "--as-of", day, "--home", str(home.root))
    assert result.exit_code == 2
    assert result.stderr == (
        f"kith: --as-of {day} is no day: write it as year, month and day, such as 2026-05-31.\n"
    )


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_guard_that_is_none_is_wrong_use_before_anything_runs(home: Home, command: str) -> None:
    home.feeds_file.write_text(FEEDS + "identity: {switched_off: [nothing]}\n")
    result = kith(command, "--home", str(home.root))
    assert result.exit_code == 2
    assert "there is no identity guard 'nothing'" in result.stderr


@pytest.mark.parametrize("command", ["check", "run"])
def test_missing_rates_file_is_wrong_use_before_anything_runs(home: Home, command: str) -> None:
    home.feeds_file.write_text(FEEDS + "rates: landing/none.csv\n")
    result = kith(command, "--home", str(home.root))
    assert result.exit_code == 2
    assert "landing/none.csv" in result.stderr
    assert not home.warehouse.exists()


@pytest.fixture
def wrong_cost(home: Home) -> str:
    """A cost file of the home with a date that is none; where the refusal points to."""
    home.costs.mkdir()
    costs = "channel,cost_per_minute,currency,valid_from\nemail,1,GBP,someday\n"
    (home.costs / "support_costs.csv").write_text(costs)
    return "support_costs.csv, row 1"


@pytest.mark.parametrize("command", ["check", "run"])
def test_wrong_cost_is_wrong_use_before_anything_runs(home: Home, command: str, wrong_cost: str) -> None:
    result = kith(command, "--home", str(home.root))
    assert result.exit_code == 2
    assert wrong_cost in result.stderr
    assert not home.warehouse.exists()


def test_wrong_use_found_inside_the_job_keeps_its_exit_code(
    home: Home, wrong_cost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the file is written between the first look and the load."""
    monkeypatch.setattr("orchestration.whole_run.check_reference", lambda *_: None)
    result = kith("run", "--home", str(home.root))
    assert result.exit_code == 2, result.output
    assert wrong_cost in result.stderr
    last = last_run(home)
    assert last is not None
    assert (last.outcome, last.fingerprint) == ("red", "")


@pytest.mark.parametrize("options", [[], ["--rollback", "--to", "000001-x"]], ids=["neither", "both"])
def test_publish_wants_one_way_and_says_who_publishes(home: Home, options: list[str]) -> None:
    result = kith("publish", *options, "--home", str(home.root))
    assert result.exit_code == 2
    assert "kith run" in result.stderr


def test_demo_refuses_a_folder_that_is_not_a_demo(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    result = kith("demo", "--people", "10", "--days", "1", "--home", str(tmp_path))
    assert result.exit_code == 2
    assert (tmp_path / "own.txt").read_text() == "mine"


def test_home_that_is_a_file_or_under_one_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in ("file", "file/home"):
        result = kith("demo", "--people", "10", "--days", "1", "--home", str(tmp_path / place))
        assert result.exit_code == 2, result.output
        assert result.stderr.startswith(f"kith: {tmp_path / 'file'}")
    assert (tmp_path / "file").read_text() == "mine"


def test_home_that_may_not_be_read_is_one_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(home.root))

    monkeypatch.setattr(Home, "open", refuse)
    result = kith("status", "--home", str(home.root))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert str(home.root) in result.stderr


def test_refusal_without_a_path_is_one_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(Home, "open", refuse)
    result = kith("status", "--home", str(home.root))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Too many open files" in result.stderr

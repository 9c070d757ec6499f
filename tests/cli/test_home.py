"""The home: where it is looked for, and that only one process at a time writes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.errors import BusyError, UsageError
from kith.home import Home

HOLDER = """
import sys, time
from pathlib import Path
from kith.home import Home
with Home(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "feeds.yml").write_text("sources: []\n")
    return Home.open(tmp_path)


@pytest.fixture
def holder(home: Home):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_option_comes_before_environment_before_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path / "environment"))
    assert Home.at(tmp_path / "option").root == tmp_path / "option"
    assert Home.at().root == tmp_path / "environment"
    monkeypatch.delenv("KITH_HOME")
    monkeypatch.chdir(tmp_path)
    assert Home.at().root == tmp_path / "home"


def test_missing_home_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kith demo"):
        Home.open(tmp_path / "nowhere")


def test_home_without_feeds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"feeds\.yml"):
        Home.open(tmp_path)


def test_second_writer_is_told_the_pid(home: Home, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(BusyError, match=str(holder.pid)) as refusal, home.lock():
        pass
    assert refusal.value.exit_code == 75
    assert home.holder() == holder.pid


def test_dead_holder_frees_the_lock(home: Home, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with home.lock():
        assert home.lock_file.read_text().strip() == str(os.getpid())
    assert home.holder() is None


def test_waiting_names_the_holder_once_and_gets_the_lock(home: Home, holder: subprocess.Popen[str]) -> None:
    told: list[int] = []

    def end_holder(pid: int) -> None:
        told.append(pid)
        holder.kill()

    with home.lock(wait=True, on_wait=end_holder):
        assert told == [holder.pid]


def test_job_inside_a_command_takes_the_lock_again(home: Home) -> None:
    with home.lock(), home.lock():
        assert home.lock_file.read_text().strip() == str(os.getpid())


def test_lock_is_held_until_the_outermost_block_ends(home: Home) -> None:
    with home.lock():
        with home.lock():
            pass
        assert _is_busy_elsewhere(home)
    assert not _is_busy_elsewhere(home)


TRY_TO_LOCK = """
import sys
from pathlib import Path
from ingestion.errors import BusyError
from kith.home import Home
try:
    with Home(Path(sys.argv[1])).lock():
        print("free")
except BusyError:
    print("busy")
"""


def _is_busy_elsewhere(home: Home) -> bool:
    """Whether another process finds the home locked."""
    tried = subprocess.run(
        [sys.executable, "-c", TRY_TO_LOCK, str(home.root)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return tried.stdout.strip() == "busy"


def test_git_sees_the_settings_of_a_home_and_none_of_its_data(home: Home) -> None:
    subprocess.run(["git", "init", "-q", str(home.root)], check=True)
    for name in ("costs/payment_fees.csv", "landing/crm/people.csv", "state/secret.key", "warehouse.duckdb"):
        (home.root / name).parent.mkdir(parents=True, exist_ok=True)
        (home.root / name).write_text("content")
    with home.lock():
        command = ["git", "-C", str(home.root), "status", "--porcelain", "--untracked-files=all"]
        seen = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1::2]
    assert seen == [".gitignore", "costs/payment_fees.csv", "feeds.yml"]


def test_a_gitignore_of_the_users_own_is_kept(home: Home) -> None:
    (home.root / ".gitignore").write_text("mine\n")
    with home.lock():
        assert (home.root / ".gitignore").read_text() == "mine\n"

"""What Kith tells the user to type can be pasted: it names the home that the command was given."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kith.advice import advised, remember_home
from kith.cli import app
from kith.publishing.databases import PII_FILE
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home


def kith(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home, with a blank in its name, that has published the hand-made warehouse."""
    home = tmp_path / "my home"
    home.mkdir()
    make_warehouse(home / "warehouse.duckdb")
    make_manifest(home / "manifest.json")
    publish_home(home)
    (home / "feeds.yml").write_text("sources: []\n")
    return home


def test_advice_names_the_home_once_and_only_where_one_was_given() -> None:
    said = "go back with `kith publish --rollback`, or `make run`, or `kith run --home x`"
    remember_home(Path("my home"))
    assert advised(said) == (
        "go back with `kith publish --rollback --home 'my home'`, or `make run`, or `kith run --home x`"
    )
    remember_home(None)
    assert advised(said) == said


@pytest.mark.parametrize("command", [["customer", "c_john"], ["identity", "explain", "c_john", "c_mary"]])
@pytest.mark.parametrize("is_gone", [True, False])
def test_damaged_file_is_one_sentence_with_commands_to_paste(
    home: Path, command: list[str], is_gone: bool
) -> None:
    file = home / "published" / "current" / PII_FILE
    if is_gone:
        file.unlink()
    else:
        with file.open("r+b") as stream:
            stream.write(b"X" * 20)
    result = kith(*command, "--home", str(home))
    assert result.exit_code in (1, 2) if is_gone else result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert PII_FILE in result.stderr
    assert f"--home '{home}'`" in result.stderr or "another --home" in result.stderr


def test_doctor_names_the_home(home: Path) -> None:
    (home / "published" / "current" / "kith.duckdb").write_bytes(b"")
    found = kith("doctor", "--home", str(home))
    assert f"damaged: kith.duckdb; `kith publish --rollback --home '{home}'` goes back" in found.stdout


def test_which_of_two_names_is_nobodys_is_said(home: Path) -> None:
    result = kith("identity", "explain", "c_john", "jane@archer.example", "--home", str(home))
    assert result.exit_code == 2
    assert "goes by 'j…@a…example', the second of the two: give" in result.stderr


def test_port_that_cannot_be_and_home_that_is_a_file_are_wrong_use(home: Path) -> None:
    port = kith("dev", "--port", "99999", "--home", str(home))
    assert port.exit_code == 2
    assert "'--port'" in port.stderr
    file = kith("status", "--home", str(home / "feeds.yml"))
    assert file.exit_code == 2
    assert f"name the folder that holds it, {home}." in file.stderr

"""Settings of a run: as_of, and the secret that pseudonyms are made with."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingestion.errors import UsageError
from kith.home import Home
from kith.settings import Settings, read_secret, secret_problem

FEEDS = "reporting_currency: GBP\nsources: []\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "feeds.yml").write_text(FEEDS)
    return Home.open(tmp_path)


def test_command_line_comes_before_feeds_before_today(home: Home) -> None:
    assert Settings.load(home).as_of == datetime.now(UTC).date()
    home.feeds_file.write_text("as_of: 2026-02-28\n" + FEEDS)
    assert Settings.load(home).as_of == date(2026, 2, 28)
    settings = Settings.load(home, date(2024, 2, 29))
    assert settings.as_of == settings.feeds.as_of == date(2024, 2, 29)


def test_fresh_home_gets_a_random_secret_for_its_owner_only(home: Home, tmp_path: Path) -> None:
    secret = read_secret(home)
    assert len(secret) == 64
    assert stat.S_IMODE(home.secret_file.stat().st_mode) == 0o600
    assert read_secret(home) == secret
    other = Home(tmp_path / "other")
    assert read_secret(other) != secret


def test_a_secret_that_is_gone_is_never_replaced_by_another(home: Home) -> None:
    """A home whose ids it made: every pseudonym that readers have would change."""
    (home.state / "identity").mkdir(parents=True)
    (home.state / "identity" / "current").write_text("000001\n")
    with pytest.raises(
        UsageError, match=r"secret\.key is gone.*restore it from a backup, or set KITH_SECRET"
    ):
        read_secret(home)
    assert not home.secret_file.exists()


def test_secret_of_the_environment_wins_and_is_not_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("KITH_SECRET", given)
    assert read_secret(home) == given.encode()
    assert not home.secret_file.exists()


@pytest.mark.parametrize("weak", ["", "secret", "a" * 64, "changeme" * 3])
def test_weak_secret_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    monkeypatch.setenv("KITH_SECRET", weak)
    with pytest.raises(UsageError, match="too weak"):
        read_secret(home)


def test_secret_is_in_no_repr(home: Home) -> None:
    settings = Settings.load(home)
    assert settings.secret.decode() not in repr(settings)


def test_secret_that_others_may_read_is_a_problem(home: Home) -> None:
    read_secret(home)
    assert secret_problem(home) is None
    home.secret_file.chmod(0o644)
    assert "chmod 600" in (secret_problem(home) or "")

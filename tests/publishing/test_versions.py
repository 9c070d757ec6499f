"""Versions on disk: whole, swapped at once, kept three deep, and back again."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.errors import KithError, UsageError
from kith.cli import app
from kith.publishing import current_publication, go_to, later_versions, previous_publication, rollback, verify
from kith.publishing.versions import (
    Publication,
    hash_files,
    new_version,
    require_publication,
    write_manifest,
)

PUBLISHED_AT = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)


def make_version(home: Path, content: str) -> None:
    """A version with one small file."""
    with new_version(home, PUBLISHED_AT) as folder:
        (folder / "kith.duckdb").write_text(content)
        files = hash_files(folder)
        write_manifest(Publication(folder, content, date(2026, 6, 30), "1.0.0", PUBLISHED_AT, files, {}))


def seen(home: Path) -> str:
    """What readers find now."""
    return (home / "published" / "current" / "kith.duckdb").read_text()


def version_names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").iterdir() if path.name != "current")


def test_a_new_home_has_published_nothing(tmp_path: Path) -> None:
    assert current_publication(tmp_path) is None
    assert previous_publication(tmp_path) is None
    for action in (require_publication, verify, rollback):
        with pytest.raises(KithError, match="kith run"):
            action(tmp_path)


def test_the_last_three_versions_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        make_version(tmp_path, f"version {number}")
    assert seen(tmp_path) == "version 4"
    assert [name[:6] for name in version_names(tmp_path)] == ["000003", "000004", "000005"]
    assert str((tmp_path / "published" / "current").readlink()).startswith("000005-")


def test_what_was_rolled_back_from_is_a_version_to_go_to_again(tmp_path: Path) -> None:
    for number in range(3):
        make_version(tmp_path, f"version {number}")
    rollback(tmp_path)
    rollback(tmp_path)
    with pytest.raises(KithError, match=r"no earlier version .* `kith publish --to 000003-.*` goes forward"):
        rollback(tmp_path)
    assert [name[:6] for name in later_versions(tmp_path)] == ["000002", "000003"]
    go_to(tmp_path, later_versions(tmp_path)[-1])
    assert seen(tmp_path) == "version 2"
    assert later_versions(tmp_path) == []


def test_the_command_says_how_to_go_forward_and_goes(tmp_path: Path) -> None:
    (tmp_path / "feeds.yml").write_text("sources: []\n")
    for number in range(2):
        make_version(tmp_path, f"version {number}")
    newest = version_names(tmp_path)[-1]
    back = CliRunner().invoke(app, ["publish", "--rollback", "--home", str(tmp_path)])
    assert f"`kith publish --to {newest} --home {tmp_path}` goes forward again" in back.stdout
    forward = CliRunner().invoke(app, ["publish", "--to", newest, "--home", str(tmp_path)])
    assert (forward.exit_code, "forward" in forward.stdout) == (0, False)
    assert seen(tmp_path) == "version 1"


@pytest.mark.parametrize("version", ["000009-20260101T000000Z", "current", "../published", ""])
def test_only_a_kept_version_is_one_to_go_to(tmp_path: Path, version: str) -> None:
    make_version(tmp_path, "only")
    with pytest.raises(UsageError, match="takes one of 000001-"):
        go_to(tmp_path, version)
    assert seen(tmp_path) == "only"


def test_a_damaged_version_is_not_gone_to(tmp_path: Path) -> None:
    for number in range(2):
        make_version(tmp_path, f"version {number}")
    newest = version_names(tmp_path)[-1]
    rollback(tmp_path)
    (tmp_path / "published" / newest / "kith.duckdb").write_text("spoilt")
    with pytest.raises(KithError, match="is damaged"):
        go_to(tmp_path, newest)
    assert seen(tmp_path) == "version 0"


def test_an_error_leaves_the_old_version_and_no_trace(tmp_path: Path) -> None:
    make_version(tmp_path, "old")
    with pytest.raises(ZeroDivisionError), new_version(tmp_path, PUBLISHED_AT) as folder:
        (folder / "kith.duckdb").write_text("new")
        raise ZeroDivisionError
    assert seen(tmp_path) == "old"
    assert len(version_names(tmp_path)) == 1


def test_a_version_is_closed_while_it_is_made_and_open_when_it_is_whole(tmp_path: Path) -> None:
    with new_version(tmp_path, PUBLISHED_AT) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "published" / "current").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("killed_in", "readers_see"),
    [
        ("versions.write_manifest", "old"),
        ("versions._flush_tree", "old"),
        ("versions.point_current_to", "old"),
        ("Path.replace", "old"),
        ("versions._drop_old_versions", "new"),
    ],
)
@pytest.mark.parametrize("has_old", [True, False])
def test_killed_at_any_moment_readers_see_old_or_new(
    tmp_path: Path, killed_in: str, readers_see: str, has_old: bool
) -> None:
    if has_old:
        make_version(tmp_path, "old")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), killed_in], check=False)
    assert killed.returncode == 9
    current = tmp_path / "published" / "current"
    if has_old or readers_see == "new":
        assert seen(tmp_path) == readers_see
        assert verify(tmp_path) == []
    else:
        assert not current.exists()
    make_version(tmp_path, "next")
    assert seen(tmp_path) == "next"
    expected = has_old + (readers_see == "new") + 1
    assert len(version_names(tmp_path)) == expected
    assert not any(name.startswith(".") for name in version_names(tmp_path))


# A process that publishes and is killed inside a step of it.
KILLED = """
import os, sys
from datetime import date, datetime, UTC
from pathlib import Path
from kith.publishing import versions
home, point = Path(sys.argv[1]), sys.argv[2]
def die(*_):
    os._exit(9)
at = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)
with versions.new_version(home, at) as folder:
    (folder / "kith.duckdb").write_text("new")
    draft = versions.Publication(folder, "new", date(2026, 6, 30), "1", at, versions.hash_files(folder), {})
    if point == "versions.write_manifest":
        die()
    versions.write_manifest(draft)
    owner, name = (versions if point.startswith("versions") else Path), point.split(".")[1]
    setattr(owner, name, die)
"""


def test_readers_keep_what_they_have_open(tmp_path: Path) -> None:
    make_version(tmp_path, "old")
    with (tmp_path / "published" / "current" / "kith.duckdb").open() as reader:
        for number in range(4):
            make_version(tmp_path, f"new {number}")
        assert reader.read() == "old"


def test_a_flipped_bit_is_found_and_rolled_back(tmp_path: Path) -> None:
    make_version(tmp_path, "good")
    make_version(tmp_path, "newer")
    assert verify(tmp_path) == []
    (tmp_path / "published" / "current" / "kith.duckdb").write_text("oewer")
    assert verify(tmp_path) == ["kith.duckdb"]
    assert rollback(tmp_path).run_id == "good"
    assert seen(tmp_path) == "good"
    assert verify(tmp_path) == []


def test_a_lost_file_is_found(tmp_path: Path) -> None:
    make_version(tmp_path, "good")
    (tmp_path / "published" / "current" / "kith.duckdb").unlink()
    assert verify(tmp_path) == ["kith.duckdb"]


def test_a_lost_manifest_is_said_and_can_be_rolled_back(tmp_path: Path) -> None:
    make_version(tmp_path, "good")
    make_version(tmp_path, "newer")
    (tmp_path / "published" / "current" / "manifest.json").unlink()
    with pytest.raises(KithError, match="--rollback"):
        verify(tmp_path)
    assert rollback(tmp_path).run_id == "good"


def test_rollback_needs_a_sound_version_to_go_to(tmp_path: Path) -> None:
    make_version(tmp_path, "only")
    with pytest.raises(KithError, match="no earlier version"):
        rollback(tmp_path)
    make_version(tmp_path, "second")
    previous = previous_publication(tmp_path)
    assert previous is not None
    (previous.folder / "kith.duckdb").write_text("spoilt")
    with pytest.raises(KithError, match="damaged"):
        rollback(tmp_path)
    assert seen(tmp_path) == "second"


def test_what_was_rolled_back_from_goes_with_the_next_publication(tmp_path: Path) -> None:
    for content in ("first", "second", "bad"):
        make_version(tmp_path, content)
    assert rollback(tmp_path).run_id == "second"
    assert rollback(tmp_path).run_id == "first"
    make_version(tmp_path, "mended")
    assert seen(tmp_path) == "mended"
    assert [name[:6] for name in version_names(tmp_path)] == ["000001", "000004"]


def test_nobody_sees_a_gap_while_versions_change(tmp_path: Path) -> None:
    """Every rename that touches `current` replaces it: it is never removed first."""
    make_version(tmp_path, "old")
    link = tmp_path / "published" / "current"
    inode = link.lstat().st_ino
    make_version(tmp_path, "new")
    assert link.lstat().st_ino != inode
    assert link.is_symlink()

"""The pages a newcomer reads lead where they say."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from ingestion.check import check_feeds

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_resolves(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_the_feeds_of_the_readme_fit_as_written(tmp_path: Path) -> None:
    """The files that README lets a newcomer write, written by the shell as they stand there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [
        block for block in re.findall(r"^```sh\n(.*?)^```", readme, re.M | re.S) if "<<'END'" in block
    ]
    files, commands = block[: block.rindex("END\n") + 4], block[block.rindex("END\n") + 4 :]
    subprocess.run(["sh", "-e", "-c", files], cwd=tmp_path, check=True)
    report = check_feeds(tmp_path / "my-home")
    assert report.is_fine, report.as_text()
    words = [shlex.split(line, comments=True) for line in commands.splitlines()]
    assert [line[:2] for line in words] == [[".venv/bin/kith", name] for name in ("check", "run", "customer")]
    assert words[2][2] in files

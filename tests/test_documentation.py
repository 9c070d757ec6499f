"""The pages a newcomer reads lead where they say."""

import json
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


def test_the_page_of_the_models_says_where_identity_enters() -> None:
    """Of each folder of intermediate, which groups its models stand in; in README's order of the folders."""
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    section = page.split("## Where identity enters")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| *(.*?) *\| *(.*?) *\|$", section, re.M)
    said = {folder: (bool(before), bool(after)) for folder, before, after in rows}
    groups = json.loads((ROOT / "tests/orchestration/definitions.json").read_text(encoding="utf-8"))["assets"]
    models = ROOT / "dbt_project/models/intermediate"
    of_folder = {
        folder: {groups[f"intermediate/{model.stem}"]["group"] for model in (models / folder).glob("*.sql")}
        for folder in sorted(path.name for path in models.iterdir())
    }
    assert said == {
        folder: ("intermediate" in found, "intermediate_by_customer" in found)
        for folder, found in of_folder.items()
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = [
        line for line in readme.splitlines() if line.startswith("| `dbt_project/models/intermediate/`")
    ]
    assert re.findall(r"`(\w+)`", line)[: len(said)] == list(said)

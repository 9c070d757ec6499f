"""docs/commands.md tells every command and option, and its examples are commands that there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kith.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(
    re.findall(r"^## (kith .+?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
)
EXAMPLES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def commands(group: Any, name: str = "kith") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    if not hasattr(group, "commands"):
        yield name, group
        return
    for word, command in group.commands.items():
        yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_section_tells_every_option_and_argument(name: str) -> None:
    for parameter in COMMANDS[name].params:
        is_option = parameter.param_type_name == "option"
        told = parameter.opts[0] if is_option else parameter.metavar or parameter.name.upper()
        assert f"`{told}`" in SECTIONS[name], told


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_section_tells_no_option_that_is_not_there(name: str) -> None:
    real = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert set(re.findall(r"^\| `(--[a-z-]+)`", SECTIONS[name], flags=re.MULTILINE)) <= real


def test_the_page_names_the_commands_without_json() -> None:
    told = re.search(r"^- `--json` (.*?)are without it", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert told
    without = {
        name
        for name, command in COMMANDS.items()
        if not any("--json" in parameter.opts for parameter in command.params)
    }
    assert set(re.findall(r"`(kith [^`]+)`", told[1])) == without


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_an_example(name: str) -> None:
    assert [line for line in EXAMPLES if line.startswith(f"{name} ")]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_a_command_with_options_that_it_takes(line: str) -> None:
    words = shlex.split(line)
    name = max((name for name in COMMANDS if line.startswith(f"{name} ")), key=len)
    COMMANDS[name].make_context(name, words[len(name.split()) :])

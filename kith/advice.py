"""The commands that a message tells the user to type, with the --home that he typed himself.

Data flow: `--home` of the command that runs -> `remember_home` -> `advised(sentence)` wherever one is printed.
"""

import re
import shlex
from contextvars import ContextVar
from pathlib import Path
from typing import Final

_COMMAND: Final = re.compile(r"`kith ([^`]+)`")
_given: ContextVar[Path | None] = ContextVar("given_home", default=None)


def remember_home(home: Path | None) -> Path | None:
    """Note what --home was given, or that none was; called by the command line as it reads the option."""
    _given.set(home)
    return home


def advised(sentence: str) -> str:
    """The sentence, fit to be pasted: `kith run` becomes `kith run --home X` where the command was given --home X."""
    home = _given.get()
    if home is None:
        return sentence
    option = f" --home {shlex.quote(str(home))}"
    return _COMMAND.sub(
        lambda found: found[0] if "--home" in found[1] else f"`kith {found[1]}{option}`", sentence
    )

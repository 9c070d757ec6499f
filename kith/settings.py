"""What a run is told: feeds.yml, the command line and the environment, resolved once at its start.

Data flow: feeds.yml + `--as-of` + `KITH_SECRET` or state/secret.key -> `Settings` -> every step of the run.
"""

import os
import secrets
import stat
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from ingestion.errors import UsageError
from ingestion.feeds import Feeds, read_feeds
from kith.home import Home
from kith.identity.settings import identity_settings

SECRET_VARIABLE: Final = "KITH_SECRET"
SECRET_BYTES: Final = 32
SHORTEST_SECRET: Final = 32


@dataclass(frozen=True)
class Settings:
    """The resolved settings of one run; `feeds.as_of` equals `as_of`. The secret never shows in a repr."""

    feeds: Feeds
    as_of: date
    secret: bytes = field(repr=False)

    @classmethod
    def load(cls, home: Home, as_of: date | None = None) -> "Settings":
        """Read feeds.yml and the secret, which is made at random in a fresh home. Raises UsageError."""
        feeds = read_feeds(home.root)
        identity_settings(feeds)  # a guard that is not is refused before anything is read
        resolved = as_of or feeds.as_of or datetime.now(UTC).date()
        return cls(feeds.model_copy(update={"as_of": resolved}), resolved, read_secret(home))


def read_secret(home: Home) -> bytes:
    """The key of all pseudonyms: `$KITH_SECRET`, else state/secret.key, else a new random one written there.

    Raises UsageError where the key is too short to protect anybody, and where it is gone from a home whose ids it made:
    under a new one every pseudonym would be another.
    """
    given = os.environ.get(SECRET_VARIABLE)
    if given is not None:
        return _checked(given, f"the environment variable {SECRET_VARIABLE}")
    if not home.secret_file.exists():
        from kith.identity.registry import current_folder

        if current_folder(home.state):
            raise UsageError(
                f"{home.secret_file} is gone, by which the ids and pseudonyms of this home were made: restore it from "
                f"a backup, or set {SECRET_VARIABLE} to what it held. Under another key every pseudonym that readers "
                f"have would change; whoever wants that writes {SHORTEST_SECRET} random characters or more there."
            )
        _write_new_secret(home.secret_file)
    return _checked(home.secret_file.read_text().strip(), str(home.secret_file))


def secret_problem(home: Home) -> str | None:
    """What is wrong with state/secret.key, in one sentence; None if nothing is, or if it does not exist yet."""
    if not home.secret_file.exists():
        return None
    mode = stat.S_IMODE(home.secret_file.stat().st_mode)
    if mode & 0o077:
        return f"{home.secret_file} can be read by others (mode {mode:04o}): run `chmod 600` on it."
    if len(home.secret_file.read_text().strip()) < SHORTEST_SECRET:
        return f"{home.secret_file} holds fewer than {SHORTEST_SECRET} characters."
    return None


def _checked(text: str, origin: str) -> bytes:
    if len(text) < SHORTEST_SECRET or len(set(text)) < SHORTEST_SECRET // 4:
        raise UsageError(
            f"The secret in {origin} is too weak to protect pseudonyms: "
            f"give at least {SHORTEST_SECRET} random characters, or none and Kith makes one."
        )
    return text.encode()


def _write_new_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(SECRET_BYTES) + "\n")

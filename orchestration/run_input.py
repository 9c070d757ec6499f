"""What a run reads, compared: before and after it, and with the run before.

Imports nothing heavy: a run with nothing new ends before Dagster or dbt are loaded.
"""

from ingestion.load import fingerprint
from kith.code_version import code_version
from kith.home import Home
from kith.settings import Settings

Listing = list[tuple[str, int, int]]


def input_fingerprint(home: Home, settings: Settings) -> str:
    """What the result of a run depends on: landing, costs, feeds.yml, state, code and as_of."""
    return f"{fingerprint(home.root, settings.feeds)}:{code_version()}:{settings.as_of}"


def landing_listing(home: Home) -> Listing:
    """Names, sizes and times in landing: a file that arrives during a run must not count as seen."""
    paths = (
        sorted(path for path in home.landing.rglob("*") if path.is_file()) if home.landing.is_dir() else []
    )
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]

"""The demo publisher: Tidewater, an invented house with titles, newsletters, a shop and a site, and its known
truth.

Data flow: seed -> people -> what happened in each system (…_facts.py) -> what each system wrote down (records.py)
-> files in the vendors' own formats (one module a vendor) under landing/, and under truth/ who is who and what each
person earned. Vectorised in numpy, DuckDB and Arrow, in chunks of people; equal arguments write equal bytes. It
shares no code, tables or constants with kith.identity or the models, so that it can judge them.

Alone: `python -c "from pathlib import Path; from kith.demo import generate; generate(Path('home'), people=300,
days=30)"`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Progress = Callable[[str], None]


def generate(
    home: Path,
    people: int = 10_000,
    days: int = 365,
    seed: int = 7,
    progress: Progress | None = None,
    *,
    with_faults: bool = True,
) -> bool:
    """Writes a demo home: feeds.yml, costs/, landing/ and truth/.

    Args:
        home: folder to fill; made if it is missing.
        people: persons of the crowd, at least one; the planted cast comes on top.
        days: days of web events up to `as_of`, 1 to 1,095.
        seed: equal arguments write equal bytes.
        progress: called with a short line as the work goes on.
        with_faults: plant the rows that cannot be read, the repeats and the new column of faults.py.

    Returns:
        True where it was written, False where the same world is there already, byte for byte.

    Raises:
        ValueError: a size out of range, or a home that holds another world, a changed one, or something else.
    """
    # Imported here: the command line names this module at its start and must not pay for numpy and DuckDB then.
    from kith.demo.build import build

    return build(home, people, days, seed, progress or (lambda _: None), with_faults)

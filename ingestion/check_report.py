"""What `kith check` found, and how it is said: a line an entry or file, then what may be a mistake, then the sum.

Data flow: `CheckedFile`s and notices -> text, or plain data for --json. Values are never shown.
"""

from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from ingestion.quarantine import rows_and_files

FIRST_ROWS = 1000
NOTHING_TO_LOAD = (
    "feeds.yml names no source, so there is nothing to load: add one under `sources:`, as in docs/feeds.md."
)


@dataclass(frozen=True)
class CheckedFile:
    """One file of one entry: the rows looked at, how many fit, and the first that do not (row number, reason).

    A problem without a row number is the file's, which then counts as no row. `is_empty`: it has no row, which may be a
    mistake. `is_whole`: false where it may be longer than the rows that were looked at, of which alone it is judged.
    `currencies`: those of the amounts in them, with the first row of each. `copies`: other files of the same content,
    which is loaded once.
    """

    source: str
    entry: str
    file: str
    rows: int
    fitting: int
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    is_empty: bool = False
    is_whole: bool = True
    currencies: dict[str, int] = field(default_factory=dict)
    copies: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every file that holds this."""
        return (self.file, *self.copies)

    @property
    def is_lost(self) -> bool:
        """Whether nothing of the file can be taken in, for a reason that is no row's."""
        return not self.fitting and any(row is None for row, _ in self.problems)

    def lines(self) -> list[str]:
        """How many rows fit, and a line a problem; the last says how many more there are."""
        where = f"{_entry(self)}: {self.file}{_copies([self])}"
        if self.is_lost:
            return [f"{where}: the file cannot be taken in", f"    {self.problems[0][1]}"]
        said = [
            f"    {'the file' if row is None else f'row {row:,}'}: {reason}" for row, reason in self.problems
        ]
        if (rest := self.rows - self.fitting - len(self.problems)) > 0:
            said.append(f"    and {rest:,} more")
        first = "" if self.is_whole else "the first "
        return [f"{where}: {self.fitting:,} of {first}{self.rows:,} rows fit", *said]


@dataclass(frozen=True)
class CheckReport:
    """What `kith check` found; fine where every row looked at can be taken.

    `notices` are sentences on what is allowed and yet may be a mistake, such as the entries in `without_files`.
    """

    files: list[CheckedFile]
    without_files: list[str]
    notices: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Whether nothing would be set aside."""
        return not any(checked.problems for checked in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "is_fine": self.is_fine,
            "files": [asdict(file) for file in self.files],
            "without_files": self.without_files,
            "notices": self.notices,
        }

    def as_text(self) -> str:
        """A line an entry whose files fit, then what may be a mistake, then the files that do not fit, then the sum."""
        lines = [line for _, found in groupby(self.files, _entry) for line in _fitting_lines(list(found))]
        lines += [f"amber: {notice}" for notice in self.notices]
        lines += [line for checked in self.files if checked.problems for line in checked.lines()]
        return "\n".join([*lines, self._verdict()])

    def _verdict(self) -> str:
        if not self.is_fine:
            faulty = [checked for checked in self.files if checked.problems]
            rows = sum(checked.rows - checked.fitting for checked in faulty)
            lost = len({checked.file for checked in faulty if checked.is_lost})
            at_least = "" if all(checked.is_whole for checked in faulty) else "at least "
            said = f"{at_least}{rows_and_files(rows, lost)} of " if rows else ""
            where = f"{_count(faulty):,} of {_files(_count(self.files))}"
            sentence = f"{said}{where} would be set aside: correct feeds.yml or the files."
            return sentence[0].upper() + sentence[1:]
        if not self.files and not self.without_files:
            return NOTHING_TO_LOAD
        if self.without_files:
            return f"feeds.yml fits, but no file was found for {', '.join(self.without_files)}."
        return "feeds.yml fits."


def _entry(checked: CheckedFile) -> str:
    return f"{checked.source}/{checked.entry}"


def _count(files: list[CheckedFile]) -> int:
    """How many files there are: several entries may read one."""
    return len({name for checked in files for name in checked.names})


def _copies(files: list[CheckedFile]) -> str:
    """What to add to the files that were looked at: the others of the same content."""
    copies = [name for checked in files for name in checked.copies]
    if not copies:
        return ""
    return f" ({copies[0] if len(copies) == 1 else _files(len(copies))} of the same content besides)"


def _files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"


def _fitting_lines(files: list[CheckedFile]) -> list[str]:
    """What to say of the files of one entry that fit; nothing where there are none."""
    fitting = [checked for checked in files if not checked.problems and not checked.is_empty]
    if len(fitting) == 1:
        return fitting[0].lines()
    rows = sum(checked.rows for checked in fitting)
    first = (
        ""
        if all(checked.is_whole for checked in fitting)
        else f", of no file more than the first {FIRST_ROWS:,}"
    )
    if not fitting:
        return []
    named = f"{_entry(fitting[0])}: {_files(len(fitting))}{_copies(fitting)}"
    return [f"{named}, {rows:,} of {rows:,} rows fit{first}"]

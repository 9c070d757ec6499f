"""Which deliveries stand in raw, which are held back, and what to say of them.

A snapshot with under half of the rows of the one before, or a changed file with under half of its own, is held back
until the user accepts it: half a table that went missing is far more often a broken export than the truth.
"""

import re
from dataclasses import dataclass, field

from ingestion.file_loading import FileOutcome
from ingestion.file_registry import FileRegistry, UnitRecord
from ingestion.load_books import BookedLoad
from ingestion.units import Delivery, Unit


@dataclass(frozen=True)
class Notice:
    """Something to be said of a file, or of a path without one: severity red (blocks publication) or amber."""

    file: str
    severity: str
    kind: str
    message: str


@dataclass
class Judgement:
    """The verdict on one unit: load keys that stay in the books, those held back, files by load key, and notices.

    `files` holds (file, load key, whether it carries the load's counts).
    """

    unit: Unit
    standing: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    files: list[tuple[str, int, bool]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True)
class _Facts:
    """What is known of a delivery's content, from this run's reading or from the books."""

    rows: int
    problem: str | None
    columns: tuple[str, ...]
    was_held: bool
    is_new: bool


def judge_unit(
    unit: Unit,
    deliveries: list[Delivery],
    booked: dict[int, BookedLoad],
    outcomes: dict[int, FileOutcome],
    registry: FileRegistry,
) -> Judgement:
    """Judge the deliveries of one unit in the order of their names, and remember in the registry what stands."""
    judgement = Judgement(unit)
    record = registry.unit(unit.name)
    former_rows = 0
    if not deliveries:
        judgement.notices.append(Notice(unit.pattern, "amber", "no file", unit.without_files))
    for delivery in deliveries:
        facts = _facts(delivery, booked, outcomes)
        former = _former_rows(unit, delivery, facts, record, former_rows)
        judgement.standing.add(delivery.load_key)
        judgement.files += [(name, delivery.load_key, name == delivery.carrier) for name in delivery.names]
        if former is not None:
            _hold_back(judgement, delivery, facts, former, record, booked)
            continue
        _say_what_is_odd(judgement, delivery, facts, record)
        if facts.problem is None:
            former_rows = facts.rows or former_rows
            for name in delivery.names:
                record.standing[name] = (delivery.content, facts.rows)
    present = {name for delivery in deliveries for name in delivery.names}
    record.standing = {name: stood for name, stood in record.standing.items() if name in present}
    contents = {delivery.content for delivery in deliveries}
    record.new_columns = {
        content: columns for content, columns in record.new_columns.items() if content in contents
    }
    return judgement


def _facts(delivery: Delivery, booked: dict[int, BookedLoad], outcomes: dict[int, FileOutcome]) -> _Facts:
    if (outcome := outcomes.get(delivery.load_key)) is not None:
        return _Facts(outcome.rows_read, outcome.problem, outcome.columns, False, True)
    load = booked[delivery.load_key]
    return _Facts(load.rows_read, load.problem, (), load.status == "held", False)


def _former_rows(
    unit: Unit, delivery: Delivery, facts: _Facts, record: UnitRecord, table_rows: int
) -> int | None:
    """Rows that the delivery falls short of by more than half; None where it may stand."""
    if facts.problem or delivery.content in record.accepted:
        return None
    stood = [record.standing[name] for name in delivery.names if name in record.standing]
    changed = [rows for content, rows in stood if content != delivery.content]
    is_known = delivery.content in {content for content, _ in record.standing.values()}
    if is_known and not changed:
        return None
    own_rows = max(changed, default=0)
    former = max(own_rows, table_rows if unit.is_snapshot else 0)
    return former if facts.rows * 2 < former else None


def _hold_back(
    judgement: Judgement,
    delivery: Delivery,
    facts: _Facts,
    former: int,
    record: UnitRecord,
    booked: dict[int, BookedLoad],
) -> None:
    """Keep a delivery out, and what stood under its name in."""
    judgement.held.add(delivery.load_key)
    file = max(
        delivery.names, key=lambda name: (record.standing.get(name, ("", 0))[1], name == delivery.carrier)
    )
    message = (
        f"{file} has {facts.rows:,} row{'' if facts.rows == 1 else 's'} where there were {former:,}, and is held back: "
        f"look at it, then send it whole or run `kith quarantine accept {file}`."
    )
    judgement.notices.append(Notice(file, "red", "held_back", message))
    for name in delivery.names:
        if name not in record.standing:
            continue
        content = record.standing[name][0]
        for load in booked.values():
            same_unit = load.source == judgement.unit.source and load.entry == judgement.unit.entry
            if same_unit and load.content == content and load.status == "loaded":
                judgement.standing.add(load.load_key)
                judgement.files.append((name, load.load_key, True))


def _say_what_is_odd(judgement: Judgement, delivery: Delivery, facts: _Facts, record: UnitRecord) -> None:
    file = delivery.carrier
    if facts.problem:
        message = f"{file} is in quarantine as a whole: {facts.problem}"
        judgement.notices.append(Notice(file, "red", "file_quarantined", message))
        return
    is_page = judgement.unit.file_entry is None and not delivery.digest.is_blank
    if not facts.rows and is_page:
        return  # A vendor's last page is empty.
    if not facts.rows:
        message = f"{file} is empty: nothing was loaded from it and nothing removed; send it again if it should not be."
        judgement.notices.append(Notice(file, "amber", "empty_file", message))
        return
    if added := _new_columns(judgement.unit, delivery, facts, record):
        names = ", ".join(added)
        message = (
            f"{file} has new columns that no mapping names: {names}; map them in feeds.yml if they matter."
        )
        judgement.notices.append(Notice(file, "amber", "new_columns", message))


def _new_columns(unit: Unit, delivery: Delivery, facts: _Facts, record: UnitRecord) -> list[str]:
    """Columns that the delivery was the first to bring and that no mapping names, in this run or in an earlier one."""
    if facts.is_new:
        first_seen = [column for column in facts.columns if column not in record.columns]
        if record.columns and first_seen:
            known = record.new_columns.get(delivery.content, [])
            record.new_columns[delivery.content] = known + first_seen
        record.columns += first_seen
    brought = record.new_columns.get(delivery.content, [])
    return [column for column in brought if not _is_mapped(unit, column)]


def _is_mapped(unit: Unit, column: str) -> bool:
    """Whether the entry's mapping mentions the column, by itself or inside an expression."""
    if unit.file_entry is None:
        return False
    expressions = [*unit.file_entry.columns.values(), unit.file_entry.where or ""]
    name = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)", re.IGNORECASE)
    return any(name.search(expression) for expression in expressions)

"""The canonical entities: the one shape that every source is mapped onto, written once, as data.

Each `<entity>.yml` beside this file is a contract. Validation, raw tables (`raw_files.<entity>`), the generic mapping
and docs/entities.md (`python -m ingestion.entities.document`) all derive from it: adding a column is one line there.
"""

from dataclasses import dataclass
from pathlib import Path

from ingestion.contracts import GENERIC_SCHEMA, Column, RawTable, read_columns, read_contract

RECORD_ID = Column(
    "record_id",
    "text",
    required=True,
    personal="record_id",
    description="Key of the row, unique in its source.",
)
UPDATED_AT = Column(
    "updated_at",
    "timestamp",
    description="When the source last changed the record; the later version is the current one.",
)
ABSENT_SINCE = Column(
    "load_absent_since",
    "timestamp",
    description="Time of the first snapshot that no longer lists the subscription. Null: the latest one lists it.",
)


@dataclass(frozen=True)
class Entity:
    """A canonical entity.

    `key` names the columns that make the record_id where it is not mapped, joined by ':'; `time` is the column of the
    event's own time, null for entities that have none. `columns` always holds record_id and updated_at.
    """

    name: str
    feeds: tuple[str, ...]
    grain: str
    key: tuple[str, ...]
    time: str | None
    columns: tuple[Column, ...]

    @property
    def raw_table(self) -> RawTable:
        """Where generic files that are mapped onto this entity are loaded."""
        extra = (ABSENT_SINCE,) if self.name == "subscriptions" else ()
        key = self.column(self.key[0])
        is_copied = len(self.key) == 1 and key is not None and key.type == "text"
        return RawTable(
            GENERIC_SCHEMA,
            self.name,
            self.columns + extra,
            ("record_id",),
            "updated_at",
            self.key[0] if is_copied else None,
        )

    def column(self, name: str) -> Column | None:
        """The column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)


def _read_entity(path: Path) -> Entity:
    content = read_contract(path)
    columns = read_columns(content["columns"], content["entity"], frozenset())
    names = {column.name for column in columns}
    columns += tuple(column for column in (RECORD_ID, UPDATED_AT) if column.name not in names)
    return Entity(
        name=content["entity"],
        feeds=tuple(content["feeds"]),
        grain=content["grain"],
        key=tuple(content["key"]),
        time=content["time"],
        columns=columns,
    )


def _read_entities() -> dict[str, Entity]:
    entities = [_read_entity(path) for path in sorted(Path(__file__).parent.glob("*.yml"))]
    return {entity.name: entity for entity in entities}


ENTITIES: dict[str, Entity] = _read_entities()
"""Every canonical entity by its name."""

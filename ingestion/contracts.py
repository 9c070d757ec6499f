"""What a raw table's columns are: the shape shared by the canonical entities and the vendors' objects.

Contracts are YAML; `read_columns` turns a `columns:` block into `Column`s, `RawTable` says where the rows go and
which rows are versions of one another.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ingestion.errors import UsageError

SQL_TYPES = {
    "text": "varchar",
    "currency": "varchar",
    "integer": "bigint",
    "decimal": "decimal(38, 9)",
    "money": "decimal(18, 4)",
    "minor_units": "bigint",
    "timestamp": "timestamp",
    "date": "date",
    "boolean": "boolean",
    "json": "json",
    "epoch_seconds": "timestamp",
    "epoch_microseconds": "timestamp",
}
"""SQL type of each contract type; timestamps are UTC without zone."""

LIMITS = {"money": 9_999_999_999, "minor_units": 1_000_000_000_000}
"""Largest absolute value that is believed, of the types that have one where the contract says none. What is beyond is a
slip, such as a card number in the amount, and a single one would overflow the sums of everybody."""

PERSONAL_KINDS = frozenset(
    [
        "email",
        "phone",
        "name",
        "street",
        "birth_date",
        "free_text",
        "record_id",
        "login_id",
        "device_id",
        "handle",
        "url",
    ]
)


GENERIC_SCHEMA = "raw_files"


@dataclass(frozen=True)
class Column:
    """One column of a raw table.

    `values` is empty where any value may stand; `personal` names the kind of personal data, null where it may be
    published as it is; `unit` names a unit, or the column that holds the currency; `limit` is the largest
    absolute value that is believed, `least` the smallest value, where it is not as far below zero; `not_before` names a
    column that is never later.
    """

    name: str
    type: str
    required: bool = False
    values: tuple[str, ...] = ()
    personal: str | None = None
    description: str = ""
    unit: str | None = None
    limit: int | None = None
    least: int | None = None
    not_before: str | None = None

    @property
    def sql_type(self) -> str:
        """Type of the column in the warehouse."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class RawTable:
    """A raw table: its place, columns, and the columns that make two rows versions of one record.

    `version` is the column whose later value wins, null where only path and row number decide. `id_column` is the one
    text column that differs in each record: where it is not record_id itself, record_id is made of it unless a file
    maps one; null where record_id is made of several columns.
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    version: str | None = None
    id_column: str | None = None

    @property
    def full_name(self) -> str:
        """Schema and name, as `ops.outdated_rows` writes them."""
        return f"{self.schema}.{self.name}"

    @property
    def is_generic(self) -> bool:
        """Whether generic files go there, mapped by feeds.yml; else a vendor's objects."""
        return self.schema == GENERIC_SCHEMA

    @property
    def copies_id(self) -> bool:
        """Whether record_id is the same as `id_column` where no file maps it."""
        return self.id_column not in (None, "record_id")

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return next(column for column in self.columns if column.name == name)


def read_contract(path: Path) -> dict[str, Any]:
    """Read one contract file; UsageError where it is no YAML mapping."""
    # libyaml's parser: the contracts are read at every start, and in Python alone that takes a third of a second.
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise UsageError(f"{path.name} is not a contract: it must be a YAML mapping.")
    return content


def read_columns(
    block: dict[str, dict[str, Any]], where: str, extra_keys: frozenset[str]
) -> tuple[Column, ...]:
    """Turn a contract's `columns:` block into Columns, in its order.

    `where` names the contract in errors; `extra_keys` are keys that the caller reads itself (from, sql).
    """
    return tuple(_column(name, dict(settings), where, extra_keys) for name, settings in block.items())


def _column(name: str, settings: dict[str, Any], where: str, extra_keys: frozenset[str]) -> Column:
    known = {"type", "required", "values", "personal", "description", "unit", "limit", "least"}
    known |= {"not_before"} | extra_keys
    if unknown := set(settings) - known:
        raise UsageError(f"{where}.{name}: unknown key {sorted(unknown)[0]!r} in the contract.")
    if settings.get("type") not in SQL_TYPES:
        raise UsageError(f"{where}.{name}: unknown type {settings.get('type')!r} in the contract.")
    if (personal := settings.get("personal")) not in PERSONAL_KINDS | {None}:
        raise UsageError(f"{where}.{name}: unknown personal kind {personal!r} in the contract.")
    return Column(
        name=name,
        type=settings["type"],
        required=bool(settings.get("required", False)),
        values=tuple(str(value) for value in settings.get("values", ())),
        personal=personal,
        description=str(settings.get("description", "")),
        unit=settings.get("unit"),
        limit=settings.get("limit", LIMITS.get(settings["type"])),
        least=settings.get("least"),
        not_before=settings.get("not_before"),
    )

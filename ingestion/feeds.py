"""feeds.yml: which sources feed the warehouse, and how a generic file is mapped.

Data flow: `<home>/feeds.yml` -> `read_feeds` -> `Feeds`. Everything that can be judged without opening a file is judged
here: unknown keys, connectors, entities, columns and time zones, names used twice, paths that leave home. docs/feeds.md
is the reference for users.
"""

import datetime
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingestion.entities import ENTITIES
from ingestion.errors import UsageError
from ingestion.feeds_problems import first_problem
from ingestion.near_names import near_names
from ingestion.sources import CONNECTORS, FILES

FeedName = Literal[
    "subscriptions",
    "newsletters",
    "merchandise",
    "web_analytics",
    "support",
    "surveys",
    "advocacy",
    "events",
]
NAME_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
DEFAULT_LOGIN_NAMESPACE = "home"


class Settings(BaseModel):
    """Base of all blocks of feeds.yml: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _meant(mapped: str, columns: Iterable[str]) -> str:
    """What to do about a column that an entity has not: those that are nearly called so, or where they all stand."""
    found = near_names(mapped, columns)
    return f"; it has {', '.join(map(repr, found))}" if found else ": see docs/entities.md"


def _is_number(value: Any) -> bool:
    """Whether YAML read a number; truth values, which Python counts among them, are words that somebody wrote."""
    return isinstance(value, int | float) and not isinstance(value, bool)


class CsvOptions(Settings):
    """How a CSV file is written. `delim` None: the one that splits the header best, of comma, semicolon, tab, bar."""

    delim: str | None = Field(default=None, min_length=1, max_length=1)
    header: bool = True
    quote: str = Field(default='"', max_length=1)
    escape: str | None = Field(default=None, max_length=1)
    encoding: Literal["utf-8", "latin-1", "utf-16"] = "utf-8"
    skip: int = Field(default=0, ge=0)
    fixed_width: bool = False


class FileEntry(Settings):
    """One mapping of files onto a canonical entity."""

    name: str = ""
    path: str
    format: Literal["csv", "jsonl", "parquet"] | None = None
    csv: CsvOptions = CsvOptions()
    entity: str
    delivery: Literal["delta", "snapshot"] = "delta"
    timezone: str = "UTC"
    where: str | None = None
    columns: dict[str, str]

    @field_validator("path")
    @classmethod
    def _path_stays_home(cls, path: str) -> str:
        return path_in_home(path)

    @field_validator("timezone")
    @classmethod
    def _timezone_is_known(cls, timezone: str) -> str:
        return known_timezone(timezone)

    @field_validator("columns", mode="before")
    @classmethod
    def _constants_are_text(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {name: str(value) if _is_number(value) else value for name, value in columns.items()}

    @field_validator("where")
    @classmethod
    def _condition_is_given(cls, where: str | None) -> str | None:
        if where is not None and not where.strip():
            raise ValueError(
                "it is empty: write a condition, such as `Status <> 'void'`, or leave the key out"
            )
        return where

    @model_validator(mode="after")
    def _columns_fit_entity(self) -> "FileEntry":
        entity = ENTITIES.get(self.entity)
        if entity is None:
            raise ValueError(
                f"unknown entity {self.entity!r}: it must be one of {', '.join(sorted(ENTITIES))}"
            )
        names = [column.name for column in entity.columns]
        for mapped in self.columns:
            if mapped not in names:
                raise ValueError(f"columns: {self.entity} has no column {mapped!r}{_meant(mapped, names)}")
        for column in entity.columns:
            by_default = column.name == "record_id" and entity.key != ("record_id",)
            if column.required and column.name not in self.columns and not by_default:
                raise ValueError(
                    f"columns: the required column {column.name!r} of {self.entity} is not mapped"
                )
        return self

    @property
    def entry(self) -> str:
        """Name of the entry in reconciliation and quarantine: its own, else its entity's."""
        return self.name or self.entity


class Source(Settings):
    """One system that feeds the warehouse; its name becomes the `source` column."""

    name: str
    feed: FeedName
    connector: str
    path: str | None = None
    login_namespace: str = DEFAULT_LOGIN_NAMESPACE
    files: tuple[FileEntry, ...] = ()

    @field_validator("name")
    @classmethod
    def _name_is_plain(cls, name: str) -> str:
        if not NAME_PATTERN.fullmatch(name):
            raise ValueError(f"{name!r} is no name: use letters, digits, '_', '-' and '.'")
        return name

    @field_validator("path")
    @classmethod
    def _path_stays_home(cls, path: str | None) -> str | None:
        return None if path is None else path_in_home(path)

    @model_validator(mode="after")
    def _settings_fit_connector(self) -> "Source":
        if self.connector == FILES:
            if self.path is not None or not self.files:
                raise ValueError("a source with `connector: files` has `files:` and no `path:` of its own")
            refuse_repeats((entry.entry for entry in self.files), "entry")
        elif self.connector in CONNECTORS:
            if self.path is None or self.files:
                raise ValueError(f"a source with `connector: {self.connector}` has `path:` and no `files:`")
        else:
            known = ", ".join([FILES, *sorted(CONNECTORS)])
            raise ValueError(f"unknown connector {self.connector!r}: it must be one of {known}")
        return self


class IdentityChoices(Settings):
    """What a publisher may decide about who is who; the defaults need no tuning (docs/identity.md).

    accept: chance of one person from which a likely link joins. review: chance from which it is shown for review.
    switched_off: guards that are to keep nobody apart, by name.
    """

    accept: float = Field(default=0.9, gt=0, le=1, strict=True)
    review: float = Field(default=0.5, gt=0, le=1, strict=True)
    switched_off: tuple[str, ...] = ()


class Feeds(Settings):
    """The whole of feeds.yml. `as_of` None: today, UTC, which the caller resolves."""

    as_of: datetime.date | None = None
    reporting_currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    reporting_timezone: str = "UTC"
    rates: str | None = None
    identity: IdentityChoices = IdentityChoices()
    sources: tuple[Source, ...] = ()

    @field_validator("reporting_timezone")
    @classmethod
    def _timezone_is_known(cls, timezone: str) -> str:
        return known_timezone(timezone)

    @field_validator("rates")
    @classmethod
    def _path_stays_home(cls, path: str | None) -> str | None:
        return None if path is None else path_in_home(path)

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Feeds":
        refuse_repeats((source.name for source in self.sources), "source")
        return self


def known_timezone(name: str) -> str:
    """Return the name of a time zone; ValueError where there is no such zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name!r}: use a name like Europe/London") from None
    return name


def path_in_home(path: str) -> str:
    """Return a path relative to home; ValueError where it is absolute or leads out of home."""
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts or "\\" in path or "~" in parts[0]:
        raise ValueError(f"the path {path!r} leaves home: give one below it, such as landing/shop/*.csv")
    return path


def refuse_repeats(names: Iterable[str], kind: str) -> None:
    """Raise ValueError where one name stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {kind} name {name!r} is used twice: each must be unique")
        seen.add(name)


def read_feeds(home: Path) -> Feeds:
    """Read `<home>/feeds.yml`; UsageError, naming the key, where it is absent or wrong."""
    path = home / "feeds.yml"
    if not path.is_file():
        raise UsageError(
            f"There is no {path}: write one (see docs/feeds.md) or make a demo home with `kith demo`."
        )
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f" in line {place.line + 1}" if place else ""
        problem = getattr(error, "problem", None) or "it is not text in UTF-8"
        raise UsageError(f"{path} is no valid YAML{line}: {problem}.") from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise UsageError(
            f"{path} holds something that cannot be read: write plain keys, values and lists as in docs/feeds.md."
        ) from None
    if not isinstance(content, dict):
        raise UsageError(f"{path} must be a YAML mapping with a key `sources`.")
    try:
        return Feeds.model_validate(content)
    except ValidationError as error:
        raise UsageError(f"{path}: {first_problem(error, content)}.") from None


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses, with its line, what plain YAML keeps silently or Python cannot construct.

    That is: a key that stands twice in one mapping, a key that is a list or a mapping, a day that does not exist.
    """

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise yaml.MarkedYAMLError(
                problem="this date, time or number does not exist; write a day like 2026-06-30",
                problem_mark=node.start_mark,
            ) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(
                    problem="a key must be plain text, no list and no mapping",
                    problem_mark=key_node.start_mark,
                )
            if key_node.tag != "tag:yaml.org,2002:merge" and key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

"""What cannot be recomputed from landing about files: first names, row counts, known columns, what the user accepted.

Data flow: state/files.json <-> `FileRegistry`. Keys are unit (source and entry) and content (SHA-256). The file is
written whole and moved into place, and only where something changed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.errors import KithError


@dataclass
class UnitRecord:
    """What is remembered of one unit: name by content, (content, rows) by path, known columns, accepted contents.

    `new_columns` holds, by content, the columns that a delivery was the first to bring.
    """

    first_names: dict[str, str] = field(default_factory=dict)
    standing: dict[str, tuple[str, int]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    new_columns: dict[str, list[str]] = field(default_factory=dict)


class FileRegistry:
    """state/files.json in memory."""

    def __init__(self, home: Path) -> None:
        """Read the registry of a home, empty where there is none. KithError where it is damaged."""
        self._path = home / "state" / "files.json"
        self._units: dict[str, UnitRecord] = {}
        self._written = ""
        if self._path.exists():
            self._read()

    def unit(self, name: str) -> UnitRecord:
        """The record of one unit, new where there was none."""
        return self._units.setdefault(name, UnitRecord())

    def first_name(self, unit: str, content: str, names: Iterable[str]) -> str:
        """The name a content was first seen with; the smallest of its present names where it is new."""
        return self.unit(unit).first_names.setdefault(content, min(names))

    def write(self) -> None:
        """Write what changed, atomically."""
        text = self._text()
        if text == self._written:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".json.new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self._path)
        self._written = text

    def _text(self) -> str:
        units = {name: self._unit_as_json(record) for name, record in sorted(self._units.items())}
        return json.dumps({"version": 1, "units": units}, indent=1, sort_keys=True, ensure_ascii=False)

    def _unit_as_json(self, record: UnitRecord) -> dict[str, Any]:
        return {
            "first_names": record.first_names,
            "standing": {path: list(standing) for path, standing in record.standing.items()},
            "columns": record.columns,
            "accepted": sorted(record.accepted),
            "new_columns": record.new_columns,
        }

    def _read(self) -> None:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            for name, unit in content["units"].items():
                standing = {path: (str(sha), int(rows)) for path, (sha, rows) in unit["standing"].items()}
                self._units[name] = UnitRecord(
                    unit["first_names"],
                    standing,
                    unit["columns"],
                    unit["accepted"],
                    unit.get("new_columns", {}),
                )
        except (ValueError, KeyError, TypeError):
            raise KithError(
                f"{self._path} is damaged: restore it from a backup, or remove it to start over."
            ) from None
        self._written = self._text()

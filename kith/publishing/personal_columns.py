"""Which columns of the marts hold personal data, as the dbt project says it.

Data flow: dbt's manifest.json -> per mart and column its description and its `personal` kind. A text column
whose name looks personal and whose yml says nothing stops the publication: forgetting a line must not publish
a name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.errors import KithError

# Words in a column's name that make it look personal, between underscores or alone.
_PERSONAL_WORDS = (
    "email|mail|phone|telephone|mobile|fax|surname|forename|nickname|street|address|birthday|birth|born|dob|login|"
    "username|password|handle|ip|recipient|salutation|payload|comment|remark|remarks|note|notes|message|"
    "answer_text|first_name|last_name|middle_name|full_name|maiden_name|given_name|family_name|person_name|"
    "customer_name|household_name|contact_name|payer_name|holder_name|organisation_name|employer|losing_values"
)
_PERSONAL_NAME = re.compile(
    rf"(^|_)({_PERSONAL_WORDS})(_|$)|^(name|names|user_id|device_id|record_id)$|_record_id$"
)
# Keys of a source's own rows: who has a login there reads the name off, and a hash over an address can be tried.
_RECORD_KEYS = (
    "answer|attendance|entry|event|interaction|order|payment|referral|refund|response|subscription|ticket"
)
_RECORD_KEY_NAME = re.compile(rf"(^|_)({_RECORD_KEYS})_id$")
_URL_NAME = re.compile(r"(^|_)(url|uri|referrer|landing_page|link)(_|$)")
# Names that have such a word and yet tell nothing of anybody: address_status is 'ok' or 'gone_away'.
_HARMLESS_NAME = re.compile(r"^(address_status|email_count|customer_kind|is_\w+|has_\w+|contactable_\w+)$")

_HARMLESS_COLUMNS = frozenset({"dim_products.name"})


@dataclass(frozen=True)
class ColumnMeaning:
    """What the dbt project says of a column: text for people, and its personal kind or None."""

    description: str = ""
    personal: str | None = None


@dataclass(frozen=True)
class TableMeaning:
    """What the dbt project says of a mart."""

    description: str = ""
    columns: dict[str, ColumnMeaning] = field(default_factory=dict)


def read_meanings(manifest: Path, schema: str = "marts") -> dict[str, TableMeaning]:
    """Meanings of all models of `schema` in dbt's manifest.json, by relation name.

    Raises KithError where the file is missing or no manifest: without it nobody knows what is personal.
    """
    try:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    except (OSError, ValueError, KeyError) as error:
        raise KithError(
            f"dbt's manifest {manifest} cannot be read, so nobody knows which columns are personal;"
            " run the job again."
        ) from error
    return {
        node.get("alias") or node["name"]: _table_meaning(node)
        for node in nodes
        if node.get("resource_type") in ("model", "seed") and node.get("schema") == schema
    }


def _table_meaning(node: dict[str, object]) -> TableMeaning:
    columns = node.get("columns") or {}
    assert isinstance(columns, dict)
    return TableMeaning(
        description=str(node.get("description") or ""),
        columns={name: _column_meaning(column) for name, column in columns.items()},
    )


def _column_meaning(column: dict[str, object]) -> ColumnMeaning:
    """dbt keeps a column's meta under config.meta, older manifests under meta alone."""
    config = column.get("config") or {}
    assert isinstance(config, dict)
    meta = config.get("meta") or column.get("meta") or {}
    assert isinstance(meta, dict)
    return ColumnMeaning(description=str(column.get("description") or ""), personal=meta.get("personal"))


def looks_personal(name: str) -> bool:
    """Whether a text column of this name would hold personal data, going by the name alone."""
    lowered = name.lower()
    if _HARMLESS_NAME.match(lowered):
        return False
    return any(pattern.search(lowered) for pattern in (_PERSONAL_NAME, _RECORD_KEY_NAME, _URL_NAME))


def refuse_undeclared(table: str, columns: dict[str, str], meaning: TableMeaning) -> None:
    """Raise KithError for a text column that looks personal and has no `personal` meta.

    `columns` is {name: DuckDB type}. `personal: none` is how a model says that a name only looks so.
    """
    undeclared = [
        name
        for name, data_type in columns.items()
        if data_type.startswith(("VARCHAR", "JSON", "STRUCT", "MAP"))
        and looks_personal(name)
        and f"{table}.{name}" not in _HARMLESS_COLUMNS
        and meaning.columns.get(name, ColumnMeaning()).personal is None
    ]
    if undeclared:
        raise KithError(
            f"Not published: column {undeclared[0]} of marts.{table} looks personal and its yml does not say"
            " what it is; give it config.meta.personal (a kind, or `none`)."
        )

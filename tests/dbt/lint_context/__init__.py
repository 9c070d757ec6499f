"""What dbt gives to Jinja beyond ref and source, so that sqlfluff renders the models with their macros, no database.

Read by sqlfluff (`library_path` in .sqlfluff): each public name here stands in every template under its own name.
"""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytz
import yaml
from jinja2 import pass_context
from jinja2.runtime import Context

_PROJECT = Path(__file__).resolve().parents[3] / "dbt_project" / "dbt_project.yml"
_VARIABLES: Mapping[str, Any] = yaml.safe_load(_PROJECT.read_text())["vars"]
_COLUMNS = [SimpleNamespace(name=name, dtype="varchar") for name in ("source", "record_id")]


class _Adapter:
    """The two methods of dbt's adapter that our macros call."""

    @pass_context
    def dispatch(self, context: Context, macro: str, _project: str) -> Callable[..., str]:
        """The default implementation of a portable macro: the one for DuckDB."""
        implementation: Callable[..., str] = context[f"default__{macro}"]
        return implementation

    def get_column_schema_from_query(self, _query: str) -> list[SimpleNamespace]:
        """Two columns that every entity has; the lint does not need the others."""
        return _COLUMNS


def var(name: str, default: Any = None) -> Any:
    """A variable of dbt_project.yml."""
    return _VARIABLES.get(name, default)


execute = True
adapter = _Adapter()
dbt = SimpleNamespace(type_string=lambda: "varchar")
modules = SimpleNamespace(datetime=datetime, pytz=pytz)

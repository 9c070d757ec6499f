"""Every compiled model is also Spark SQL: sqlglot rewrites it and finds nothing that only one engine knows.

With Spark's own forms of the dispatched macros, each model's text is Spark SQL as it stands, rewritten by nobody.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
import sqlglot
from jinja2 import pass_context
from jinja2.runtime import Context, Macro
from sqlglot import expressions
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError
from sqlglot.tokens import Token

from tests.dbt import lint_context
from tests.dbt.conftest import PROJECT, BuiltProject


def spark_faults(sql: str) -> list[str]:
    """Why a statement of DuckDB is no portable SQL, in a few words each; empty where it is."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
        spark = tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)
        sqlglot.parse_one(spark, read="spark")
    except (ParseError, UnsupportedError) as error:
        return [str(error).splitlines()[0]]
    tokens = sqlglot.tokenize(sql, read="duckdb")
    found = {
        "qualify": tree.find(expressions.Qualify) is not None,
        "pivot": tree.find(expressions.Pivot) is not None,
        "recursive CTE": any(clause.args.get("recursive") for clause in tree.find_all(expressions.With)),
        "::": any(token.token_type.name == "DCOLON" for token in tokens),
        "double-quoted name": any(map(_is_quoted_column, tree.find_all(expressions.Identifier))),
        "select * exclude": any(star.args.get("except_") for star in tree.find_all(expressions.Star)),
        "group by all": any(group.args.get("all") for group in tree.find_all(expressions.Group)),
        "order without nulls first or last": _orders_silently(tokens),
    }
    return [fault for fault, is_found in found.items() if is_found]


def _is_quoted_column(name: expressions.Identifier) -> bool:
    """Whether a name is quoted and no part of a relation's: those dbt itself quotes, for each engine in its way."""
    return bool(name.args.get("quoted")) and not isinstance(name.parent, expressions.Table)


def _orders_silently(tokens: list[Token]) -> bool:
    """Whether some key of an `order by` does not say where nulls go: the engines differ."""
    words = [token.text.lower() for token in tokens]
    starts = [place for place, token in enumerate(tokens) if token.token_type.name == "ORDER_BY"]
    return any("nulls" not in key for start in starts for key in _sort_keys(words[start + 1 :]))


def _sort_keys(words: list[str]) -> list[list[str]]:
    """The keys of an `order by` whose first word is the first here, up to the clause or bracket that ends it."""
    keys: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and word in {"rows", "range", "limit"}):
            break
        if depth == 0 and word == ",":
            keys.append([])
        else:
            keys[-1].append(word)
    return keys


def test_every_model_is_spark_sql_too(built_project: BuiltProject) -> None:
    faults = {name: spark_faults(sql) for name, sql in built_project.compiled().items()}
    assert {name: found for name, found in faults.items() if found} == {}


class _Returned(Exception):
    """What a macro returns, where dbt takes more than text."""

    def __init__(self, value: Any) -> None:
        self.value = value


@pass_context
def _dispatch_to_spark(context: Context, macro: str, _project: str) -> Callable[..., str]:
    """Spark's form of a portable macro, or the one for all."""
    form: Callable[..., str] = context.get(f"spark__{macro}") or context[f"default__{macro}"]
    return form


@pytest.fixture(scope="module")
def spark_texts() -> dict[str, str]:
    """Every model as dbt would render it for Spark, by name."""

    def give_back(value: Any) -> None:
        raise _Returned(value)

    def invoke(macro: Macro, *arguments: Any) -> Any:
        try:
            return plain_invoke(macro, *arguments)
        except _Returned as returned:
            return returned.value

    plain_invoke = Macro._invoke
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    environment.globals |= {
        "adapter": SimpleNamespace(
            dispatch=_dispatch_to_spark,
            get_column_schema_from_query=lint_context.adapter.get_column_schema_from_query,
        ),
        "return": give_back,
        "ref": lambda name: name,
        "source": lambda schema, name: f"{schema}.{name}",
        "config": lambda **_: "",
        **{name: getattr(lint_context, name) for name in ("var", "execute", "dbt", "modules")},
    }
    macros = [path.read_text() for path in sorted((PROJECT / "macros").rglob("*.sql"))]
    library = environment.from_string("\n".join(text for text in macros if "{% materialization" not in text))
    environment.globals |= {
        name: macro for name, macro in vars(library.module).items() if isinstance(macro, Macro)
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Macro, "_invoke", invoke)
        return {
            path.stem: environment.from_string(path.read_text()).render()
            for path in sorted((PROJECT / "models").rglob("*.sql"))
        }


def unrewritten_faults(sql: str) -> list[str]:
    """Why a text is not Spark's; sqlglot alone would let `ignore nulls` stand within the bracket too."""
    try:
        sqlglot.parse_one(sql, read="spark")
    except ParseError as error:
        return [str(error).splitlines()[0]]
    words = [token.text.lower() for token in sqlglot.tokenize(sql, read="spark")]
    return ["ignore nulls within the bracket"] if "ignore nulls )" in " ".join(words) else []


def test_every_model_with_sparks_own_macros_is_spark_sql_as_it_stands(spark_texts: dict[str, str]) -> None:
    faults = {name: unrewritten_faults(sql) for name, sql in spark_texts.items()}
    assert len(faults) > 200
    assert {name: found for name, found in faults.items() if found} == {}
    assert "last_value(ideal_decision) ignore nulls over so_far" in spark_texts["int_tier_replay"]


def test_ignore_nulls_in_duckdbs_place_is_found() -> None:
    sql = "select last_value(a{}) {} over (order by b asc nulls last) as c from t"
    assert unrewritten_faults(sql.format("", "ignore nulls")) == []
    assert unrewritten_faults(sql.format(" ignore nulls", "")) == ["ignore nulls within the bracket"]
    assert unrewritten_faults("select cast(a as) from t") != []


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select a from t qualify row_number() over (order by a asc nulls last) = 1", "qualify"),
        ("select a::int from t", "::"),
        ('select "a b" from t', "double-quoted name"),
        ("select * exclude (a) from t", "select * exclude"),
        ("select a, count(*) from t group by all", "group by all"),
        ("with recursive r as (select 1 as a) select a from r", "recursive CTE"),
        (
            "select sum(a) over (order by b desc, c asc nulls last) as s from t",
            "order without nulls first or last",
        ),
    ],
)
def test_what_must_not_creep_in_is_found(sql: str, fault: str) -> None:
    assert fault in spark_faults(sql)


def test_portable_sql_has_no_fault() -> None:
    sql = "select source, row_number() over (partition by source order by at_time desc nulls last) as place from t"
    assert spark_faults(sql) == []

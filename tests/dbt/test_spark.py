"""Every compiled model is also Spark SQL: sqlglot rewrites it and finds nothing that only one engine knows."""

import pytest
import sqlglot
from sqlglot import expressions
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError
from sqlglot.tokens import Token

from tests.dbt.conftest import BuiltProject


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

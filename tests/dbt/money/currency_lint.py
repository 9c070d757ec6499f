"""Where SQL adds up money without asking its currency: followed column by column, from the raw tables to the reports.

A column is money of its own currency where the contract of its raw table, or its cost table, says so, and so is what is
made of it. Times a rate of int_exchange_rates it is money of the reporting currency, which may be added, and so it may
where a condition names its currency; divided by money it is a share. A sum of what is left has to be grouped, or
partitioned, by a currency or by a key of one entry, or to stand where min(currency) = max(currency).

Data flow: compiled models in the order they are built + the columns of tables that no model makes -> `Sum`s.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import expressions, parse_one
from sqlglot.expressions import Expression

Columns = list[tuple[str, int]]
"""Names of columns, in order, and how often money of its own currency is multiplied in each: a rate takes it out."""
PLAIN, MONEY, RATE = 0, 1, -1
ADDING = (expressions.Sum, expressions.Avg, expressions.Median)
UNITLESS = (
    expressions.Predicate,
    expressions.Connector,
    expressions.Not,
    expressions.Count,
    expressions.Sign,
)
# An entry of the ledger is one amount in one currency, however many months earn it; so is a line, however split.
KEYS_OF_ONE_CURRENCY = {"entry_id", "line_id"}
# How many there are; of a fee or a commission, the amount that it is a share of, which nobody adds.
COUNTS = {"quantity"}
# int_earned_months takes one amount of an entry for the other where they are the same, and earns it once.
SAME_AS_CONVERTED = {"reporting_amount_before", "reporting_amount_until"}


@dataclass(frozen=True)
class Sum:
    """An expression that adds amounts of several currencies, and the model in which it stands."""

    model: str
    sql: str


def sums_over_currencies(models: Iterable[tuple[str, str]], tables: dict[str, Columns]) -> list[Sum]:
    """Every such sum in models of (schema.name, compiled SQL), each of them after those that it reads."""
    known, found = dict(tables), []
    for name, sql in models:
        reader = _Reader(known)
        known[name] = reader.read(parse_one(sql, read="duckdb"), {})
        found += [Sum(name, added) for added in reader.found]
    return found


@dataclass
class _Reader:
    """Reads one model: what its columns are, and what it adds over currencies."""

    tables: dict[str, Columns]
    found: list[str] = field(default_factory=list)

    def read(self, query: Expression, outer: dict[str, Columns]) -> Columns:
        """The columns of a query that may read the CTEs `outer`."""
        named = dict(outer)
        for cte in query.ctes if isinstance(query, expressions.Query) else []:
            named[cte.alias] = self.read(cte.this, named)
        if isinstance(query, expressions.SetOperation):
            left, right = self.read(query.this, named), self.read(query.expression, named)
            return [
                (name, _strongest([what, other]))
                for (name, what), (_, other) in zip(left, right, strict=True)
            ]
        if isinstance(query, expressions.Subquery):
            return self.read(query.this, named)
        assert isinstance(query, expressions.Select), f"no select, but a {type(query).__name__}"
        return self._select(query, named)

    def _select(self, query: expressions.Select, named: dict[str, Columns]) -> Columns:
        from_ = query.args.get("from_")
        relations = [part.this for part in [from_, *(query.args.get("joins") or [])] if part]
        sources = {relation.alias_or_name: self._source(relation, named) for relation in relations}
        for inner in query.find_all(expressions.Query):
            if _is_asked_in(inner, query, relations):
                self.read(inner, named)
        columns: Columns = []
        for projection in query.expressions:
            columns += _projected(projection, sources, columns)
        for added in query.find_all(*ADDING):
            if added.find_ancestor(expressions.Select) is query:
                is_of_one = any(map(_tells_currency, _groups(added, query))) or _is_guarded(added)
                if _what(added, sources | {"": columns}) >= MONEY and not is_of_one:
                    self.found.append(added.sql("duckdb"))
        return columns

    def _source(self, relation: Expression, named: dict[str, Columns]) -> Columns:
        if isinstance(relation, expressions.Subquery):
            return self.read(relation.this, named)
        if not isinstance(relation, expressions.Table) or not isinstance(
            relation.this, expressions.Identifier
        ):
            return []
        if not relation.db and relation.name in named:
            return named[relation.name]
        return self.tables[f"{relation.db}.{relation.name}"]


def _is_asked_in(inner: Expression, query: Expression, relations: list[Expression]) -> bool:
    """Whether a query stands in a condition or a value of another one, and is none of those that it reads from."""
    is_within = inner is not query and inner.find_ancestor(expressions.Select, expressions.CTE) is query
    return is_within and not isinstance(inner.parent, expressions.Query) and inner not in relations


def _projected(projection: Expression, sources: dict[str, Columns], so_far: Columns) -> Columns:
    if not projection.is_star:
        name = projection.alias_or_name.lower()
        what = PLAIN if name in SAME_AS_CONVERTED else _what(projection, sources | {"": so_far})
        return [(name, what)]
    wanted = (
        [sources[projection.table]] if isinstance(projection, expressions.Column) else list(sources.values())
    )
    return [column for columns in wanted for column in columns]


def _what(expression: Expression, sources: dict[str, Columns]) -> int:
    """What the value of an expression is. A condition in it decides which value it is, not what."""
    if isinstance(expression, expressions.Column):
        return _looked_up(expression, sources)
    if isinstance(expression, (*UNITLESS, expressions.Query)):
        return PLAIN
    if isinstance(expression, expressions.Case):
        branches = [branch for branch in expression.args["ifs"] if not _names_one_currency(branch.this)]
        values = [branch.args["true"] for branch in branches]
        values += [expression.args["default"]] if expression.args.get("default") else []
        is_converted = any(
            _looked_up(column, sources) == RATE
            for value in values
            for column in value.find_all(expressions.Column)
        )
        kinds = [_what(value, sources) for value in values]
        return min(kinds) if is_converted else _strongest(kinds)
    if isinstance(expression, expressions.Window):
        return _what(expression.this, sources)
    kinds = [_what(part, sources) for part in expression.iter_expressions()]
    if isinstance(expression, expressions.Mul):
        return sum(kinds)
    if isinstance(expression, expressions.Div | expressions.IntDiv):
        return kinds[0] - kinds[1]
    return _strongest(kinds)


def _looked_up(column: expressions.Column, sources: dict[str, Columns]) -> int:
    name = column.name.lower()
    wanted = [sources.get(column.table, [])] if column.table else sources.values()
    return next(
        (what for columns in wanted for known, what in columns if known == name and name not in COUNTS), PLAIN
    )


def _names_one_currency(condition: Expression) -> bool:
    """Whether a condition asks for one currency by name, so that what it holds for may be added."""
    if not isinstance(condition, expressions.EQ):
        return False
    kinds = {type(condition.this), type(condition.expression)}
    return kinds == {expressions.Column, expressions.Literal} and _tells_currency(condition)


def _strongest(kinds: list[int]) -> int:
    return max(kinds, key=lambda kind: (abs(kind), kind), default=PLAIN)


def _groups(added: Expression, query: expressions.Select) -> list[Expression]:
    """What a sum is grouped by: the partition of its window, or the groups of the query it stands in."""
    window = added.find_ancestor(expressions.Window, expressions.Select)
    if isinstance(window, expressions.Window) and window.this is added:
        named = [known for known in query.args.get("windows") or [] if known.name == window.alias]
        return [part for one in [window, *named] for part in one.args.get("partition_by") or []]
    group = query.args.get("group")
    return [
        query.expressions[int(part.name) - 1] if isinstance(part, expressions.Literal) else part
        for part in (group.expressions if group else [])
    ]


def _tells_currency(part: Expression) -> bool:
    names = {column.name.lower() for column in part.find_all(expressions.Column)}
    return bool(names & KEYS_OF_ONE_CURRENCY) or any(name.endswith("currency") for name in names)


def _is_guarded(added: Expression) -> bool:
    """Whether a sum stands where min(currency) = max(currency), as macro sum_in_one_currency writes it."""
    branch = added.find_ancestor(expressions.If, expressions.Select)
    condition = branch.this if isinstance(branch, expressions.If) else None
    return (
        isinstance(condition, expressions.EQ)
        and {type(condition.this), type(condition.expression)} == {expressions.Min, expressions.Max}
        and condition.this.this == condition.expression.this
        and _tells_currency(condition)
    )

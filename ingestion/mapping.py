"""The shared path of every file: a Scan's rows through a Target's expressions, casts and rules, in DuckDB.

Data flow: Scan -> mapped values -> cast values -> rows that fit to one Parquet file; the others, each with its first
reason, to a Parquet file of rejects; rows that `where` leaves out only counted.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ingestion.binding import bind
from ingestion.casting import TEXT, cast_sql, misfit_sql, nested_sql
from ingestion.contracts import Column, RawTable
from ingestion.scan import BATCH_FILES, Scan, identifier, literal

MOST_PICKED = 10_000
"""Up to so many bad rows of a piece of a large file are picked out of it; for more it is read a second time."""

MOST_TOLD = 60
"""Characters of a mapping that the reason of a row that does not fit repeats."""

PARQUET = "format parquet, parquet_version v2, dictionary_size_limit 1000"
"""A third less CPU than DuckDB's defaults, to write and to load: ids of records make no dictionary worth its search."""


@dataclass(frozen=True)
class Target:
    """Where rows of a scan go, and how.

    `expressions` maps column to SQL over the scan's columns, `filename` and `row_number`; columns without one stay
    null. `where` leaves rows out. `has_parents`: the scan has a column parent_row_number.
    """

    table: RawTable
    entry: str
    entity: str
    expressions: dict[str, str]
    where: str | None = None
    timezone: str = "UTC"
    has_parents: bool = False

    @property
    def columns(self) -> list[Column]:
        """The columns that are mapped, in the contract's order."""
        return [column for column in self.table.columns if column.name in self.expressions]


@dataclass(frozen=True)
class LoadIdentity:
    """What the loader adds to each row of one load of one file. `loaded_at` is an SQL timestamp.

    `load_key` and `file` are None for a batch: its scan has a column `filename`, which BATCH_FILES knows.
    """

    source: str
    load_key: int | None
    file: str | None
    loaded_at: str
    has_nul: bool = False


@dataclass(frozen=True)
class Mapped:
    """What became of a scan's rows for one target; the Parquet files are absent where they would be empty."""

    target: Target
    rows_read: int
    rows_stored: int
    rows_filtered: int
    rows_rejected: int
    stored: Path
    rejected: Path


class Mapper:
    """Maps one scan onto one target; `is_safe` survives expressions that fail on a row, at some cost of time."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        scan: Scan,
        target: Target,
        identity: LoadIdentity,
        is_safe: bool,
    ) -> None:
        self._connection = connection
        self._scan = scan
        self._target = target
        self._identity = identity
        self._is_safe = is_safe
        connection.execute(f"set TimeZone = {literal(target.timezone)}")
        self._types = bind(
            connection, self._environment(), target.expressions, target.where, scan.columns, scan.has_header
        )
        self._mapped = self._mapped_sql()
        if is_safe:
            # The optimiser would take the common part of two TRYs out of both, and it would fail there.
            usual = connection.execute("select current_setting('disabled_optimizers')").fetchall()[0][0]
            connection.execute(
                f"set disabled_optimizers = {literal(f'{usual},common_subexpressions'.strip(','))}"
            )
            try:
                connection.execute(f"create or replace temp table mapped_rows as {self._mapped}")
            finally:
                connection.execute(f"set disabled_optimizers = {literal(usual)}")
            self._mapped = "select * from mapped_rows"

    def write(self, folder: Path, name: str) -> Mapped:
        """Write the rows that fit to <folder>/<name>.parquet, the others to <name>.rejects.parquet."""
        stored, rejected = folder / f"{name}.parquet", folder / f"{name}.rejects.parquet"
        stored_count = self._copy(self._stored_sql(), stored)
        numbers = self._scan.numbers
        read_count = self._count(self._scan.counter) if numbers is None else len(numbers)
        rejected_count = filtered_count = 0
        if stored_count < read_count:
            rejected_count = self._write_rejected(stored, read_count - stored_count, rejected)
            filtered_count = read_count - stored_count - rejected_count
        return Mapped(
            self._target, read_count, stored_count, filtered_count, rejected_count, stored, rejected
        )

    def _write_rejected(self, stored: Path, missing_count: int, rejected: Path) -> int:
        """Write the rows that do not fit: the few that are missing from `stored` alone, where they can be picked."""
        pick, numbers = self._scan.pick, self._scan.numbers
        if pick and numbers and not self._target.where and missing_count <= MOST_PICKED:
            missing = self._missing_rows(stored, numbers)
            if len(missing) == missing_count:
                scan = replace(self._scan, relation=pick(missing, rejected.parent))
                picked = Mapper(self._connection, scan, self._target, self._identity, is_safe=False)
                if (count := self._copy(picked._rejected_sql(), rejected)) == missing_count:
                    return count
        return self._copy(self._rejected_sql(), rejected)

    def _missing_rows(self, stored: Path, numbers: range) -> list[int]:
        """The row numbers that stand between those of `stored`, which is in their order."""
        rows = self._connection.execute(f"""
            with stored as (
                select load_row_number as present, lag(load_row_number, 1, {numbers.start - 1}) over () as former
                from read_parquet({literal(str(stored))})
            ),
            bounds as (
                select present, former from stored where present > former + 1
                union all
                select {numbers.stop}, coalesce(max(present), {numbers.start - 1}) from stored
            )
            select distinct unnest(range(former + 1, present)) as missing from bounds order by missing
        """).fetchall()
        return [int(row) for (row,) in rows]

    def _environment(self) -> str:
        """The scan's rows as expressions see them: with `filename`, and ours winning over columns of such a name."""
        ours = [column for column in self._scan.columns if column.lower() in ("filename", "row_number")]
        hidden = f" exclude ({', '.join(identifier(column) for column in ours)})" if ours else ""
        if self._identity.file is None:
            return self._scan.relation
        file = literal(self._identity.file)
        return f"select *{hidden}, {file} as filename from ({self._scan.relation}) as scanned"

    def _mapped_sql(self) -> str:
        parts = ["row_number", f"{self._scan.payload} as payload"]
        if self._target.has_parents:
            parts.append("parent_row_number")
        if self._identity.file is None:
            parts.append("filename as mapped_file")
        for position, column in enumerate(self._target.columns):
            expression = f"({self._target.expressions[column.name]}\n)"
            if self._types[column.name] == TEXT:
                expression = f"nullif({expression}, '')"
            if self._is_safe:
                parts.append(f"try({expression} is null) is null as failed_{position}")
                expression = f"try({expression})"
            parts.append(f"{expression} as mapped_{position}")
        where = self._target.where
        if where and self._is_safe:
            parts += [f"try(({where}\n)) as is_wanted", f"try(({where}\n) is null) is null as failed_where"]
        elif where:
            parts.append(f"({where}\n) as is_wanted")
        return f"select {', '.join(parts)} from ({self._environment()})"

    def _cast(self) -> str:
        casts = [
            f"{self._cast_of(column, position)} as cast_{position}"
            for position, column in enumerate(self._target.columns)
        ]
        return f"select *, {', '.join(casts)} from ({self._mapped})"

    def _cast_of(self, column: Column, position: int) -> str:
        return cast_sql(
            column,
            f"mapped_{position}",
            self._types[column.name],
            self._target.timezone,
            self._identity.has_nul,
            self._nested(column, position),
        )

    def _nested(self, column: Column, position: int) -> str | None:
        """Condition that a generic file gives a text column a list or an object; vendors' contracts say what is one."""
        if column.type != "text" or not self._target.table.is_generic:
            return None
        paths = {identifier(name): path for name, path in self._scan.json_paths.items()}
        path = paths.get(self._target.expressions[column.name])
        json_type = f"json_type(payload, {literal(path)})" if path else None
        return nested_sql(f"mapped_{position}", self._types[column.name], bool(paths), json_type)

    def _stored_sql(self) -> str:
        wanted = ["coalesce(is_wanted, false)"] if self._target.where else []
        rules = wanted + [
            self._fits(column, position) for position, column in enumerate(self._target.columns)
        ]
        rules += [f"coalesce(not ({early}), true)" for early, _ in self._too_early()]
        columns = [
            f"cast_{position} as {identifier(column.name)}"
            for position, column in enumerate(self._target.columns)
        ]
        identity = self._identity
        columns += [
            f"{literal(identity.source)} as source",
            "row_number as load_row_number",
            f"{self._load_key()} as load_key",
        ]
        if not self._target.table.is_generic:
            columns.append(f"{identity.loaded_at} as loaded_at")
        if self._target.has_parents:
            columns.append("parent_row_number as load_parent_row_number")
        return f"select {', '.join(columns)} from ({self._cast()}){self._files()} where {' and '.join(rules)}"

    def _load_key(self) -> str:
        return (
            "batch_key" if self._identity.load_key is None else f"cast({self._identity.load_key} as bigint)"
        )

    def _files(self) -> str:
        """SQL that joins the load of each row's file, in a batch."""
        return f" inner join {BATCH_FILES} on batch_file = mapped_file" if self._identity.file is None else ""

    def _fits(self, column: Column, position: int) -> str:
        if column.required:
            return f"cast_{position} is not null"
        fits = f"(cast_{position} is not null or mapped_{position} is null)"
        return f"{fits} and not failed_{position}" if self._is_safe else fits

    def _too_early(self) -> list[tuple[str, str]]:
        """Condition and words of what is before another column of its row that may not be later."""
        cast = {column.name: f"cast_{position}" for position, column in enumerate(self._target.columns)}
        return [
            (f"{cast[end.name]} < {cast[end.not_before]}", f"{self._told(end)} is before {end.not_before}.")
            for end in self._target.columns
            if end.not_before in cast
        ]

    def _rejected_sql(self) -> str:
        cases = []
        if self._target.where:
            failed = "failed_where" if self._is_safe else "false"
            cases.append(f"when {failed} then 'The condition `where` fails on this row.'")
            cases.append("when not coalesce(is_wanted, false) then null")
        for position, mapped in enumerate(self._target.columns):
            column = replace(mapped, name=self._told(mapped))
            if self._is_safe:
                reason = f"The expression of {mapped.name} fails on this row."
                cases.append(f"when failed_{position} then {literal(reason)}")
            misfits = f"cast_{position} is null and mapped_{position} is not null"
            origin, nested = self._target.expressions[mapped.name], self._nested(mapped, position)
            misfit = misfit_sql(column, f"mapped_{position}", nested, origin)
            cases.append(f"when {misfits} then {misfit}")
            if column.required:
                cases.append(f"when mapped_{position} is null then {literal(f'{column.name} is missing.')}")
        cases += [f"when {early} then {literal(said)}" for early, said in self._too_early()]
        reasoned = (
            f"select {self._load_key()} as load_key, row_number, case {' '.join(cases)} end as reason, payload "
            f"from ({self._cast()}){self._files()}"
        )
        target = self._target
        return (
            f"select load_key, {literal(target.entry)} as entry, {literal(target.entity)} as entity, "
            f"row_number, reason, payload from ({reasoned}) "
            "where reason is not null"
        )

    def _told(self, column: Column) -> str:
        """A column and what of the file it is mapped from, where that has another name: 'line_amount (from Net)'."""
        expression = self._target.expressions[column.name]
        origin = expression.strip('"').replace('""', '"')
        if not self._target.table.is_generic or origin == column.name or len(origin) > MOST_TOLD:
            return column.name
        return f"{column.name} (from {origin})"

    def _copy(self, query: str, path: Path) -> int:
        rows = self._connection.execute(f"copy ({query}) to {literal(str(path))} ({PARQUET})").fetchall()
        return int(rows[0][0])

    def _count(self, query: str) -> int:
        return int(self._connection.execute(query).fetchall()[0][0])

"""What the floor and the models are compared by: per result, equal rows, or how many differ and in which column.

Data flow: the floor's file and the models' warehouse -> a `Difference` per result.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Result:
    """A table of the floor, the model that must equal it, and what a row is known by."""

    table: str
    model: str
    schema: str
    key: tuple[str, ...]


RESULTS = (
    Result("customer_value", "fct_customer_value", "marts", ("customer_id",)),
    Result("tier_history", "dim_customer_tier_history", "marts", ("customer_id", "valid_from")),
    Result("thresholds", "int_tier_thresholds", "intermediate", ("month_number", "customer_kind")),
    Result("whale_curve", "rpt_whale_curve", "marts", ("percentile",)),
    Result(
        "year_on_year_bridge",
        "rpt_year_on_year_bridge",
        "marts",
        ("value_tier", "title", "product_line", "movement"),
    ),
)


@dataclass(frozen=True)
class Difference:
    """How a model's rows differ from the floor's: rows that one alone has, and per column rows that say otherwise."""

    result: Result
    rows: int
    only_floor: int
    only_model: int
    columns: dict[str, int]

    @property
    def is_equal(self) -> bool:
        """Whether both have the same rows with the same content."""
        return not (self.only_floor or self.only_model or self.columns)

    def __str__(self) -> str:
        if self.is_equal:
            return f"{self.result.model}: {self.rows:,} rows, all equal"
        columns = ", ".join(f"{name} {count:,}" for name, count in self.columns.items())
        return (
            f"{self.result.model}: {self.rows:,} rows; {self.only_floor:,} only by hand, "
            f"{self.only_model:,} only in the model; differing: {columns or 'nothing else'}"
        )


def compare(floor: Path, warehouse: Path, missing: list[str]) -> list[Difference]:
    """Compare the results that a model makes."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{floor}' as floor (read_only)")
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        return [_difference(connection, result) for result in RESULTS if result.model not in missing]


def _difference(connection: duckdb.DuckDBPyConnection, result: Result) -> Difference:
    floor, model = f"floor.main.{result.table}", f"warehouse.{result.schema}.{result.model}"
    names = [name for name, *_ in connection.execute(f"describe {floor}").fetchall()]
    compared = [name for name in names if name not in result.key]
    counts = [
        f"count(*) filter (by_hand.side + by_model.side = 2 and by_hand.{name} is distinct from by_model.{name})"
        for name in compared
    ]
    same_key = " and ".join(f"by_hand.{name} is not distinct from by_model.{name}" for name in result.key)
    # A key column may be null in a report, so the side that a row is on stands in a column of its own.
    found = connection.execute(
        f"""
        select
            count(*), count(*) filter (by_model.side is null), count(*) filter (by_hand.side is null),
            {", ".join(counts)}
        from (select *, 1 as side from {floor}) as by_hand
        full join (select *, 1 as side from {model}) as by_model on {same_key}
        """
    ).fetchone()
    assert found is not None
    rows, only_floor, only_model, *differing = found
    columns = {name: count for name, count in zip(compared, differing, strict=True) if count}
    return Difference(result, rows, only_floor, only_model, columns)

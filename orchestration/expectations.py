"""Great Expectations over tables of measurements: one suite per raw schema, one for the marts.

A measurement frame has one row per relation and a number per column, so results can name the relation that failed
and hold no value of any customer. Great Expectations takes 2.9 CPU-seconds to import:
only in `validate`, which runs in a process of its own (expectation_process.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from orchestration.checks import Severity
from orchestration.feed_profile import AMOUNT_LIMIT

INDEX: Final = "table"


@dataclass(frozen=True)
class Band:
    """A measure and the least and greatest value it may have; None is open. Null measures are not judged."""

    measure: str
    least: float | None
    greatest: float | None
    severity: Severity


SHAPE: Final = (
    Band("missing_columns", None, 0, "red"),
    Band("required_nulls", None, 0, "red"),
    Band("unknown_values", None, 0, "red"),
)
USUAL: Final = (
    Band("growth", 0.5, 10, "amber"),
    Band("incredible_times", None, 0, "amber"),
    Band("largest_amount", None, AMOUNT_LIMIT, "amber"),
)


def validate(name: str, records: Sequence[Mapping[str, Any]], bands: Sequence[Band]) -> dict[str, list[str]]:
    """Judge a measurement frame by a suite. Returns, per relation that failed, the measures out of their bands."""
    if not records or not bands:
        return {}
    import great_expectations as gx
    import pandas as pd
    from great_expectations.expectations.core.expect_column_values_to_be_between import (
        ExpectColumnValuesToBeBetween,
    )

    batch = _batch(name, pd.DataFrame.from_records(list(records)))
    suite = gx.ExpectationSuite(name=name)
    for band in bands:
        suite.add_expectation(
            ExpectColumnValuesToBeBetween(column=band.measure, min_value=band.least, max_value=band.greatest)
        )
    outcome = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [INDEX]}
    )
    return _failures(outcome.results)


def _batch(name: str, frame: Any) -> Any:
    source = _context().data_sources.add_or_update_pandas(name)
    asset = source.add_dataframe_asset(name)
    return asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": frame})


@lru_cache(maxsize=1)
def _context() -> Any:
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


def _failures(results: Sequence[Any]) -> dict[str, list[str]]:
    failures: dict[str, list[str]] = {}
    for result in results:
        measure = str(result.expectation_config.kwargs["column"])
        if result.exception_info.get("raised_exception"):
            raise RuntimeError(f"the expectation on {measure} could not be evaluated")
        for entry in (result.result or {}).get("unexpected_index_list") or []:
            failures.setdefault(str(entry[INDEX]), []).append(measure)
    return failures

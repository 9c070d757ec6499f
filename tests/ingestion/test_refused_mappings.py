"""Mappings that no file can be taken in by: `kith check` and a run say the same of each, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ingestion.check import check_feeds
from ingestion.check_report import CheckedFile
from tests.ingestion.homes import ORDERS, LoaderHome, orders

LOOKING_BEYOND = (
    "(select content from read_text('/etc/hostname'))",
    "(select 1)",
    "row_number() over ()",
    "count(*)",
    "unnest([1, 2])",
    "random()",
    "now()",
    "CURRENT_DATE",
)
UNBOUND = {
    "nonsense(amount)": "uses nonsense, which DuckDB does not know:",
    "amount::coin": "uses coin, which DuckDB does not know:",
    "columns(*)": "gives more than one value:",
    "amount +": "is no SQL expression, `amount +`:",
    "case when amount": "is no SQL expression, `case when amount`:",
    "amount * 2": "does not fit the values it is given, which are text in CSV and JSON files",
}
LACKED = {
    "price": "price",
    "Sold at": "Sold at",
    "E-mail": "E-mail",
    "Ref. No": "Ref. No",
    "Price (GBP)": "Price (GBP)",
    "Order #": "Order #",
    "amount || price": "price",
    "amount - price": "price",
    'upper(\\"Sold at\\")': "Sold at",
}
"""Columns that the file has not, by the mapping that names them."""
CONDITIONS = {f"{expression} is not null": expression for expression in LOOKING_BEYOND}


@dataclass(frozen=True)
class Refusal:
    """What was said of the one file of a mapping: by check, and by the run in quarantine."""

    checked: CheckedFile
    reasons: list[tuple[int | None, str]]

    @property
    def reason(self) -> str:
        """What both say of the whole file."""
        [(row, reason)] = self.checked.problems
        assert row is None
        assert self.reasons == [(row, reason)]
        return reason


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Refusal]:
    """What is said of each mapping of line_amount and each condition: of all in one home, each with its own file."""
    start, files, entry = ORDERS.partition("files:\n")
    entries = {
        mapping: entry.replace("line_amount: amount", f'line_amount: "{mapping}"')
        for mapping in (*LOOKING_BEYOND, *UNBOUND, *LACKED)
    } | {
        condition: entry.replace("columns:", f'where: "{condition}"\n            columns:')
        for condition in CONDITIONS
    }
    names = {mapping: f"orders_{number}" for number, mapping in enumerate(entries)}
    texts = (
        text.replace("name: lines", f"name: {names[mapping]}").replace("orders*", f"{names[mapping]}.csv")
        for mapping, text in entries.items()
    )
    home = LoaderHome(tmp_path_factory.mktemp("refused"), start + files + "".join(texts))
    for name in names.values():
        home.land(f"{name}.csv", orders(1))
    checked = {file.file: file for file in check_feeds(home.root).files}
    home.load()
    return {
        mapping: Refusal(checked[f"landing/{name}.csv"], home.reasons(f"{name}.csv"))
        for mapping, name in names.items()
    }


@pytest.mark.parametrize("mapping", [*LOOKING_BEYOND, *CONDITIONS])
def test_expression_that_looks_beyond_its_row_is_refused(refusals: dict[str, Refusal], mapping: str) -> None:
    name = "where" if mapping in CONDITIONS else "line_amount"
    assert refusals[mapping].reason.startswith(
        f"The mapping of {name} looks beyond its own row: expressions may not read files"
    )


@pytest.mark.parametrize("mapping", UNBOUND)
def test_expression_that_cannot_be_bound_is_refused_in_plain_words(
    refusals: dict[str, Refusal], mapping: str
) -> None:
    reason = refusals[mapping].reason
    assert reason.startswith(f"The mapping of line_amount {UNBOUND[mapping]}")
    assert "orrect" in reason


@pytest.mark.parametrize("mapping", LACKED)
def test_column_that_the_file_lacks_is_named_as_the_mapping_writes_it(
    refusals: dict[str, Refusal], mapping: str
) -> None:
    refusal = refusals[mapping]
    assert refusal.reason.startswith(
        f"The file has no column '{LACKED[mapping]}', which line_amount is mapped to. "
        "It has 'id', 'customer', 'day', 'amount'."
    )
    assert "Correct the mapping in feeds.yml" in refusal.reason
    heading, *said = refusal.checked.lines()
    assert heading.endswith(".csv: the file cannot be taken in")
    assert said == [f"    {refusal.reason}"]

"""Evaluates identity against known truth: how many links are right, and how many of the right ones are there.

Data flow: schema identity of a warehouse and truth/records.csv (source, entity, record_id, person_id,
household_id) in, a dictionary of figures out. Only evaluation and tests read truth.
"""

from pathlib import Path
from typing import Any

import duckdb

from ingestion.errors import UsageError
from kith.identity.cluster import components_of
from kith.identity.connection import value_of
from kith.identity.queries.run import run_query
from kith.identity.reading import open_for_reading

TRUTH_COLUMNS = {"source", "entity", "record_id", "person_id", "household_id"}

MEASURES = {
    "pairwise": "pairs of records",
    "b_cubed": "B-cubed",
    "households": "household pairs",
    "devices": "devices",
}

WHAT_IS_MEANT = """\
Precision: of what was found, how much is true; recall: of what is true, how much was found. B-cubed: a record's mean.
Persons in parts: nothing that their records say holds all of them together. Household pairs: of two who live together,
one may have given no address. Devices: most are never logged in, and whose such a one is stands in no feed."""

Metrics = dict[str, Any]


def evaluate(path: Path, truth_records_csv: Path) -> Metrics:
    """Figures of identity in `path` (warehouse file or publication folder) against truth.

    pairwise: over pairs of profile records of one person: precision, recall, f1 and the three counts.
    b_cubed: the same averaged over records. ceiling: the recall that shared evidence (identifiers,
    through devices too, houses, postal codes, birth dates) could reach, and how much of it was; names that fit
    may find a little more. people: mixed customers, split persons,
    false pairs inside one household. households: pairs of persons. devices: those whose owner is known.
    A ratio over nothing is 1.0. Raises UsageError when a file is missing or is not of this shape.
    """
    connection = open_for_reading(path)
    try:
        _load_truth(connection, truth_records_csv)
        run_query(connection, "evaluate")
        run_query(connection, "evaluation_figures")
        pairwise = _with_ratios(_figures(connection, "evaluated_pairs"))
        return {
            "records": _figures(connection, "evaluated_records"),
            "pairwise": pairwise,
            "b_cubed": _b_cubed(connection),
            "ceiling": _ceiling(connection, pairwise),
            "people": _figures(connection, "evaluated_people"),
            "households": _with_ratios(_figures(connection, "evaluated_households")),
            "devices": _with_ratios(_figures(connection, "evaluated_devices")),
        }
    finally:
        connection.close()


def evaluation_text(metrics: Metrics) -> str:
    """The figures as a table for people."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Identity against truth")
    for column in ("measure", "precision", "recall", "F1", "of"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for name, label in MEASURES.items():
        figures = metrics[name]
        ratios = [f"{figures[ratio]:.4f}" for ratio in ("precision", "recall", "f1")]
        table.add_row(label, *ratios, f"{figures['true']:,}")
    console = Console(width=100, no_color=True)
    with console.capture() as captured:
        console.print(table)
    people, ceiling, records = metrics["people"], metrics["ceiling"], metrics["records"]
    return captured.get() + (
        f"{records['judged']:,} records of {records['persons']:,} persons became {records['customers']:,}"
        f" customers ({people['mixed_customers']:,} mixed, {people['split_persons']:,} persons in parts).\n"
        f"Shared evidence could join {ceiling['recall_ceiling']:.4f} of the true pairs;"
        f" {ceiling['share_of_ceiling']:.4f} of that was reached.\n"
        f"{WHAT_IS_MEANT}\n"
    )


def _load_truth(connection: duckdb.DuckDBPyConnection, truth_records_csv: Path) -> None:
    if not truth_records_csv.is_file():
        raise UsageError(f"{truth_records_csv} does not exist: give the path of a truth file (records.csv).")
    truth = connection.read_csv(str(truth_records_csv), header=True, all_varchar=True)
    missing = sorted(TRUTH_COLUMNS - set(truth.columns))
    if missing:
        raise UsageError(
            f"{truth_records_csv} lacks the column {missing[0]}; it needs {sorted(TRUTH_COLUMNS)}."
        )
    connection.execute("create or replace temp table truth as select distinct * from truth")


def _figures(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, int]:
    cursor = connection.execute(f"select * from {view}")
    names = [column[0] for column in cursor.description or []]
    return {name: int(value or 0) for name, value in zip(names, cursor.fetchall()[0], strict=True)}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _with_f1(precision: float, recall: float) -> dict[str, float]:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _with_ratios(counts: dict[str, int]) -> Metrics:
    """Counts of correct, found and true things, and what follows from them."""
    ratios = _with_f1(_ratio(counts["correct"], counts["found"]), _ratio(counts["correct"], counts["true"]))
    return ratios | counts


def _b_cubed(connection: duckdb.DuckDBPyConnection) -> Metrics:
    ((precision, recall, records),) = connection.execute(
        "select sum(records * records / customer_records), sum(records * records / person_records),"
        " sum(records) from shared_records"
    ).fetchall()
    judged = int(records or 0)
    ratios = _with_f1(_ratio(float(precision or 0), judged), _ratio(float(recall or 0), judged))
    return ratios | {"true": judged}


def _ceiling(connection: duckdb.DuckDBPyConnection, pairwise: Metrics) -> Metrics:
    """Join every person's own records by what they share, identifiers, houses, areas and dates alike."""
    components_of(
        connection,
        "select record_node, value_node from evidence_nodes",
        "evidence_components",
        "record_node",
        "component",
    )
    pairs = value_of(
        connection,
        "select sum(size * (size - 1) / 2) from ("
        " select count(distinct (evidence_nodes.source, evidence_nodes.record_id)) as size"
        " from evidence_nodes inner join evidence_components using (record_node)"
        " where evidence_nodes.entity = 'profiles' group by evidence_components.component)",
    )
    reachable = int(pairs or 0)
    return {
        "reachable_pairs": reachable,
        "recall_ceiling": _ratio(reachable, pairwise["true"]),
        "share_of_ceiling": _ratio(pairwise["correct"], reachable),
    }

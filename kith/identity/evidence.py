"""Evidence: why matching believes what it believes, kept beside every likely edge and every stopped one.

Data flow: `edge_scores` and the model in, temp table `edge_evidence` (record_a, record_b, p_person, evidence) out. The
evidence is JSON: the odds before anything is compared and what each field adds, in bits, against the likelier other
explanation (another member of the household, or a stranger). It holds no personal value.
"""

import json
from dataclasses import asdict

import duckdb

from kith.identity.matching.comparisons import COMPARISONS
from kith.identity.matching.model import Model
from kith.identity.matching.patterns import COLUMNS, count_patterns


def create_evidence(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create `edge_evidence`: one row per pair with a link of kind `likely` or `possible`, or a stopped one."""
    import pyarrow

    patterns, _ = count_patterns(connection, "edge_scores")
    columns = {
        comparison.name: pyarrow.array(patterns[:, index].astype("int8"))
        for index, comparison in enumerate(COMPARISONS)
    }
    texts = [evidence_text(model, tuple(map(int, pattern))) for pattern in patterns]
    connection.register(
        "pattern_evidence", pyarrow.table(columns | {"evidence": pyarrow.array(texts, pyarrow.string())})
    )
    connection.execute(
        "create or replace temp table edge_evidence as select record_a, record_b, p_person, evidence"
        f" from edge_scores inner join pattern_evidence using ({COLUMNS})"
    )
    connection.unregister("pattern_evidence")


def evidence_text(model: Model, pattern: tuple[int, ...]) -> str:
    """The waterfall of one pattern: {"start": bits, "against": class, "weights": [{comparison, level, bits}]}."""
    start, weights, rival = model.weights(pattern)
    return json.dumps({"start": start, "against": rival, "weights": [asdict(weight) for weight in weights]})

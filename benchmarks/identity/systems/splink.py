"""Splink: with the model of its own demo for the data set, and with a good model that knows nothing of households.

`--model demo` reads the columns as the data set has them, as the demo does (docs/demos/examples/duckdb/febrl3, febrl4
and duckdb_no_test/pseudopeople-acs in Splink's repository). Its threshold is the one that the demo names: 0.99 to form
clusters in the latter two, 0.2 to predict in the first, which forms none. `--model good` reads the records as Kith has
normalised them (people.parquet, by `--people`): every field there is, term frequencies, ten narrow blocking rules, the
prior from rules of thumb as Splink's guide has it; 0.95 is the threshold of Splink's demo of historical persons, the
nearest to it, and `--threshold` sets another. The .2 replaced a .95 after a run.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from benchmarks.identity.cost import Cost
from benchmarks.identity.systems.splink_models import Model, demo_for, good

SEED = 2


def filled_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Columns of `table` that hold a value in more than one record in a hundred."""
    names = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    counts = ", ".join(f'count("{name}") > count(*) / 100' for name in names)
    (flags,) = connection.execute(f"select {counts} from {table}").fetchall()
    return [name for name, is_filled in zip(names, flags, strict=True) if is_filled]


def link(connection: duckdb.DuckDBPyConnection, model: Model, folder: Path, cost: Cost) -> None:
    """Train, predict, cluster; write clusters.parquet and pairs.parquet."""
    api = DuckDBAPI(connection=connection)
    connection.execute(f"create table prepared as {model.prepare}")
    sources = (
        [row[0] for row in connection.execute("select distinct source from prepared order by 1").fetchall()]
        if model.link_type != "dedupe_only"
        else []
    )
    parts = [
        api.register(
            connection.sql(f"select * exclude (source) from prepared where source = '{source}'")
            .arrow()
            .read_all(),
            dataset_display_name=source,
        )
        for source in sources
    ] or [api.register(connection.sql("select * exclude (source) from prepared").arrow().read_all())]
    cost.done("reading")
    settings = SettingsCreator(
        unique_id_column_name="record",
        link_type=model.link_type,
        blocking_rules_to_generate_predictions=model.blocking,
        comparisons=model.comparisons,
    )
    linker = Linker(parts if len(parts) > 1 else parts[0], settings)
    train(linker, model)
    predictions = linker.inference.predict(threshold_match_probability=model.threshold)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=model.threshold
    )
    cost.done("linking")
    cost.write(folder)
    connection.execute(
        f"copy (select record, cluster_id as cluster from {clusters.physical_name})"
        f" to '{folder}/clusters.parquet'"
    )
    connection.execute(
        f"copy (select record_l as record_a, record_r as record_b, true as is_accepted"
        f" from {predictions.physical_name}) to '{folder}/pairs.parquet'"
    )


def train(linker: Any, model: Model) -> None:
    """Estimate what the model needs, in the order of Splink's demos."""
    training = linker.training
    training.estimate_probability_two_random_records_match(model.deterministic, recall=model.recall)
    training.estimate_u_using_random_sampling(max_pairs=model.max_pairs, seed=SEED)
    for rule in model.training:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=not model.keeps_frequencies_in_training
        )


def main() -> None:
    """Link the records of a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", choices=("demo", "good"), required=True)
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--people", type=Path, help="people.parquet that Kith wrote, for the good model")
    arguments = parser.parse_args()
    cost = Cost()
    with duckdb.connect() as connection:
        if arguments.model == "demo":
            connection.execute(f"create view profiles as from '{arguments.source}/profiles.parquet'")
            model = demo_for(arguments.source.name)
        else:
            connection.execute(f"create view people as from '{arguments.people}'")
            model = good(filled_columns(connection, "people"))
        if arguments.threshold is not None:
            model = replace(model, threshold=arguments.threshold)
        link(connection, model, arguments.folder, cost)


if __name__ == "__main__":
    main()

"""Splink: with the model of its own demo for the data set, and with a good model that knows nothing of households.

`--model demo` reads the columns as the data set has them, as the demo does (docs/demos/examples/duckdb/febrl3, febrl4
and duckdb_no_test/pseudopeople-acs in Splink's repository). Its threshold is the one that the demo names: 0.99 to form
clusters in the latter two, 0.2 to predict in the first, which forms none. `--model good` reads the records as Kith has
normalised them (people.parquet, by `--people`): every field there is, term frequencies, ten narrow blocking rules, the
prior from rules of thumb as Splink's guide has it; 0.95 is the threshold of Splink's demo of historical persons, the
nearest to it, and `--threshold` sets another. The .2 replaced a .95 after a run.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.identity.cost import Cost

SEED = 2


@dataclass(frozen=True)
class Model:
    """What a user of Splink writes down. `prepare`: SQL over `profiles`. `training`: blocks of the EM sessions."""

    prepare: str
    link_type: str
    blocking: list[Any]
    comparisons: list[Any]
    deterministic: list[Any]
    recall: float
    training: list[Any]
    threshold: float
    max_pairs: float = 1e6
    keeps_frequencies_in_training: bool = False


FEBRL_ROWS = "select record, source, * exclude (record, source) from profiles"


def febrl3() -> Model:
    """Splink's demo "Deduplicating the febrl3 dataset"; also for FEBRL 1 and 2, which have its columns."""
    return Model(
        prepare=FEBRL_ROWS,
        link_type="dedupe_only",
        blocking=[
            block_on(column)
            for column in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        deterministic=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        training=[block_on("date_of_birth"), block_on("postcode")],
        threshold=0.2,
        keeps_frequencies_in_training=True,
    )


def febrl4() -> Model:
    """The detailed model of Splink's demo "Linking the febrl4 datasets"."""
    return Model(
        prepare=FEBRL_ROWS,
        link_type="link_only",
        blocking=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        deterministic=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
        training=[block_on("date_of_birth"), block_on("postcode")],
        threshold=0.99,
    )


def pseudo_people() -> Model:
    """Splink's demo on pseudopeople, which links census and ACS, for all four offices and with their duplicates.

    The demo knows how many pairs match, this does not: the prior comes from rules as in Splink's other demos.
    """
    return Model(
        prepare="""
            select
                * replace (coalesce(strftime(birth_date, '%m/%d/%Y'), date_of_birth) as date_of_birth),
                2020 - year(birth_date) as age_in_2020,
                trim(street_number || ' ' || street_name || ' ' || city || ' ' || state || ' ' || zipcode || ' '
                    || coalesce(unit_number, '')) as address
            from profiles
        """,
        link_type="link_and_dedupe",
        blocking=[
            block_on("first_name"),
            block_on("last_name"),
            block_on("date_of_birth"),
            block_on("street_name"),
            block_on("age_in_2020", "sex"),
            block_on("age_in_2020", "race_ethnicity"),
            block_on("age_in_2020", "middle_initial"),
            block_on("street_number"),
            block_on("middle_initial", "sex", "race_ethnicity"),
        ],
        comparisons=[
            cl.NameComparison("first_name", jaro_winkler_thresholds=[0.9]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("middle_initial").configure(term_frequency_adjustments=True),
            cl.NameComparison("last_name", jaro_winkler_thresholds=[0.9]).configure(
                term_frequency_adjustments=True
            ),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", distance_threshold_or_thresholds=[1]),
            cl.DamerauLevenshteinAtThresholds("address").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
        ],
        deterministic=[
            block_on("first_name", "last_name", "date_of_birth"),
            block_on("first_name", "last_name", "address"),
        ],
        recall=0.7,
        training=[block_on("date_of_birth"), block_on("last_name")],
        threshold=0.99,
    )


def good(columns: Sequence[str]) -> Model:
    """A model over the normalised records with every field that the set fills, for any set.

    columns: those of people.parquet that hold a value.
    """
    possible: dict[str, Callable[[], Any]] = {
        "first_name": lambda: cl.NameComparison("first_name").configure(term_frequency_adjustments=True),
        "middle_initial": lambda: cl.ExactMatch("middle_initial"),
        "last_name": lambda: cl.NameComparison("last_name").configure(term_frequency_adjustments=True),
        "birth_date": lambda: cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "personal_number": lambda: cl.DamerauLevenshteinAtThresholds("personal_number", [1, 2]),
        "email": lambda: cl.EmailComparison("email"),
        "phone": lambda: cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        "address": lambda: cl.JaroWinklerAtThresholds("address", [0.9]).configure(
            term_frequency_adjustments=True
        ),
        "postal_code": lambda: cl.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
    }
    rules = [
        ("first_name", "last_name", "postal_code"),
        ("first_name", "last_name", "birth_date"),
        ("personal_number",),
        ("email",),
        ("phone", "first_name"),
        ("last_name", "birth_date"),
        ("first_name", "birth_date"),
        ("first_name", "address"),
        ("birth_date", "postal_code"),
        ("last_name", "house_number", "postal_code"),
        ("first_name", "last_name", "middle_initial"),
    ]
    deterministic = [
        ("personal_number", "last_name"),
        ("email", "first_name"),
        ("first_name", "last_name", "birth_date"),
        ("first_name", "last_name", "address"),
    ]
    training = [("first_name", "last_name"), ("birth_date",), ("address",)]

    def usable(keys: list[tuple[str, ...]]) -> list[Any]:
        return [block_on(*key) for key in keys if set(key) <= set(columns)]

    return Model(
        prepare="select * from people",
        link_type="dedupe_only",
        blocking=usable(rules),
        comparisons=[make() for name, make in possible.items() if name in columns],
        deterministic=usable(deterministic),
        recall=0.6,
        training=usable(training),
        threshold=0.95,
        max_pairs=1e7,
    )


DEMOS = {"febrl4": febrl4, "febrl": febrl3, "pseudopeople": pseudo_people}


def demo_for(name: str) -> Model:
    """The demo model for a data set. Raises LookupError where Splink has no demo on data of the kind."""
    for start, make in DEMOS.items():
        if name.startswith(start):
            return make()
    raise LookupError(f"Splink has no demo on {name}")


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

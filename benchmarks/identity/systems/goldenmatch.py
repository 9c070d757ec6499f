"""GoldenMatch as its manual begins: `dedupe_df(frame)`, no configuration, no labels, no network.

It is given the columns as the data set has them; where a set has none of its own (demo world, generated couples)
it gets Kith's. Record keys stay out: they would give the truth away, or mislead it.
"""

import sys
from pathlib import Path

import duckdb
import goldenmatch

from benchmarks.identity.cost import Cost

OWN_COLUMNS = {
    "febrl": (
        "given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id"
    ),
    "pseudopeople": (
        "first_name, middle_initial, last_name, date_of_birth, ssn, street_number, street_name, unit_number, city,"
        " state, zipcode, sex, race_ethnicity"
    ),
}
KITHS_COLUMNS = (
    "first_name",
    "middle_name",
    "last_name",
    "birth_date",
    "email",
    "phone",
    "login_id",
    "address_line",
    "city",
    "postal_code",
)


def main(source: Path, folder: Path) -> None:
    """Deduplicate the records of a set."""
    cost = Cost()
    with duckdb.connect() as connection:
        connection.execute(f"create view profiles as from '{source}/profiles.parquet'")
        columns = next((text for name, text in OWN_COLUMNS.items() if source.name.startswith(name)), None)
        columns = columns or ", ".join(_filled(connection))
        frame = connection.sql(f"select {columns} from profiles order by record").arrow().read_all()
        records = [row[0] for row in connection.sql("select record from profiles order by record").fetchall()]
        cost.done("reading")
        result = goldenmatch.dedupe_df(frame)
        cost.done("linking")
        cost.write(folder)
        found = [
            (records[row], number)
            for number, cluster in result.clusters.items()
            for row in cluster["members"]
        ]
        connection.execute("create table found (record bigint, cluster bigint)")
        _insert(connection, found)
        connection.execute(f"copy found to '{folder}/clusters.parquet'")


def _filled(connection: duckdb.DuckDBPyConnection) -> list[str]:
    have = {row[0] for row in connection.execute("describe profiles").fetchall()}
    names = [name for name in KITHS_COLUMNS if name in have]
    counts = ", ".join(f"count({name})" for name in names)
    (filled,) = connection.execute(f"select {counts} from profiles").fetchall()
    return [name for name, count in zip(names, filled, strict=True) if count]


def _insert(connection: duckdb.DuckDBPyConnection, found: list[tuple[int, int]]) -> None:
    import pyarrow

    table = pyarrow.table({"record": [row[0] for row in found], "cluster": [row[1] for row in found]})
    connection.register("found_rows", table)
    connection.execute("insert into found select * from found_rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Searching published files for what people really are called: none of it may stand there.

Data flow: values that the truth gives (e-mail addresses, names, phones) -> forms they could leak in -> every text cell
every published table and Parquet file -> the places where one stands.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

# Places may be called like people: Lincoln, York. A family name there is no leak; an address or a full name would be.
PLACE_COLUMNS = ("city", "region")
PHONE_COLUMNS = ("phone", "mobile", "landline")
TRAIT_COLUMNS = {"street", "login_id", "birth_date"}
SEPARATORS = r"[\s,;:/?&=<>()\"'|]+"


@dataclass(frozen=True)
class Secrets:
    """What must not be found. Addresses and phones count anywhere in a cell, all else as a whole cell or word pair.

    traits: streets, login ids and birth dates.
    """

    emails: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]
    traits: frozenset[str] = frozenset()

    def words(self) -> set[str]:
        """Words that leak somebody wherever they stand: addresses, phones, and the plain hashes of all three."""
        plain = {value.lower().strip() for value in self.emails | self.phones}
        digits = {"".join(filter(str.isdigit, phone)) for phone in self.phones}
        hashed = {
            digest(form.encode()).hexdigest()
            for value in self.emails | self.phones | self.names
            for form in (value, value.lower(), value.strip().lower())
            for digest in (hashlib.sha256, hashlib.md5, hashlib.sha1)
        }
        return (plain | {value for value in digits if len(value) >= 7} | hashed) - {""}

    def cells(self) -> set[str]:
        """Cells that leak somebody when they stand alone."""
        return {text.lower().strip() for text in self.names | self.traits} - {""}


def secrets_of_truth(people_csv: Path) -> Secrets:
    """What truth/people.csv says of people and no reader may learn, whatever more columns it has."""
    emails, phones, names, traits = set(), set(), set(), set()
    with people_csv.open(encoding="utf-8", newline="") as stream:
        for person in csv.DictReader(stream):
            for column, value in person.items():
                if not value:
                    continue
                if "email" in column:
                    emails |= {
                        part for part in value.replace(";", " ").replace("|", " ").split() if "@" in part
                    }
                elif column in PHONE_COLUMNS:
                    phones.add(value)
                elif column in TRAIT_COLUMNS:
                    traits.add(value)
            first, last = person.get("first_name") or "", person.get("last_name") or ""
            if first and last:
                names |= {f"{first} {last}", f"{last}, {first}", last}
    return Secrets(frozenset(emails), frozenset(phones), frozenset(names), frozenset(traits))


def find_leaks(version: Path, secrets: Secrets) -> list[str]:
    """Places 'file column: so many' of a published version's BI file and Parquet files where a secret stands."""
    leaks = []
    with duckdb.connect() as connection:
        connection.execute("create table leaking_words (value text)")
        connection.execute("create table leaking_cells (value text)")
        connection.execute("insert into leaking_words select unnest(?)", [sorted(secrets.words())])
        connection.execute("insert into leaking_cells select unnest(?)", [sorted(secrets.cells())])
        connection.execute(f"attach '{version / 'kith.duckdb'}' as bi (read_only)")
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = 'bi'"
        ).fetchall()
        relations = [(f"bi.{schema}.{table}", f'bi.{schema}."{table}"') for schema, table in tables]
        relations += [(path.name, f"'{path}'") for path in sorted((version / "parquet").glob("*.parquet"))]
        relations += [(path.name, f"'{path}'") for path in sorted((version / "csv").glob("*.csv"))]
        assert relations
        for label, relation in relations:
            leaks += _leaks_of(connection, label, relation)
    return leaks


def _leaks_of(connection: duckdb.DuckDBPyConnection, label: str, relation: str) -> Iterable[str]:
    for name, kind, *_ in connection.execute(f"describe from {relation}").fetchall():
        if not kind.startswith(("VARCHAR", "JSON", "STRUCT", "MAP", "BLOB")):
            continue
        names = (
            "select 1 where false"
            if name in PLACE_COLUMNS
            else ("select 1 from leaking_cells where leaking_cells.value = cells.cell")
        )
        count = connection.execute(
            f'with cells as (select distinct lower(trim("{name}"::varchar)) as cell from {relation}),'
            f" words as (select unnest(regexp_split_to_array(cell, '{SEPARATORS.replace(chr(39), chr(39) * 2)}'))"
            " as word from cells)"
            " select (select count(*) from words where word in (select value from leaking_words))"
            f" + (select count(*) from cells where exists ({names}))"
        ).fetchall()[0][0]
        if count:
            yield f"{label} {name}: {count}"

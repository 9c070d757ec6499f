"""What a user of Splink writes down: the models of its own demos, and a good one. See systems/splink.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import splink.comparison_library as cl
from splink import block_on


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

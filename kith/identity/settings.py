"""Caps and orders of the identity engine: what a shared identifier may prove, and how strong it is.

Data flow: the defaults below are the configuration; `resolve` hands them to DuckDB as variables, so that a
query says `getvariable('person_cap')` and no number stands in SQL.
"""

from dataclasses import dataclass

LEVELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("decision", ("decision",)),
    ("login", ("login",)),
    ("email", ("email", "email_sha256", "email_md5", "newsletter_click")),
    ("phone", ("phone",)),
    ("device", ("device",)),
    ("likely", ("likely",)),
)
"""Kinds of links by strength, strongest first: a level may never break what a stronger one has joined."""

EXACT_LEVELS = LEVELS[1:-1]
LIKELY_LEVEL = LEVELS[-1]


@dataclass(frozen=True)
class IdentitySettings:
    """Sizes the guards work with, all of them counts, and the two chances of likely links.

    person_cap: different names behind one e-mail, phone or click id; above it the identifier is a hub.
    login_cap: different first initials behind one login among one source's records.
    nameless_cap: records without a name that one source may hang on one identifier.
    record_cap: records on one identifier, whatever their names; keeps pair work bounded.
    device_reader_cap: different newsletter readers that one device may carry before it is a public one.
    household_cap: persons of one surname at one address that are still believed to be one household.
    address_cap: persons at one address, whatever their surnames, that are; above it, it is a house of flats.
    block_cap: records in a block of matching; above it the block says too little and is left out.
    component_cap: records that likely links may chain together.
    few_records: below it there is nothing to learn from, and the shipped weights are used.
    accept: chance of one person from which a likely link joins. review: chance from which it is shown for review.
    """

    person_cap: int = 5
    login_cap: int = 1
    nameless_cap: int = 25
    record_cap: int = 200
    device_reader_cap: int = 5
    household_cap: int = 8
    address_cap: int = 4
    block_cap: int = 100
    component_cap: int = 60
    few_records: int = 500
    accept: float = 0.9
    review: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a cap below one, which would silently switch a whole kind of evidence off, and odd chances."""
        if not 0 < self.review <= self.accept <= 1:
            raise ValueError(
                f"identity settings review and accept are chances, review the lower: {self.review}, {self.accept}"
            )
        for name, value in vars(self).items():
            if value < 1 and name not in ("accept", "review"):
                raise ValueError(f"identity setting {name} must be at least 1, is {value}")

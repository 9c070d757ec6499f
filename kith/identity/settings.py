"""Caps and orders of the identity engine: what a shared identifier may prove, and how strong it is.

Data flow: the defaults below are the configuration; `resolve` hands them to DuckDB as variables, so that a
query says `getvariable('person_cap')` and no number stands in SQL.
"""

from dataclasses import dataclass

LEVELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("login", ("login",)),
    ("email", ("email", "email_sha256", "email_md5", "newsletter_click")),
    ("phone", ("phone",)),
    ("device", ("device",)),
)
"""Identifier kinds by strength, strongest first: a level may never break what a stronger one has joined."""


@dataclass(frozen=True)
class IdentitySettings:
    """Sizes the guards work with; all are counts.

    person_cap: different names behind one e-mail, phone or click id; above it the identifier is a hub.
    login_cap: different first initials behind one login among one source's records.
    nameless_cap: records without a name that one source may hang on one identifier.
    record_cap: records on one identifier, whatever their names; keeps pair work bounded.
    device_reader_cap: different newsletter readers that one device may carry before it is a public one.
    household_cap: persons of one surname at one address that are still believed to be one household.
    address_cap: persons at one address, whatever their surnames, that are; above it, it is a house of flats.
    """

    person_cap: int = 5
    login_cap: int = 1
    nameless_cap: int = 25
    record_cap: int = 200
    device_reader_cap: int = 5
    household_cap: int = 8
    address_cap: int = 4

    def __post_init__(self) -> None:
        """Refuse a cap below one: it would silently switch a whole kind of evidence off."""
        for name, value in vars(self).items():
            if value < 1:
                raise ValueError(f"identity setting {name} must be at least 1, is {value}")

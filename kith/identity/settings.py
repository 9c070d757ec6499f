"""Caps and orders of the identity engine: what a shared identifier may prove, and how strong it is.

Data flow: the defaults below are the configuration; `resolve` hands them to DuckDB as variables, so that a
query says `getvariable('person_cap')` and no number stands in SQL.
"""

from dataclasses import dataclass

from ingestion.errors import UsageError
from ingestion.feeds import Feeds

LEVELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("decision", ("decision",)),
    ("login", ("login",)),
    ("email", ("email", "email_sha256", "email_md5", "newsletter_click")),
    ("phone", ("phone",)),
    ("device", ("device",)),
    ("likely", ("likely",)),
)
"""Kinds of links by strength, strongest first: a level may never break what a stronger one has joined.

Within a level, in the order in which one of several is named. Every other order of strength follows from this one.
"""

EXACT_LEVELS = LEVELS[1:-1]
LIKELY_LEVEL = LEVELS[-1]

GUARDS = (
    "placeholder",
    "role",
    "hub",
    "organisation",
    "subscription_parties",
    "first_name",
    "second_name",
    "title",
    "twins",
    "two_logins",
    "birth_date",
    "personal_number",
    "generation",
    "surname",
    "shared_device",
    "known_names",
    "name_alone",
    "component_size",
    "ambiguous",
    "weak_bridge",
)
"""Every guard that can be switched off, in the order in which they stand in the way of a record.

Two more reasons stop a link and are no guards: `decided_never`, a decision, which is withdrawn by `kith identity
decisions --withdraw`; and `below_accept`, which is the setting `accept`.
"""


@dataclass(frozen=True)
class IdentitySettings:
    """Sizes the guards work with, all of them counts, and the two chances of likely links.

    person_cap: different names behind one e-mail, phone or click id; above it the identifier is a hub.
    login_cap: different first initials behind one login among one source's records.
    nameless_cap: records without a name that one source may hang on one identifier; on an e-mail, login or click id on
    which one name stands, record_cap of all sources.
    record_cap: records on one identifier that are not alike in all by which guards tell records apart; keeps pair
    work bounded.
    device_reader_cap: different newsletter readers that one device may carry before it is a public one.
    household_cap: persons of one surname at one address that are still believed to be one household, and persons of a
    household in all, however they hang together.
    address_cap: persons at one address, whatever their surnames, that are; above it, it is a house of flats.
    block_cap: records in a block of matching; above it the block says too little and is left out.
    component_cap: people that likely links may chain together; each further one is compared with all before it.
    few_records: below it there is nothing to learn from, and the shipped weights are used.
    memory_megabytes: what the engine may hold in memory; beyond it the database writes to disk.
    switched_off: guards that are to keep nobody apart, by name (GUARDS); every one is on unless told.
    accept: chance of one person from which a likely link joins. review: chance from which it is shown for review.
    """

    person_cap: int = 5
    login_cap: int = 1
    nameless_cap: int = 25
    record_cap: int = 200
    device_reader_cap: int = 5
    household_cap: int = 8
    address_cap: int = 4
    block_cap: int = 60
    component_cap: int = 60
    few_records: int = 500
    accept: float = 0.9
    review: float = 0.5
    memory_megabytes: int = 750
    switched_off: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a cap below one, which would silently switch a whole kind of evidence off, and odd chances."""
        if not 0 < self.review <= self.accept <= 1:
            raise ValueError(
                f"identity settings review and accept are chances, review the lower: {self.review}, {self.accept}"
            )
        unknown = sorted(set(self.switched_off) - set(GUARDS))
        if unknown:
            raise ValueError(f"there is no identity guard {unknown[0]!r}; there are {', '.join(GUARDS)}")
        for name, value in vars(self).items():
            if isinstance(value, int) and value < 1:
                raise ValueError(f"identity setting {name} must be at least 1, is {value}")


def identity_settings(feeds: Feeds) -> IdentitySettings:
    """The settings with what feeds.yml says under `identity`. Raises UsageError for a choice that cannot be."""
    choices = feeds.identity
    try:
        return IdentitySettings(
            accept=choices.accept, review=choices.review, switched_off=choices.switched_off
        )
    except ValueError as error:
        raise UsageError(f"feeds.yml, identity: {error}.") from error

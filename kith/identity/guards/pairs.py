"""Pair guards: attributes of two clusters that cannot belong to one person.

Data flow: pure data, which clashes.py turns into SQL. Adding a guard is adding a `PairGuard`; likely links pass through
the same list.
"""

from dataclasses import dataclass

from kith.identity.guards.likely import LIKELY_SENTENCES
from kith.identity.settings import EXACT_LEVELS, LIKELY_LEVEL

EXACT_NAMES = tuple(level for level, _ in EXACT_LEVELS)
ALL_NAMES = (*EXACT_NAMES, LIKELY_LEVEL[0])
PARTIES = "subscription_parties"
NEVER = "decided_never"
FULL_NAME = "first_name"
"""The guard whose attribute also tells which records of a level are of one name, and are joined first."""
AMBIGUOUS = "ambiguous"
BRIDGE = "weak_bridge"


@dataclass(frozen=True)
class PairGuard:
    """One rule: two different values of `attribute` stop a link when `clash` holds.

    attribute: SQL giving the value (text) per row of `people`; null means unknown, and the unknown never clashes.
    clash: SQL over left_value and right_value, left_part and right_part (what stands before the first bar in them),
    left_name and right_name (rows of `names`, where a value begins with first name|last name). sentence: what
    `explain` says. makes_household: people kept apart by it who share an identifier live together. outweighed_by:
    names of AGREEMENTS; where the two clusters have one of these in common, two values are no clash. one_fits: of
    several values of the two clusters it is enough that two fit.
    """

    name: str
    attribute: str
    clash: str
    sentence: str
    levels: tuple[str, ...] = ALL_NAMES
    makes_household: bool = False
    outweighed_by: tuple[str, ...] = ()
    one_fits: bool = False


@dataclass(frozen=True)
class Agreement:
    """What two clusters may have in common beside the link that is judged.

    value: SQL giving it (text) per row of `people`, with useful_email, an address that links. link_level: the level
    whose own links are this value; there it is no second piece of evidence.
    """

    value: str
    link_level: str = ""


AGREEMENTS: dict[str, Agreement] = {
    "same_last_name": Agreement("last_name"),
    "same_birth_date": Agreement("cast(birth_date as text)"),
    "same_number": Agreement("personal_number"),
    # families share houses and addresses: they say who somebody is only together with a first name, and an initial
    # is that of his wife as well
    "same_house": Agreement("case when length(first_name) > 1 then house || '|' || left(first_name, 1) end"),
    "same_email": Agreement(
        "case when length(first_name) > 1 then useful_email || '|' || left(first_name, 1) end",
        link_level="email",
    ),
    "mailbox": Agreement("case when first_name is not null then useful_email end"),
    "named_mailbox": Agreement(
        "case when length(first_name) > 2 and contains(split_part(useful_email, '@', 1), first_name)"
        " or contains(split_part(useful_email, '@', 1), left(first_name, 1) || last_name) then useful_email end"
    ),
}
ONE_SIDED = {"named_mailbox": "mailbox"}
"""Agreements that one side says and the other only has to bear out: an address made of the name of one of the two is
hers, whatever she is called besides."""

PAIR_GUARDS: tuple[PairGuard, ...] = (
    PairGuard(
        "organisation",
        "customer_kind",
        "true",
        "one is an organisation, the other a person",
    ),
    PairGuard(
        "first_name",
        "first_name || '|' || coalesce(last_name, '')",
        "first_names_clash(left_name, right_name)",
        "their first names clearly differ: one household, not one person",
        levels=EXACT_NAMES,
        makes_household=True,
    ),
    # a likely link has weighed the names already: only two names that people have are sure to be two people, and
    # only where no birth date or number of one's own was there to be weighed against them
    PairGuard(
        "known_names",
        "case when birth_date is null and personal_number is null"
        " then first_name || '|' || coalesce(last_name, '') end",
        "first_names_clash(left_name, right_name)"
        " and (left_name.is_known and right_name.is_known"
        " or length(left_name.first_name) = 1 or length(right_name.first_name) = 1)",
        "their first names are two different names, not one misspelt",
        levels=("likely",),
        makes_household=True,
    ),
    PairGuard(
        "second_name",
        "case when length(middle_name) > 1 then middle_name || '|' end",
        "left_name.is_known and right_name.is_known"
        " and not list_has_any(left_name.formal_names, right_name.formal_names)",
        "the second words of their first names are two different names",
        makes_household=True,
    ),
    PairGuard(
        "title",
        "title_sex",
        "true",
        "their titles are a man's and a woman's",
        makes_household=True,
    ),
    # of two people born on one day, names a slip apart are no slip: they are how twins are called
    PairGuard(
        "twins",
        "first_name || '|' || coalesce(last_name, '') || '|' || cast(birth_date as text)",
        "split_part(left_value, '|', 3) = split_part(right_value, '|', 3)"
        " and are_slips(left_name, right_name)",
        "born on one day and called otherwise: twins, not one name misspelt",
        levels=("phone", "device"),
        makes_household=True,
        outweighed_by=("same_email", "same_number"),
    ),
    PairGuard(
        "two_logins",
        "case when login_id is not null then login_namespace || '|' || login_id end",
        "split_part(left_value, '|', 1) = split_part(right_value, '|', 1)",
        "they have two different logins of one system",
    ),
    PairGuard(
        "birth_date",
        "cast(birth_date as text)",
        "birth_dates_clash(left_value, right_value)",
        "their birth dates differ",
        levels=EXACT_NAMES,
    ),
    # sources count in ways of their own, so numbers of two of them are held against each other only if of one form
    PairGuard(
        "personal_number",
        "personal_number || '|' || source",
        "own_numbers_clash(left_part, right_part, split_part(left_value, '|', 2) = split_part(right_value, '|', 2))",
        "they have two different numbers of their own",
        levels=EXACT_NAMES,
    ),
    PairGuard("generation", "generation", "true", "one is junior, the other senior"),
    PairGuard(
        "surname",
        "last_name || '|' || coalesce(middle_name, '') || '|' || coalesce(first_name, '')",
        "surnames_clash(left_value, right_value, left_part, right_part)",
        "two surnames, and nothing but what links them in common",
        levels=("email", "phone", "device"),
        outweighed_by=(
            "same_last_name",
            "same_birth_date",
            "same_number",
            "same_house",
            "same_email",
            "mailbox",
            "named_mailbox",
        ),
        one_fits=True,
    ),
)

SENTENCES = (
    LIKELY_SENTENCES
    | {guard.name: guard.sentence for guard in PAIR_GUARDS}
    | {
        NEVER: "somebody decided that they are two people",
        PARTIES: "one pays what the other receives: contact data that the payer typed proves nothing",
        AMBIGUOUS: "it fits two different people equally well, so this link joins it to neither",
        BRIDGE: "joining them would chain people who cannot be one",
    }
)

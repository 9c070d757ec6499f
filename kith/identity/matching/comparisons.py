"""What two records are compared by: each comparison with its levels of agreement, best first.

Data flow: pure data. `patterns` turns it into SQL, `estimation` learns the chances of each level from it,
`kith.identity.waterfall` words it. Adding a comparison is adding an entry here, its column to queries/traits.sql, and
the words for levels of a new name.
"""

from dataclasses import dataclass

from kith.identity.matching.agreement import (
    DAY_AND_MONTH_EXCHANGED,
    HOUSE_WITH_SLIPS,
    INITIAL_FITS,
    NAMES_EXCHANGED,
    NICKNAME,
    SAME_AREA,
    TWO_FLATS,
    behind,
    digit_slips,
    equal,
    misspelt,
    one_contains_the_other,
    similar,
    slips,
)

Shares = tuple[float, float, float]


@dataclass(frozen=True)
class Level:
    """One degree of agreement. Levels are tried in order; the first whose condition holds is the pair's.

    condition: SQL over left_<column> and right_<column>, those of `traits`. shares: how many of the pairs of one
    person, of two people of one household, and of two strangers are expected at this level before any data
    is seen; estimation starts from them, and a list too short to learn from is judged by them. equal: the
    column whose equality the level states; how often strangers agree is then counted exactly. tier: only
    values of this tier of frequency, 1 the rarest.
    """

    name: str
    condition: str
    shares: Shares
    equal: str | None = None
    tier: int | None = None


@dataclass(frozen=True)
class Comparison:
    """A field and its levels; the last level says that the values differ.

    known: SQL over one record (side): whether it has the field; a pair of which one has not is at level 0,
    which says nothing. silent_at: comparison and level at which it says nothing either, because that one says it
    all. clash_cap: highest believable share of differing values among records of one person; without it a
    learner may call strangers one person of another name. household_agrees_by_chance: people of one household
    agree in it no more than strangers, save for this share of copied or mistaken values.
    """

    name: str
    known: str
    levels: tuple[Level, ...]
    silent_at: tuple[str, str] | None = None
    clash_cap: float | None = None
    household_agrees_by_chance: float | None = None

    def level_number(self, name: str) -> int:
        """Number of the level of that name, as it stands in a pattern."""
        return [level.name for level in self.levels].index(name) + 1


def has(column: str) -> str:
    """SQL over one side: the record has `column`."""
    return f"side.{column} is not null"


def tiers(column: str, *shares: Shares) -> tuple[Level, ...]:
    """Equality of `column` as one level per tier of frequency, rarest first."""
    return tuple(
        Level(
            f"equal_{column}_tier_{tier}",
            f"{equal(column)} and left_{column}_tier = {tier}",
            share,
            equal=column,
            tier=tier,
        )
        for tier, share in enumerate(shares, start=1)
    )


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "first_name",
        has("first_name"),
        (
            *tiers(
                "first_name",
                (0.1, 0.001, 1e-6),
                (0.2, 0.004, 1e-5),
                (0.2, 0.006, 3e-4),
                (0.2, 0.008, 1e-3),
                (0.1, 0.01, 4e-3),
            ),
            Level("initial", INITIAL_FITS, (0.04, 0.004, 2e-3)),
            Level("nickname", NICKNAME, (0.05, 0.003, 1.5e-3)),
            Level("exchanged", NAMES_EXCHANGED, (0.02, 0.001, 5e-6)),
            Level("one_slip", misspelt("first_name"), (0.06, 0.003, 1.5e-3)),
            Level("similar", similar("first_name", 0.82), (0.02, 0.005, 4e-3)),
            Level("differs", "true", (0.05, 0.96, 0.985)),
        ),
        clash_cap=0.15,
        household_agrees_by_chance=0.01,
    ),
    Comparison(
        "middle_initial",
        has("middle_initial"),
        (
            Level("equal", equal("middle_initial"), (0.95, 0.08, 0.07), equal="middle_initial"),
            Level("differs", "true", (0.05, 0.92, 0.93)),
        ),
        clash_cap=0.1,
        household_agrees_by_chance=0.01,
    ),
    Comparison(
        "last_name",
        has("last_name"),
        (
            *tiers(
                "last_name",
                (0.15, 0.15, 1e-6),
                (0.2, 0.2, 2e-5),
                (0.2, 0.2, 2e-4),
                (0.15, 0.15, 1e-3),
                (0.1, 0.1, 2e-3),
            ),
            Level("one_slip", misspelt("last_name"), (0.07, 0.05, 1e-3)),
            Level("part", one_contains_the_other("last_name", 4), (0.03, 0.03, 8e-4)),
            Level("similar", similar("last_name", 0.82), (0.02, 0.02, 3e-3)),
            Level("differs", "true", (0.06, 0.1, 0.99)),
        ),
        silent_at=("first_name", "exchanged"),
        clash_cap=0.2,
    ),
    Comparison(
        "birth_date",
        has("birth_date"),
        (
            Level("equal", equal("birth_date"), (0.85, 0.005, 3e-5), equal="birth_date"),
            Level("day_and_month_exchanged", DAY_AND_MONTH_EXCHANGED, (0.02, 0.001, 3e-5)),
            Level("one_slip", digit_slips("birth_date", 1), (0.06, 0.005, 1e-3)),
            Level("two_digits_differ", digit_slips("birth_date", 2), (0.03, 0.02, 1.3e-2)),
            Level("differs", "true", (0.04, 0.969, 0.986)),
        ),
        clash_cap=0.08,
        household_agrees_by_chance=0.005,
    ),
    Comparison(
        "personal_number",
        has("personal_number"),
        (
            Level("equal", equal("personal_number"), (0.88, 0.01, 1e-6), equal="personal_number"),
            Level("one_slip", digit_slips("personal_number", 1), (0.05, 0.002, 1e-5)),
            Level(
                "two_slips",
                behind(
                    "least(length(left_personal_number), length(right_personal_number)) >= 6",
                    slips("personal_number", 2),
                ),
                (0.02, 0.003, 3e-4),
            ),
            Level("differs", "true", (0.05, 0.985, 0.9997)),
        ),
        clash_cap=0.15,
        household_agrees_by_chance=0.02,
    ),
    Comparison(
        "email",
        has("email"),
        (
            Level("equal", equal("email"), (0.6, 0.15, 1e-6), equal="email"),
            # an address made of the name repeats the name: it is news only where it has something of its own
            Level(
                "same_local_part",
                f"{equal('email_local')} and not left_email_is_name and not right_email_is_name",
                (0.1, 0.02, 2e-6),
            ),
            Level("slips", behind(equal("email_digits"), slips("email", 2)), (0.05, 0.01, 2e-6)),
            Level("differs", "true", (0.25, 0.82, 0.999)),
        ),
        clash_cap=0.8,
    ),
    Comparison(
        "phone",
        has("phone"),
        (
            Level("equal", equal("phone"), (0.7, 0.4, 2e-6), equal="phone"),
            Level("one_slip", digit_slips("phone", 1), (0.05, 0.02, 2e-5)),
            Level("differs", "true", (0.25, 0.58, 0.999)),
        ),
        clash_cap=0.6,
    ),
    # one comparison, not three: street, postal code and town of one house agree together or not at all
    Comparison(
        "place",
        f"({has('street')} or {has('postal_code')} or {has('city')})",
        (
            *tiers("house", (0.45, 0.6, 1e-5), (0.15, 0.15, 1e-5), (0.05, 0.05, 1e-5)),
            Level("house_with_slips", HOUSE_WITH_SLIPS, (0.08, 0.07, 5e-5)),
            Level(
                "house_in_another_area",
                f"{equal('house_number')} and {equal('street')} and not {TWO_FLATS}",
                (0.03, 0.02, 3e-5),
            ),
            Level("street", behind(equal("street"), SAME_AREA), (0.03, 0.01, 2e-4)),
            *tiers("postal_code", (0.03, 0.02, 2e-4), (0.03, 0.02, 2e-3), (0.03, 0.02, 1e-2)),
            *tiers("city", (0.01, 0.005, 2e-3), (0.01, 0.005, 1e-2), (0.02, 0.01, 5e-2)),
            Level("postal_code_with_slip", slips("postal_code", 1), (0.01, 0.005, 1e-3)),
            Level("differs", "true", (0.1, 0.04, 0.92)),
        ),
    ),
)

TIER_BOUNDS: dict[str, tuple[float, ...]] = {
    "first_name": (2e-5, 4e-4, 2e-3, 8e-3),
    "last_name": (2e-5, 4e-4, 2e-3, 8e-3),
    "postal_code": (1e-3, 1e-2),
    "city": (5e-3, 5e-2),
    "house": (8, 40),
}
"""Upper bounds of the tiers of a column of `traits` that `people` has too, rarest first: shares of the records that
have the field, or whole numbers of records (a house does not grow with the list)."""

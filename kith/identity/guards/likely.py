"""Doubts: what keeps a likely pair from being joined, however likely.

Data flow: scored pairs and `traits` in, one row per doubted pair (record_a, record_b, guard) out. The guards of
`pairs` hold for likely links as for exact ones; these are about what a chance cannot say.
"""

from kith.identity.matching.comparisons import COMPARISONS

NAME_ALONE = "name_alone"
KNOWN_NAMES = "known_names"
BIRTH_DATE = "birth_date"
BELOW_ACCEPT = "below_accept"
COMPONENT_SIZE = "component_size"

LIKELY_SENTENCES = {
    NAME_ALONE: "they agree in nothing but the name",
    BELOW_ACCEPT: "the odds are too low to join them unasked",
    COMPONENT_SIZE: "it would chain too many records together",
}

_BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}


def doubt_query(scored: str) -> str:
    """SQL for the doubted pairs of table `scored`: record_a, record_b, guard."""
    return f"""
        select scored.record_a, scored.record_b, coalesce(
            fault('{KNOWN_NAMES}', {known_names_differ()}),
            fault('{BIRTH_DATE}', {birth_dates_differ()}),
            fault('{NAME_ALONE}', {agrees_in_name_alone()})
        ) as guard
        from {scored} as scored
        inner join traits as left_side on left_side.record_number = scored.record_a
        inner join traits as right_side on right_side.record_number = scored.record_b
        where guard is not null
    """


def known_names_differ() -> str:
    """SQL: two first names that people have, neither a form of the other, or a man's and a woman's: twins, or a couple.

    A number of one's own that agrees outweighs it, and so does an equal birth date in a list that knows no
    households: where there are none, there are no twins. This is of the two records that are likely one; of the same
    name in `pairs` is what their customers are called, whom other records name.
    """
    slip, differs = _level("first_name", "one_slip"), _level("first_name", "differs")
    return f"""(
        (left_side.is_known_name and right_side.is_known_name
            or are_of_two_sexes(left_side.first_name, right_side.first_name)
            or {both_names_are_in_use()})
        and scored.first_name between {slip} and {differs}
        and scored.personal_number not between 1 and {_level("personal_number", "two_slips")}
        and (getvariable('knows_households') or scored.birth_date <> {_level("birth_date", "equal")})
    )"""


def both_names_are_in_use() -> str:
    """SQL: born on one day, with first names a slip apart that are both common, and about as common: Kayla and Kyla.

    A slip of a name is rare beside it, however long the list: a tier of frequency is a factor of twenty or less.
    """
    return f"""(
        scored.birth_date = {_level("birth_date", "equal")}
        and scored.first_name = {_level("first_name", "one_slip")}
        and least(left_side.first_name_tier, right_side.first_name_tier) > 1
        and abs(left_side.first_name_tier - right_side.first_name_tier) <= 1
        and least(length(left_side.first_name), length(right_side.first_name)) >= 4
    )"""


def birth_dates_differ() -> str:
    """SQL: two birth dates that no slip makes one: a father and a son of one name, say.

    A number of one's own that agrees outweighs it, and so does what all the rest says in a list that knows no
    households: where there are none, there are no fathers and sons.
    """
    return f"""(
        getvariable('knows_households')
        and scored.birth_date = {_level("birth_date", "differs")}
        and scored.personal_number not between 1 and {_level("personal_number", "two_slips")}
    )"""


def agrees_in_name_alone() -> str:
    """SQL: nothing but the names agrees; a town that many share is nothing."""
    best_of = {
        "middle_initial": "equal",
        "birth_date": "one_slip",
        "personal_number": "two_slips",
        "email": "slips",
        "phone": "one_slip",
        "place": "equal_postal_code_tier_3",
    }
    agreeing = " or ".join(
        f"scored.{comparison} between 1 and {_level(comparison, level)}"
        for comparison, level in best_of.items()
    )
    return f"not ({agreeing})"


def _level(comparison: str, level: str) -> int:
    return _BY_NAME[comparison].level_number(level)

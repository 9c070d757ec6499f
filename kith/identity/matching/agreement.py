"""Agreement: the SQL with which two values are held against each other.

Data flow: names of columns of `traits` in, conditions over left_side and right_side out. Every condition puts
its cheap parts first, since it is worked out for millions of pairs.
"""


def equal(column: str) -> str:
    """SQL: both have the same value."""
    return f"left_side.{column} = right_side.{column}"


def similar(column: str, floor: float) -> str:
    """SQL: Jaro-Winkler similarity of at least `floor` (Winkler 1990)."""
    return f"jaro_winkler_similarity(left_side.{column}, right_side.{column}) >= {floor}"


def slips(column: str, most: int) -> str:
    """SQL: at most `most` letters missing, added or wrong, or neighbours exchanged (Damerau 1964).

    The exact distance is the dearest of all conditions, so lengths and similarity go before it.
    """
    left, right = f"left_side.{column}", f"right_side.{column}"
    return (
        f"(abs(length({left}) - length({right})) <= {most} and {similar(column, 0.6)}"
        f" and damerau_levenshtein({left}, {right}) <= {most})"
    )


def digit_slips(column: str, most: int) -> str:
    """SQL: of two numbers of one length, at most `most` digits wrong or pairs of neighbours exchanged."""
    left, right = f"left_side.{column}", f"right_side.{column}"
    return (
        f"(length({left}) = length({right}) and (hamming({left}, {right}) <= {most}"
        f" or hamming({left}, {right}) <= {2 * most} and damerau_levenshtein({left}, {right}) <= {most}))"
    )


def one_contains_the_other(column: str, shortest: int) -> str:
    """SQL: one value holds the whole of the other, which has `shortest` letters at least."""
    left, right = f"left_side.{column}", f"right_side.{column}"
    return (
        f"(least(length({left}), length({right})) >= {shortest}"
        f" and (contains({left}, {right}) or contains({right}, {left})))"
    )


NAMES_EXCHANGED = (
    "(left_side.first_initial = left(right_side.last_name, 1)"
    " and right_side.first_initial = left(left_side.last_name, 1)"
    " and (jaro_winkler_similarity(left_side.first_name, right_side.last_name) >= 0.85"
    " or length(left_side.first_name) = 1)"
    " and (jaro_winkler_similarity(left_side.last_name, right_side.first_name) >= 0.85"
    " or length(right_side.first_name) = 1))"
)
"""First and last name stand in each other's place, slips allowed; an initial fits."""

INITIAL_FITS = (
    f"({equal('first_initial')} and (length(left_side.first_name) = 1 or length(right_side.first_name) = 1))"
)

DAY_AND_MONTH_EXCHANGED = (
    "(left(left_side.birth_date, 4) = left(right_side.birth_date, 4)"
    " and substr(left_side.birth_date, 5, 2) = right(right_side.birth_date, 2)"
    " and right(left_side.birth_date, 2) = substr(right_side.birth_date, 5, 2))"
)

SAME_AREA = (
    f"({equal('postal_code')} or {equal('city')}"
    " or left(left_side.postal_code, 3) = left(right_side.postal_code, 3))"
)

HOUSE_WITH_SLIPS = (
    f"(({equal('house_number')} and {similar('street', 0.88)}"
    f" or {equal('street')} and {slips('house_number', 1)}) and {SAME_AREA})"
)

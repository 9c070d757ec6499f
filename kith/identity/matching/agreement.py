"""Agreement: the SQL with which two values are held against each other.

Data flow: names of columns of `traits` in, conditions over left_<column> and right_<column> out. They are worked out
for millions of pairs, so what is cheap goes first and what is dear stands behind it in a CASE: DuckDB works out every
part of an AND for every row.
"""


def behind(cheap: str, dear: str) -> str:
    """SQL: both hold; `dear` is worked out only where `cheap` does."""
    return f"(case when {cheap} then {dear} else false end)"


def sides(column: str) -> tuple[str, str]:
    """SQL: the value of `column` in the one record, and in the other."""
    return f"left_{column}", f"right_{column}"


def equal(column: str) -> str:
    """SQL: both have the same value."""
    left, right = sides(column)
    return f"{left} = {right}"


MEASURED_ONCE = ("first_name", "last_name")
"""Columns whose levels ask for their similarity more than once: `create_levels` works it out before all of them."""


def similarity(column: str) -> str:
    """SQL: Jaro-Winkler similarity of the two values, from 0 to 1 (Winkler 1990)."""
    left, right = sides(column)
    return f"jaro_winkler_similarity({left}, {right})"


def similar(column: str, floor: float) -> str:
    """SQL: Jaro-Winkler similarity of at least `floor`.

    Of the listed first names from four letters on, each against itself with slips drawn at random, and against another:
    .82 is reached by 82 % with two slips and 0.5 % of others, .85 by 98 % with one slip and 0.2 %, .92 by 78 % with one
    and 0.03 %. Of street names .88 is reached by 95 % with two slips, and by none of two dozen common ones for another.
    """
    measured = f"similarity_of_{column}" if column in MEASURED_ONCE else similarity(column)
    return f"{measured} >= {floor}"


def slips(column: str, most: int) -> str:
    """SQL: at most `most` letters missing, added or wrong, or neighbours exchanged (Damerau 1964).

    The exact distance costs ten times what the others do, so these go before it. Of two words of one length: letters
    that differ in their place, of which an exchange moves two. Of others the similarity: three letters with one more
    are above .75, longer words and other slips too; of two letters, any slip is too much for it.
    """
    left, right = sides(column)
    distance = f"damerau_levenshtein({left}, {right}) <= {most}"
    return behind(
        f"abs(length({left}) - length({right})) <= {most}",
        # bytes, which hamming counts: of two scripts a word of as many letters has more
        f"(case when strlen({left}) <> strlen({right})"
        f" then {behind(f'{similar(column, 0.75)} or length({left}) < 3', distance)}"
        f" when hamming({left}, {right}) <= {most} then true"
        f" when hamming({left}, {right}) <= {2 * most} then {distance} else false end)",
    )


def misspelt(column: str) -> str:
    """SQL: of two names, one slip, or several in a long one: .92 alike, as two names of two people seldom are."""
    return f"(case when {similar(column, 0.92)} then true else {slips(column, 1)} end)"


def digit_slips(column: str, most: int) -> str:
    """SQL: of two numbers of one length, at most `most` digits wrong or pairs of neighbours exchanged."""
    left, right = sides(column)
    return behind(
        f"strlen({left}) = strlen({right})",
        behind(
            f"hamming({left}, {right}) <= {2 * most}",
            f"(hamming({left}, {right}) <= {most} or damerau_levenshtein({left}, {right}) <= {most})",
        ),
    )


def one_contains_the_other(column: str, shortest: int) -> str:
    """SQL: one value holds the whole of the other, which has `shortest` letters at least."""
    left, right = sides(column)
    return behind(
        f"least(length({left}), length({right})) >= {shortest} and length({left}) <> length({right})",
        f"(contains({left}, {right}) or contains({right}, {left}))",
    )


NAMES_EXCHANGED = behind(
    "left_first_initial = right_last_initial and right_first_initial = left_last_initial",
    "(jaro_winkler_similarity(left_first_name, right_last_name) >= 0.85"
    " or length(left_first_name) = 1)"
    " and (jaro_winkler_similarity(left_last_name, right_first_name) >= 0.85"
    " or length(right_first_name) = 1)",
)
"""First and last name stand in each other's place, slips allowed; an initial fits."""

INITIAL_FITS = f"({equal('first_initial')} and (length(left_first_name) = 1 or length(right_first_name) = 1))"

DAY_AND_MONTH_EXCHANGED = (
    "(left(left_birth_date, 4) = left(right_birth_date, 4)"
    " and substr(left_birth_date, 5, 2) = right(right_birth_date, 2)"
    " and right(left_birth_date, 2) = substr(right_birth_date, 5, 2))"
)

SAME_AREA = (
    f"(case when {equal('postal_code')} then true when {equal('city')} then true"
    " when left(left_postal_code, 3) = left(right_postal_code, 3) then true"
    f" else {similar('city', 0.93)} end)"
)
"""One area, a slip in the town allowed: of 6,000 Australian suburbs .93 is reached by 91 % with one slip and by three
in a hundred thousand for another. Hamburg is not Homburg by it, nor East Hull West Hull."""

TWO_FLATS = "coalesce(left_flat <> right_flat, false)"
"""Both name their flat, and these are two: whoever lives there may be of one name, but not of one household."""

HOUSE_WITH_SLIPS = behind(
    f"({equal('house_number')} or {equal('street')})",
    behind(
        f"{SAME_AREA} and not {TWO_FLATS}",
        f"(case when {equal('house_number')} then {similar('street', 0.88)}"
        f" else {slips('house_number', 1)} end)",
    ),
)

NICKNAME = behind(
    "left_formal_mask & right_formal_mask <> 0",
    "translate(left_formal_letters, right_formal_letters, '') <> left_formal_letters",
)
"""One is a form of the other, or both of a third: they have a letter in common, of those that stand for forms."""

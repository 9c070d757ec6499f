"""Two values and how they agree: both sides of the bound of every level, worked out by hand.

A case is the comparison, what each record says, and the level; None where the comparison says nothing. Similarities
are those of Winkler's papers (martha and marhta .961, dwayne and duane .840, dixon and dicksonx .813).
"""

from __future__ import annotations

from datetime import date
from typing import Any

Values = dict[str, Any]
AgreementCase = tuple[str, Values, Values, str | None]

TIERS: list[tuple[str, str, int]] = [  # field, value, tier; every other value is of tier 1
    ("first_name", "elke", 2),
    ("first_name", "karla", 3),
    ("first_name", "mary", 4),
    ("first_name", "john", 5),
    ("last_name", "lund", 2),
    ("last_name", "hill", 3),
    ("last_name", "brown", 4),
    ("last_name", "smith", 5),
    ("house", "20|harbour street|HU11AA", 2),
    ("house", "30|harbour street|HU11AA", 3),
    ("postal_code", "YO19ZZ", 2),
    ("postal_code", "LE11AA", 3),
    ("city", "york", 2),
    ("city", "leeds", 3),
]

FIRST_NAMES: list[tuple[str, str, str]] = [
    ("Ottilie", "Ottilie", "equal_first_name_tier_1"),
    ("Elke", "Elke", "equal_first_name_tier_2"),
    ("Karla", "Karla", "equal_first_name_tier_3"),
    ("Mary", "Mary", "equal_first_name_tier_4"),
    ("John", "John", "equal_first_name_tier_5"),
    ("J.", "John", "initial"),
    ("J.", "J.", "equal_first_name_tier_1"),
    ("K.", "John", "differs"),
    ("Bob", "Robert", "nickname"),
    ("Bob", "Robbie", "nickname"),
    ("Bob", "Peter", "differs"),
    # today a bit of the mask in common, but no form
    ("Peter", "Wally", "differs"),
    ("Robert", "Susannah", "differs"),
    ("Mary", "Viola", "differs"),
    ("Martha", "Marhta", "one_slip"),
    ("Jon", "Jan", "one_slip"),
    # as many letters, but not as many bytes
    ("\u0418\u0432\u0430\u043d", "Ivan", "differs"),
    ("Shackleford", "Shackelford", "one_slip"),
    ("Dwayne", "Duane", "similar"),
    ("Dixon", "Dicksonx", "differs"),
    ("Rosa", "Jane", "differs"),
]

LAST_NAMES: list[tuple[str, str, str]] = [
    ("Harbottle", "Harbottle", "equal_last_name_tier_1"),
    ("Lund", "Lund", "equal_last_name_tier_2"),
    ("Hill", "Hill", "equal_last_name_tier_3"),
    ("Brown", "Brown", "equal_last_name_tier_4"),
    ("Smith", "Smith", "equal_last_name_tier_5"),
    ("Smith", "Smyth", "one_slip"),
    ("Marhta", "Martha", "one_slip"),
    ("Lund", "Lundgren-Brook", "part"),
    ("Brook", "Lundgren-Brook", "part"),
    ("Lee", "Lundlee", "differs"),  # three letters are part of too much
    ("Dwayne", "Duane", "similar"),
    ("Jones", "Johnson", "similar"),
    ("Dixon", "Dicksonx", "differs"),
]

EXCHANGED: list[tuple[Values, Values, str]] = [
    (
        {"first_name": "John", "last_name": "Harbottle"},
        {"first_name": "Harbottle", "last_name": "John"},
        "exchanged",
    ),
    (
        {"first_name": "John", "last_name": "Harbottle"},
        {"first_name": "Harbotle", "last_name": "Jhon"},
        "exchanged",
    ),
    (
        {"first_name": "J.", "last_name": "Harbottle"},
        {"first_name": "Harbottle", "last_name": "John"},
        "exchanged",
    ),
    (
        {"first_name": "John", "last_name": "Harbottle"},
        {"first_name": "Harbottle", "last_name": "Peter"},
        "differs",
    ),
]

BIRTH_DATES: list[tuple[date, date, str]] = [
    (date(1950, 3, 4), date(1950, 3, 4), "equal"),
    (date(1950, 3, 4), date(1950, 4, 3), "day_and_month_exchanged"),
    (date(1950, 12, 1), date(1950, 1, 12), "day_and_month_exchanged"),
    (date(1950, 3, 4), date(1950, 3, 5), "one_slip"),
    (date(1950, 3, 4), date(1960, 3, 4), "one_slip"),
    (date(1956, 3, 4), date(1965, 3, 4), "one_slip"),
    (date(1950, 3, 4), date(1951, 3, 5), "two_digits_differ"),
    (date(1950, 3, 4), date(1951, 4, 5), "differs"),
    (date(1950, 3, 4), date(1951, 4, 3), "differs"),
    (date(1950, 3, 4), date(1981, 11, 23), "differs"),
]

PERSONAL_NUMBERS: list[tuple[str, str, str]] = [
    ("AB123456C", "AB123456C", "equal"),
    ("AB123456C", "AB123457C", "one_slip"),
    ("AB123456C", "AB124356C", "one_slip"),
    ("AB123456C", "AB123477C", "two_slips"),
    ("AB123456C", "AB12345C", "two_slips"),  # a missing letter is never one slip of a number
    ("AB123456C", "AB123888C", "differs"),
    ("123456", "123478", "two_slips"),
    ("123456", "1234", "differs"),
    ("12345", "12378", "differs"),  # two of five are too many
]

EMAILS: list[tuple[Values, Values, str]] = [
    ({"email": "tiger@tide.example"}, {"email": "tiger@tide.example"}, "equal"),
    ({"email": "tiger@tide.example"}, {"email": "tiger@post.example"}, "same_local_part"),
    ({"email": "lion@tide.example"}, {"email": "lion@post.example"}, "differs"),  # four letters say nothing
    ({"email": "tiger@tide.example"}, {"email": "tigre@tide.example"}, "slips"),
    ({"email": "tiger@tide.example"}, {"email": "tigers@tides.example"}, "slips"),
    ({"email": "tiger@tide.example"}, {"email": "tigers@tidal.example"}, "differs"),
    ({"email": "tiger71@tide.example"}, {"email": "tiger72@tide.example"}, "differs"),
    (
        {"last_name": "Hill", "email": "john.hill@tide.example"},
        {"last_name": "Hill", "email": "john.hill@post.example"},
        "differs",
    ),
    (
        {"last_name": "Hill", "email": "hillwalker@tide.example"},
        {"last_name": "Brook", "email": "hillwalker@post.example"},
        "differs",
    ),  # whoever is left
]

PHONES: list[tuple[str, str, str]] = [
    ("020 7946 0018", "+44 20 7946 0018", "equal"),
    ("020 7946 0018", "020 7946 0019", "one_slip"),
    ("020 7946 0018", "020 7946 0081", "one_slip"),
    ("020 7946 0018", "020 7946 0099", "differs"),
]


def lives(line: str | None, postal_code: str | None = None, city: str | None = None) -> Values:
    """A record of an address."""
    return {"address_line": line, "postal_code": postal_code, "city": city}


PLACES: list[tuple[Values, Values, str]] = [
    (lives("10 Harbour St", "HU1 1AA"), lives("10 Harbour Street", "hu11aa"), "equal_house_tier_1"),
    (lives("20 Harbour St", "HU1 1AA"), lives("20 Harbour St", "HU1 1AA"), "equal_house_tier_2"),
    (lives("30 Harbour St", "HU1 1AA"), lives("30 Harbour St", "HU1 1AA"), "equal_house_tier_3"),
    (lives("10 Harbour St", "HU1 1AA"), lives("10 Harbuor St", "HU1 1AA"), "house_with_slips"),
    (lives("10 Harbour St", "HU1 1AA"), lives("11 Harbour St", "HU1 1AA"), "house_with_slips"),
    (lives("110 Harbour St", "HU1 1AA"), lives("111 Harbour St", "HU1 1AA"), "house_with_slips"),
    (lives("132 Harbour St", "HU1 1AA"), lives("123 Harbour St", "HU1 1AA"), "house_with_slips"),
    (lives("10 Harbour St", "HU1 1AA"), lives("10 Harbour St", "HU1 9ZZ"), "house_with_slips"),
    (lives("10 Harbour St", "HU1 1AA"), lives("10 Harbour St", "BA2 2BB"), "house_in_another_area"),
    (lives("10 Harbour St", "HU1 1AA"), lives("10 Harbuor St", "BA2 2BB"), "differs"),
    # one flat; one of a house's flats and the house; two flats, which are not one house
    (lives("Flat 2, 10 Harbour St", "HU1 1AA"), lives("10 Harbour St #2", "HU1 1AA"), "equal_house_tier_1"),
    (lives("Flat 2, 10 Harbour St", "HU1 1AA"), lives("10 Harbour St", "HU1 1AA"), "house_with_slips"),
    (lives("Flat 2, 10 Harbour St", "HU1 1AA"), lives("Flat 3, 10 Harbour St", "HU1 1AA"), "street"),
    (lives("10/2 Harbour St", "HU1 1AA"), lives("10/3 Harbour St", "BA2 2BB"), "differs"),
    (
        lives("10 Harbour St", "3065", "Berkeley Vale"),
        lives("10 Harbuor St", "3605", "Berkeley Vlae"),
        "house_with_slips",
    ),
    (lives("10 Harbour St", "22041", "Hamburg"), lives("10 Harbuor St", "61348", "Homburg"), "differs"),
    (
        lives("10 Harbour St", "3065", "Berkeley Vale"),
        lives("237 Harbour St", "3605", "Berkely Vale"),
        "street",
    ),
    (lives("10 Harbour St", "HU1 1AA"), lives("237 Harbour St", "HU1 1AA"), "street"),
    (lives("10 Harbour St", "HU1 1AA"), lives("237 Harbour St", "BA2 2BB"), "differs"),
    (lives("10 Harbour St", "HU1 1AA"), lives("9 Mill Lane", "HU1 1AA"), "equal_postal_code_tier_1"),
    (lives(None, "YO1 9ZZ"), lives(None, "YO1 9ZZ"), "equal_postal_code_tier_2"),
    (lives(None, "LE1 1AA"), lives(None, "LE1 1AA"), "equal_postal_code_tier_3"),
    (lives(None, None, "Hull"), lives(None, None, "HULL"), "equal_city_tier_1"),
    (lives(None, "YO1 9ZZ", "York"), lives(None, "YO8 8XX", "York"), "equal_city_tier_2"),
    (lives(None, None, "Leeds"), lives(None, None, "Leeds"), "equal_city_tier_3"),
    (lives(None, "HU1 1AA"), lives(None, "HU1 1AB"), "postal_code_with_slip"),
    (lives(None, "HU1 1AA"), lives(None, "HU1 2AB"), "differs"),
    (lives(None, "HU1 1AA"), lives(None, None, "Bath"), "differs"),
]

UNKNOWN: list[tuple[str, Values]] = [
    ("first_name", {"first_name": "John"}),
    ("middle_initial", {"middle_name": "Robin"}),
    ("last_name", {"last_name": "Hill"}),
    ("birth_date", {"birth_date": date(1950, 3, 4)}),
    ("personal_number", {"personal_number": "AB123456C"}),
    ("email", {"email": "tiger@tide.example"}),
    ("phone", {"phone": "020 7946 0018"}),
    ("place", {"city": "Hull"}),
]


def column(
    comparison: str, name: str, cases: list[tuple[Any, Any, str]]
) -> list[tuple[str, Values, Values, str | None]]:
    """Cases of one field each."""
    return [(comparison, {name: one}, {name: other}, level) for one, other, level in cases]


CASES: list[AgreementCase] = [
    *column("first_name", "first_name", FIRST_NAMES),
    *(("first_name", one, other, level) for one, other, level in EXCHANGED),
    *(("last_name", one, other, None) for one, other, level in EXCHANGED if level == "exchanged"),
    *column("last_name", "last_name", LAST_NAMES),
    ("middle_initial", {"middle_name": "Robin"}, {"middle_name": "Robert"}, "equal"),
    ("middle_initial", {"middle_name": "Robin"}, {"middle_name": "Peter"}, "differs"),
    *column("birth_date", "birth_date", BIRTH_DATES),
    *column("personal_number", "personal_number", PERSONAL_NUMBERS),
    *(("email", one, other, level) for one, other, level in EMAILS),
    *column("phone", "phone", PHONES),
    *(("place", one, other, level) for one, other, level in PLACES),
    *((comparison, known, {}, None) for comparison, known in UNKNOWN),
]

"""Names and addresses as people write them, and the one form they are compared in (see normalise_cases.py)."""

from __future__ import annotations

NAMES: list[tuple[dict[str, str], tuple[str | None, str | None, str | None]]] = [
    ({"first_name": "John", "last_name": "Smith"}, ("john", "smith", None)),
    ({"first_name": "JOHN ", "last_name": " smith"}, ("john", "smith", None)),
    ({"first_name": "John", "last_name": ""}, ("john", None, None)),
    ({"last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "John Smith"}, ("john", "smith", None)),
    ({"first_name": "John1", "last_name": "Smith*"}, ("john", "smith", None)),
    # initials
    ({"first_name": "J.", "last_name": "Smith"}, ("j", "smith", None)),
    ({"first_name": "J. R.", "last_name": "Smith"}, ("j", "smith", None)),
    ({"full_name": "J. Smith"}, ("j", "smith", None)),
    ({"full_name": "Smith, J."}, ("j", "smith", None)),
    ({"full_name": "J.R.R. Tolkien"}, ("j", "tolkien", None)),
    # accents and letters of their own
    ({"first_name": "Jos\u00e9", "last_name": "Mu\u00f1oz"}, ("jose", "munoz", None)),
    ({"first_name": "J\u00f8rgen", "last_name": "Stra\u00dfer"}, ("jorgen", "strasser", None)),
    ({"first_name": "\u00c9lodie", "last_name": "Lef\u00e8vre"}, ("elodie", "lefevre", None)),
    ({"first_name": "E\u0301lodie", "last_name": "Lefe\u0300vre"}, ("elodie", "lefevre", None)),
    ({"first_name": "\u0141ukasz", "last_name": "\u017b\u00f3\u0142\u0107"}, ("lukasz", "zolc", None)),
    ({"first_name": "Bj\u00f6rn", "last_name": "\u00c5ngstr\u00f6m"}, ("bjorn", "angstrom", None)),
    ({"first_name": "\u0130pek", "last_name": "\u015eahin"}, ("ipek", "sahin", None)),
    (
        {"first_name": "\u0418\u0432\u0430\u043d", "last_name": "\u041f\u0435\u0442\u0440\u043e\u0432"},
        ("\u0438\u0432\u0430\u043d", "\u043f\u0435\u0442\u0440\u043e\u0432", None),
    ),
    # titles and what stands behind a name
    ({"first_name": "Mrs", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Dr. Karla", "last_name": "Weber"}, ("karla", "weber", None)),
    ({"full_name": "Mr Smith"}, (None, "smith", None)),
    ({"full_name": "Mr. John A. Smith"}, ("john", "smith", None)),
    ({"full_name": "Prof. Dr. Karla Weber PhD"}, ("karla", "weber", None)),
    ({"full_name": "Sir Ian McKellen CBE"}, ("ian", "mckellen", None)),
    ({"full_name": "Rev. Mary Brown"}, ("mary", "brown", None)),
    ({"first_name": "Mr John", "last_name": "Smith Jr."}, ("john", "smith", "junior")),
    ({"first_name": "John", "last_name": "Smith", "name_suffix": "Sr"}, ("john", "smith", "senior")),
    ({"first_name": "John", "last_name": "Smith III"}, ("john", "smith", "third")),
    ({"first_name": "Junior", "last_name": "Smith"}, ("junior", "smith", None)),
    ({"full_name": "John Smith, Jr."}, ("john", "smith", "junior")),
    ({"full_name": "Henry Ford II"}, ("henry", "ford", "second")),
    # joined names and particles
    ({"first_name": "Anna-Maria", "last_name": "van der Berg"}, ("anna", "berg", None)),
    ({"first_name": "Mary", "last_name": "Smith-Jones"}, ("mary", "smithjones", None)),
    ({"first_name": "Conor", "last_name": "O'Brien"}, ("conor", "obrien", None)),
    ({"first_name": "Conor", "last_name": "O\u2019Brien"}, ("conor", "obrien", None)),
    ({"first_name": "Conor", "last_name": "\u00d3 Brien"}, ("conor", "obrien", None)),
    ({"first_name": "Jean", "last_name": "de la Fontaine"}, ("jean", "fontaine", None)),
    ({"full_name": "Ludwig van Beethoven"}, ("ludwig", "beethoven", None)),
    # the last name first
    ({"full_name": "John Smith"}, ("john", "smith", None)),
    ({"full_name": "Smith, John"}, ("john", "smith", None)),
    ({"full_name": "SMITH,JOHN"}, ("john", "smith", None)),
    ({"full_name": "Smith, Dr John"}, ("john", "smith", None)),
    ({"full_name": "Beethoven, Ludwig van"}, ("ludwig", "beethoven", None)),
    # two people have no first name together
    ({"first_name": "John & Jane", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "John and Jane", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "John/Jane", "last_name": "Smith"}, (None, "smith", None)),
    ({"full_name": "John and Jane Smith"}, (None, "smith", None)),
    ({"full_name": "Smith, John & Jane"}, (None, "smith", None)),
    ({"full_name": "Mr & Mrs Smith"}, (None, "smith", None)),
    # a single word is a first name only if it is known as one
    ({"full_name": "John"}, ("john", None, None)),
    ({"full_name": "Smithers"}, (None, "smithers", None)),
    # what is no name
    ({"first_name": "Guest", "last_name": "Customer"}, (None, None, None)),
    ({"first_name": "Test", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Unknown", "last_name": "Unknown"}, (None, None, None)),
    ({"first_name": "n/a", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "-", "last_name": "?"}, (None, None, None)),
    ({"first_name": "XXX", "last_name": "12"}, (None, None, None)),
    ({"full_name": "N/A"}, (None, None, None)),
    ({"full_name": "Not provided"}, (None, None, None)),
    ({"full_name": "  "}, (None, None, None)),
    # a relation or a role in the place of a first name
    ({"first_name": "Wife", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Occupant"}, (None, None, None)),
    ({"first_name": "Resident", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Householder", "last_name": "Smith"}, (None, "smith", None)),
    ({"first_name": "Baby", "last_name": "Smith"}, (None, "smith", None)),
    ({"full_name": "Child Smith"}, (None, "smith", None)),
    # an organisation has no name of a person
    ({"profile_kind": "organisation", "first_name": "Jo", "last_name": "Hill"}, (None, None, None)),
]

MIDDLE_NAMES: list[tuple[dict[str, str], str | None]] = [
    ({"first_name": "John", "middle_name": "Robert", "last_name": "Smith"}, "robert"),
    ({"first_name": "John R.", "last_name": "Smith"}, "r"),
    ({"first_name": "Mary Jane", "last_name": "Watson"}, "jane"),
    ({"full_name": "John Robert Smith"}, "robert"),
    ({"full_name": "Smith, John Robert"}, "robert"),
    ({"full_name": "Ludwig van Beethoven"}, None),
    ({"full_name": "John Smith"}, None),
]

ADDRESSES: list[tuple[dict[str, str], str | None]] = [
    ({"address_line": "1 High Street", "postal_code": "AB1 2CD"}, "1 high street|AB12CD"),
    ({"address_line": "1, High St.", "postal_code": "ab12cd"}, "1 high street|AB12CD"),
    ({"address_line": "1 HIGH STR", "postal_code": "AB1-2CD"}, "1 high street|AB12CD"),
    ({"address_line": "5 Mill Ln", "city": "Bath"}, "5 mill lane|bath"),
    ({"address_line": "12 N. Main Blvd", "postal_code": "02139"}, "12 north main boulevard|02139"),
    ({"address_line": "Flat 2, 9 Park Rd", "city": "Hull"}, "flat 2 9 park road|hull"),
    ({"address_line": "Apt 2, 9 Park Road", "city": "HULL"}, "flat 2 9 park road|hull"),
    ({"address_line": "Unit 2 / 9 Park Rd.", "city": "Hull"}, "flat 2 9 park road|hull"),
    ({"address_line": "Apt. 5B, 10 W Elm Ave", "city": "Hull"}, "flat 5b 10 west elm avenue|hull"),
    ({"address_line": "Berliner Stra\u00dfe 5", "postal_code": "10115"}, "berliner street 5|10115"),
    ({"address_line": "Berliner Str. 5", "postal_code": "10115"}, "berliner street 5|10115"),
    ({"address_line": "Hauptstr. 12", "postal_code": "10115"}, "hauptstrasse 12|10115"),
    ({"address_line": "Hauptstra\u00dfe 12", "postal_code": "10115"}, "hauptstrasse 12|10115"),
    ({"address_line": "4, rue de l\u2019\u00c9glise", "postal_code": "75001"}, "4 rue de l eglise|75001"),
    ({"address_line": "High Street", "city": "Hull"}, "high street|hull"),
    ({"address_line": "1 High St", "postal_code": "00000", "city": "Hull"}, "1 high street|hull"),
    ({"address_line": "1 High St", "city": "Saint-\u00c9tienne"}, "1 high street|saintetienne"),
    ({"address_line": "1 High St", "postal_code": "00000"}, None),
    ({"address_line": "1 High St"}, None),
    ({"address_line": "unknown", "postal_code": "AB1 2CD"}, None),
    ({"address_line": "-", "postal_code": "AB1 2CD"}, None),
]

HOUSES: list[tuple[str, str | None, str | None]] = [  # line, house_number, street
    ("12 High Street", "12", "high street"),
    ("High Street 12", "12", "high street"),
    ("12a High St", "12a", "high street"),
    ("Hauptstra\u00dfe 12", "12", "hauptstrasse"),
    ("High Street", None, "high street"),
]

POSTAL_CODES: list[tuple[str, str | None]] = [
    (" ab1 2cd ", "AB12CD"),
    ("1011 AB", "1011AB"),
    ("10115", "10115"),
    ("00000", None),
    ("0000", None),
    ("12345", None),
    ("99999", None),
    ("n/a", None),
    ("Unknown", None),
    ("", None),
    ("-", None),
]

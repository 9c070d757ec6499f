"""What people write, and the one form it is compared in: one line a case, the right-hand side worked out by hand.

A case is a profiles row (with its record_id and connector, where they matter) and what normalisation makes of it, by
column of `people`, or of `canonical_emails` for what is said of an e-mail address as written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.identity.normalise_name_cases import ADDRESSES, HOUSES, MIDDLE_NAMES, NAMES, POSTAL_CODES, TITLES

Case = tuple[dict[str, Any], dict[str, Any]]

# sha256sum and md5sum of the lower-cased address
JOHN_SHA256 = "bb3c86b6cefdd651c2442bb3c40abfb6c746ea0c0a31c2a929709f17e0820b68"
JOHN_MD5 = "bfcd805371f288a6fd7903373e6d57a0"

EMAILS: list[tuple[str, str | None]] = [
    ("john@tide.example", "john@tide.example"),
    ("  John@Tide.Example ", "john@tide.example"),
    ("\tjohn@tide.example\r\n", "john@tide.example"),
    ("\u00a0john@tide.example", "john@tide.example"),
    ("john@tide.example\u200b", "john@tide.example"),
    ("John <john@tide.example>", "john@tide.example"),
    ("<JOHN@TIDE.EXAMPLE>", "john@tide.example"),
    ('"Smith, John" <john@tide.example>', "john@tide.example"),
    ("mailto:john@tide.example", "john@tide.example"),
    ("john@tide.example.", "john@tide.example"),
    # of two addresses neither is more his than the other
    ("john@tide.example, jane@tide.example", None),
    ("john@tide.example; jane@tide.example", None),
    ("john@tide.example; John@Tide.example", "john@tide.example"),
    ("john@tide.example., John@Tide.example.", "john@tide.example"),
    ('"john@tide.example" <john@tide.example>', "john@tide.example"),
    # gmail: no dots, no tags, two domains
    ("john.smith@gmail.com", "johnsmith@gmail.com"),
    ("J.O.H.N@GMAIL.COM", "john@gmail.com"),
    ("j.o.h.n+news@googlemail.com", "john@gmail.com"),
    ("john+a+b@gmail.com", "john@gmail.com"),
    ("John Smith <John.Smith+Shop@Gmail.com>", "johnsmith@gmail.com"),
    ("+john@gmail.com", "+john@gmail.com"),
    # tags, but dots are letters
    ("john.smith+shop@outlook.com", "john.smith@outlook.com"),
    ("john.smith@outlook.com", "john.smith@outlook.com"),
    ("john+news@hotmail.com", "john@hotmail.com"),
    ("john@hotmail.com", "john@hotmail.com"),
    ("john+news@live.com", "john@live.com"),
    ("john@me.com", "john@icloud.com"),
    ("john+news@mac.com", "john@icloud.com"),
    ("john.smith@icloud.com", "john.smith@icloud.com"),
    ("john@protonmail.com", "john@proton.me"),
    ("john+news@pm.me", "john@proton.me"),
    ("john+news@fastmail.com", "john@fastmail.com"),
    # yahoo: the tag stands behind a hyphen
    ("john-shop@yahoo.com", "john@yahoo.com"),
    ("john.smith-shop@yahoo.com", "john.smith@yahoo.com"),
    ("john_smith@yahoo.com", "john_smith@yahoo.com"),
    # elsewhere two such addresses can be two people
    ("john.smith@tide.example", "john.smith@tide.example"),
    ("john+news@tide.example", "john+news@tide.example"),
    ("john-shop@tide.example", "john-shop@tide.example"),
    ("john.smith@mail.gmail.com", "john.smith@mail.gmail.com"),
    ("john.smith@gmail.co", "john.smith@gmail.co"),
    ("j\u00f8rgen@tide.example", "j\u00f8rgen@tide.example"),
    ("JOSE\u0301@tide.example", "jos\u00e9@tide.example"),
    ("john@m\u00fcller.example", "john@m\u00fcller.example"),
    ("john@XN--mller-kva.example", "john@m\u00fcller.example"),
    ("john@shop.xn--strae-oqa.example", "john@shop.stra\u00dfe.example"),
    ("john@xn--tide-.example", "john@xn--tide-.example"),
    ("john@xn--\u00fc.example", "john@xn--\u00fc.example"),
    ("john@", None),
    ("@tide.example", None),
    ("john@@tide.example", None),
    ("john", None),
    ("n/a", None),
    ("", None),
    ("john@localhost", None),
]

ADDRESS_FLAGS: list[tuple[str, bool, bool]] = [  # as written, is_placeholder, is_role
    ("noemail@tide.example", True, False),
    ("Test@tide.example", True, False),
    ("john@test.com", True, False),
    ("john@noemail.com", True, False),
    ("no-reply@tide.example", True, False),
    ("testa@tide.example", False, False),
    ("noemail+1@tide.example", True, False),
    ("no-mail@tide.example", True, False),
    ("invalid@invalid.com", True, False),
    ("john@example.com", True, False),
    ("mail@mail.com", True, False),
    ("me@me.com", True, False),
    ("john.harrow@example.com", False, False),
    ("me@tide.example", False, False),
    ("john@tide.example", False, False),
    ("info@tide.example", False, True),
    ("INFO@tide.example", False, True),
    ("info+shop@gmail.com", False, True),
    ("info+shop@tide.example", False, True),
    ("john.info@tide.example", False, False),
]

PHONES: list[tuple[str, str | None, str | None]] = [
    ("+44 20 7946 0018", "GB", "+442079460018"),
    ("020 7946 0018", "GB", "+442079460018"),
    ("(020) 7946-0018", "GB", "+442079460018"),
    ("020.7946.0018", "GB", "+442079460018"),
    ("+44 (0)20 7946 0018", "GB", "+442079460018"),
    ("0044 20 7946 0018", "GB", "+442079460018"),
    ("07700 900123", "GB", "+447700900123"),
    ("7700 900123", "GB", "+447700900123"),
    ("020 7946 0018 ext. 12", "GB", "+442079460018"),
    ("020 7946 0018 x12", "GB", "+442079460018"),
    ("tel:+442079460018", "GB", "+442079460018"),
    ("020 7946 0018", " gb ", "+442079460018"),
    ("(212) 555-0123", "US", "+12125550123"),
    ("1-212-555-0123", "US", "+12125550123"),
    ("011 44 20 7946 0018", "US", "+442079460018"),
    ("1-800-FLOWERS", "US", "+18003569377"),
    ("+1 212 555 0123", "GB", "+12125550123"),
    ("001 212 555 0123", "GB", "+12125550123"),
    ("+1 (212) 555-0123 ext 4", None, "+12125550123"),
    ("01 44 55 66 77", "FR", "+33144556677"),
    ("+33 (0)6 12 34 56 78", "FR", "+33612345678"),
    ("030 901820", "DE", "+4930901820"),
    ("0171 2345609", "DE", "+491712345609"),
    ("+49 30 901820", None, "+4930901820"),
    ("612 34 56 78", "ES", "+34612345678"),
    ("06-12345678", "NL", "+31612345678"),
    ("0664 1234567", "AT", "+436641234567"),
    ("044 668 18 00", "CH", "+41446681800"),
    ("22 12 34 56", "NO", "+4722123456"),
    ("087 123 4567", "IE", "+353871234567"),
    ("0412 345 678", "AU", "+61412345678"),
    ("0011 44 20 7946 0018", "AU", "+442079460018"),
    ("98765 43210", "IN", "+919876543210"),
    ("06 6982 0018", "IT", "+390669820018"),
    ("03-1234-5678", "JP", "+81312345678"),
    ("+44 20 7946 0018", "XX", "+442079460018"),
    ("020 7946 0018", "XX", None),
    ("12345", "GB", None),
    ("7946 0018", "GB", None),
    ("555-0123", "US", None),
    ("+44 20 7946 0018 0018", "GB", None),
    ("+999 2079460018", "GB", None),
    ("999999999999999999", "GB", None),
    ("ask my wife", "GB", None),
    ("unknown", "GB", None),
]

BIRTH_DATES: list[tuple[str, date | None]] = [
    ("1950-03-04", date(1950, 3, 4)),
    ("1900-01-02", date(1900, 1, 2)),
    ("2000-01-01", date(2000, 1, 1)),
    ("2000-02-29", date(2000, 2, 29)),
    ("1900-01-01", None),
    ("1901-01-01", None),
    ("1970-01-01", None),
    ("0001-01-01", None),
    ("1899-12-30", None),
    ("1904-01-01", None),
    ("9999-12-31", None),
]

BORN_IN_2024: list[tuple[dict[str, datetime | None], date | None]] = [
    ({"created_at": datetime(2024, 3, 3)}, None),
    ({"created_at": datetime(2024, 3, 4, 9)}, date(2024, 3, 4)),
    ({"created_at": datetime(2020, 1, 1), "updated_at": datetime(2024, 6, 1)}, date(2024, 3, 4)),
    ({"created_at": datetime(1970, 1, 1)}, date(2024, 3, 4)),
    ({"created_at": None}, date(2024, 3, 4)),
]
"""Nobody is born after his record was written, as far as it says when that was."""

PERSONAL_NUMBERS: list[tuple[str, str | None]] = [
    ("AB 12 34 56 C", "AB123456C"),
    ("ab-123456-c", "AB123456C"),
    ("078-05-1120", "078051120"),
    ("", None),
    ("---", None),
    ("n/a", None),
    ("unknown", None),
    ("000-00-0000", None),
    ("999999999", None),
]

LOGINS: list[tuple[str, str | None]] = [
    (" L1 ", "L1"),
    ("l1", "l1"),
    ("", None),
    ("0", None),
    ("NULL", None),
    ("Guest", None),
    ("(not set)", None),
]

HASHES: list[tuple[str, str | None]] = [
    (JOHN_SHA256, JOHN_SHA256),
    (f" {JOHN_SHA256.upper()} ", JOHN_SHA256),
    (JOHN_SHA256[:-1], None),
    (JOHN_MD5, None),
    ("john@tide.example", None),
]

# of john@tide.example, as sha256sum and md5sum give them
DIGESTS: list[tuple[str, str, str]] = [
    ("John@Tide.example", JOHN_SHA256, JOHN_MD5),
    (
        "John.Smith@gmail.com",
        "d0c648bc36f12061bec770df216cea2ab95851b9350fd54b658de53b0407767a",
        "1c874909e198bf87d38b50ef7e4d3163",
    ),
]

CASES: list[Case] = [
    *(({"email": written}, {"email": form}) for written, form in EMAILS),
    *(({"email": written}, {"is_placeholder": no, "is_role": role}) for written, no, role in ADDRESS_FLAGS),
    *(({"email_sha256": written}, {"email_sha256": form}) for written, form in HASHES),
    ({"connector": "mailchimp", "record_id": f"list:{JOHN_MD5}"}, {"email_md5": JOHN_MD5}),
    ({"connector": "files", "record_id": f"list:{JOHN_MD5}"}, {"email_md5": None}),
    *(({"phone": phone, "country_code": country}, {"phone": form}) for phone, country, form in PHONES),
    *(
        (names, {"first_name": first, "last_name": last, "generation": generation})
        for names, (first, last, generation) in NAMES
    ),
    *((names, {"middle_name": middle}) for names, middle in MIDDLE_NAMES),
    *((names, {"title_sex": sex, "last_name": last}) for names, sex, last in TITLES),
    *((address, {"address_key": key}) for address, key in ADDRESSES),
    *(
        ({"address_line": line, "city": "Hull"}, {"house_number": number, "street": street, "flat": flat})
        for line, number, street, flat in HOUSES
    ),
    *(({"postal_code": written}, {"postal_code": form}) for written, form in POSTAL_CODES),
    *(({"birth_date": written}, {"birth_date": form}) for written, form in BIRTH_DATES),
    *((written | {"birth_date": "2024-03-04"}, {"birth_date": form}) for written, form in BORN_IN_2024),
    *(({"personal_number": written}, {"personal_number": form}) for written, form in PERSONAL_NUMBERS),
    *(({"login_id": written}, {"login_id": form}) for written, form in LOGINS),
]

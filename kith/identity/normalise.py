"""Normalisation: every value in the one form that is compared.

Data flow: incoming_profiles, incoming_pointers (scope.py) and staging.stg_ops__sources in; temp
tables records, canonical_emails, phones, addresses, people and names out. All of it is SQL
(queries/*.sql), save phone numbers whose form alone does not decide: those go, each distinct one once,
through the phonenumbers library.
"""

import csv
from functools import cache
from pathlib import Path
from unicodedata import normalize

from kith.identity.connection import Connection
from kith.identity.queries.run import run_query
from kith.identity.scope import EVERYTHING, Scope

PUNYCODE = "xn--"
REFERENCE = Path(__file__).parent / "reference"
REFERENCE_TABLES: dict[str, str] = {
    "email_providers": "domain text, canonical_domain text, drops_dots boolean, tag_separator text",
    "role_mailboxes": "local_part text",
    "placeholders": "kind text, match text, value text",
    "nicknames": "nickname text, formal_name text",
    "first_names": "first_name text",
    "generations": "word text, generation text",
    "phone_formats": (
        "country_code text, calling_code text, trunk_prefix text, national_length bigint, lowest_first_digit text"
    ),
}


def reference_rows(name: str) -> list[dict[str, str]]:
    """Rows of reference/<name>.csv."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_reference(connection: Connection) -> None:
    """Lay the reference lists as temp tables, and those that macros ask for as variables."""
    for table, columns in REFERENCE_TABLES.items():
        connection.execute(f"create or replace temp table {table} ({columns})")
        path = str(REFERENCE / f"{table}.csv")
        connection.execute(
            f"insert into {table} by name select * from read_csv($path, header = true, all_varchar = true)",
            {"path": path},
        )
    connection.execute("update phone_formats set trunk_prefix = coalesce(trunk_prefix, '')")
    for variable, words in _word_lists().items():
        connection.execute(f"set variable {variable} = $words", {"words": words})
    for variable, (words, meanings) in _word_maps().items():
        connection.execute(
            f"set variable {variable} = map($words, $meanings)", {"words": words, "meanings": meanings}
        )
    # a table, since a thousand words written out in a query cost more to plan than to look up
    connection.execute(
        """
        create or replace temp table known_first_names as
        select first_name as word from first_names
        union
        select nickname as word from nicknames
        union
        select formal_name as word from nicknames
        """
    )
    run_query(connection, "macros")


@cache
def _word_maps() -> dict[str, tuple[list[str], list[str]]]:
    forms = reference_rows("address_words")
    titles = [row for row in reference_rows("name_words") if row["sex"]]
    return {
        "address_word_forms": ([row["word"] for row in forms], [row["canonical"] for row in forms]),
        "title_sexes": ([row["word"] for row in titles], [row["sex"] for row in titles]),
    }


@cache
def _word_lists() -> dict[str, list[str]]:
    name_words = reference_rows("name_words")
    placeholders = reference_rows("placeholders")

    def having(role: str) -> list[str]:
        return [row["word"] for row in name_words if row["role"] == role]

    def placeholder(kind: str) -> list[str]:
        return [row["value"] for row in placeholders if row["kind"] == kind]

    return {
        "title_words": having("title"),
        "suffix_words": having("suffix") + having("generation"),
        "generation_words": having("generation"),
        "mere_suffixes": [word for word in having("generation") if word not in having("surname")],
        "surname_words": having("surname"),
        "particle_words": having("particle"),
        "placeholder_words": placeholder("word"),
        "placeholder_texts": placeholder("text"),
        "placeholder_first_names": placeholder("first_name"),
        "placeholder_logins": placeholder("login"),
        "placeholder_birth_dates": placeholder("birth_date"),
    }


def readable_domain(domain: str) -> str:
    """A domain as it is read: labels that stand for other letters (xn--mller-kva) are spelt in these."""
    return ".".join(_readable_label(label) for label in domain.split("."))


def _readable_label(label: str) -> str:
    try:
        readable = label.removeprefix(PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    # of letters that need no such spelling it is another domain's
    is_one = label.startswith(PUNYCODE) and not readable.isascii()
    return normalize("NFC", readable.lower()) if is_one else label


def lay_readable_domains(connection: Connection) -> None:
    """Create temp table readable_domains (domain, readable) for the domains of records that are read otherwise."""
    connection.execute("create or replace temp table readable_domains (domain text, readable text)")
    written = connection.execute(
        f"""
        select distinct split_part(email_as_written, '@', 2)
        from (select email_as_written from records union all select email_as_written from outside_emails)
        where contains(email_as_written, '{PUNYCODE}')
        """
    ).fetchall()
    for (domain,) in written:
        connection.execute(
            "insert into readable_domains values ($domain, $readable)",
            {"domain": domain, "readable": readable_domain(domain)},
        )


def normalise(connection: Connection, scope: Scope = EVERYTHING) -> None:
    """Create temp tables records, people and names, and what they rest on.

    scope: which records these are.
    """
    scope.lay_inputs(connection)
    run_query(connection, "records")
    lay_readable_domains(connection)
    run_query(connection, "emails")
    run_query(connection, "phones")
    parse_remaining_phones(connection)
    run_query(connection, "addresses")
    run_query(connection, "normalise")
    run_query(connection, "first_names")
    run_query(connection, "names")
    run_query(connection, "birth_dates")
    run_query(connection, "clashes")


def parse_remaining_phones(connection: Connection) -> None:
    """Fill phones.e164 by library where SQL could not tell; numbers that cannot exist stay null."""
    waiting = connection.execute(
        "select distinct phone, region from phones where needs_library order by phone, region nulls first"
    ).fetchall()
    if not waiting:
        return
    import pyarrow

    parsed = [international_phone(phone, region) for phone, region in waiting]
    found = pyarrow.table(
        {
            "phone": pyarrow.array([phone for phone, _ in waiting], pyarrow.string()),
            "region": pyarrow.array([region for _, region in waiting], pyarrow.string()),
            "e164": pyarrow.array(parsed, pyarrow.string()),
        }
    )
    connection.register("parsed_phones", found)
    connection.execute(
        "update phones set e164 = parsed_phones.e164 from parsed_phones where phones.needs_library"
        " and phones.phone = parsed_phones.phone and phones.region is not distinct from parsed_phones.region"
    )
    connection.unregister("parsed_phones")


def international_phone(phone: str, region: str | None) -> str | None:
    """E.164 of a number as somebody wrote it, or None when no such number can exist.

    region: two-letter country for numbers without a country code; None reads only numbers that carry one.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    # A number without its area code is possible too, but only where it was dialled.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    number.extension = None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

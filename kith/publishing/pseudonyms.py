"""Pseudonyms: what stands in the BI files in place of personal data.

A pseudonym is HMAC-SHA256 of the value under the home's key, 64 hexadecimal characters. The same value gets
the same pseudonym in every column, so a record id still joins to itself; without the key nobody can test
whether a known e-mail address is in the file, which a plain hash would allow. DuckDB has no HMAC, but HMAC is
two rounds of SHA-256 over the key and the text (RFC 2104), and SHA-256 it has: a million values take less
than half a second.

Data flow: the `personal` kind of a column -> an SQL expression, or nothing where the column is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import duckdb

from ingestion.errors import KithError, UsageError
from kith.publishing.content_hash import quoted

SHORTEST_SECRET = 32  # bytes; HMAC-SHA256 is as strong as its key, up to the hash's own 32 bytes
_FEWEST_DIFFERENT_BYTES = 8  # 'aaaa…' and '00000…' are long, and known to everybody
_WELL_KNOWN = (b"change", b"default", b"example", b"password", b"secret")
_BLOCK_BYTES = 64  # of SHA-256

LEFT_OUT_KINDS = frozenset({"email", "phone", "name", "street", "free_text"})
HASHED_KINDS = frozenset({"record_id", "login_id", "device_id", "handle"})
NOT_PERSONAL = "none"  # says of a column with a personal-looking name that it may be published
KINDS = LEFT_OUT_KINDS | HASHED_KINDS | {"url", "birth_date", NOT_PERSONAL}

# Scheme, user and host of a URL, to drop the user in https://john:secret@example.org/.
_ORIGIN = "^([A-Za-z][A-Za-z0-9+.-]*://)([^/@]*@)?([^/@:]+)"
_OLDEST_AGE = 120
_AGE_BANDS = (18, 25, 35, 45, 55, 65, 75)


@dataclass(frozen=True)
class PublishedColumn:
    """A column of a published table: its name there and the SQL that makes it."""

    name: str
    expression: str


def check_secret(secret: bytes) -> None:
    """Raise UsageError for a key that somebody could guess: missing, short, monotonous or well known."""
    remedy = (
        f" Give at least {SHORTEST_SECRET} random bytes in KITH_SECRET, or remove it and let Kith make"
        " state/secret.key."
    )
    if not secret:
        raise UsageError("There is no secret key, and without one pseudonyms protect nobody." + remedy)
    if len(secret) < SHORTEST_SECRET:
        raise UsageError(f"The secret key has {len(secret)} bytes, which can be guessed." + remedy)
    if len(set(secret)) < _FEWEST_DIFFERENT_BYTES or secret.lower().startswith(_WELL_KNOWN):
        raise UsageError("The secret key is a default or an easy one." + remedy)


@contextmanager
def key_in_session(connection: duckdb.DuckDBPyConnection, secret: bytes) -> Iterator[None]:
    """Hold HMAC's two padded keys in session variables, so that no SQL text and no log ever has them."""
    check_secret(secret)
    block = secret if len(secret) <= _BLOCK_BYTES else hashlib.sha256(secret).digest()
    block = block.ljust(_BLOCK_BYTES, b"\0")
    connection.execute("set variable kith_inner_key = ?::blob", [bytes(byte ^ 0x36 for byte in block)])
    connection.execute("set variable kith_outer_key = ?::blob", [bytes(byte ^ 0x5C for byte in block)])
    try:
        yield
    finally:
        connection.execute("reset variable kith_inner_key")
        connection.execute("reset variable kith_outer_key")


def pseudonym_sql(expression: str) -> str:
    """SQL of HMAC-SHA256 of a value's text as hexadecimal; null stays null. Needs `key_in_session`."""
    inner = f"sha256(getvariable('kith_inner_key') || encode(({expression})::varchar))"
    return f"sha256(getvariable('kith_outer_key') || unhex({inner}))"


def url_sql(expression: str) -> str:
    """SQL of a URL without query string and fragment.

    A path that holds an at-sign may hold an address: then only scheme and host stay, and of a mailto: link
    nothing.
    """
    cut = f"regexp_replace({expression}, '[?#].*$', '', 's')"
    origin = f"regexp_extract({cut}, '{_ORIGIN}', ['scheme', 'user', 'host'])"
    return (
        f"case when {expression} similar to '(?i)(mailto|tel|sms):.*' then null"
        f" when {cut} like '%@%' or {cut} ilike '%\\%40%' escape '\\'"
        f" then nullif({origin}.scheme || {origin}.host, '') else {cut} end"
    )


def age_band_sql(expression: str, as_of: date) -> str:
    """SQL of the age band ('35-44') of a birth date on `as_of`; null for a date that cannot be one."""
    born, today = f"({expression})::date", f"date '{as_of.isoformat()}'"
    age = f"datesub('year', {born}, {today})"
    bands = [
        f"when {age} > {_OLDEST_AGE} or {born} > {today} then null",
        f"when {age} < {_AGE_BANDS[0]} then 'under 18'",
    ]
    for lowest, next_lowest in pairwise(_AGE_BANDS):
        bands.append(f"when {age} < {next_lowest} then '{lowest}-{next_lowest - 1}'")
    return f"case {' '.join(bands)} when {age} >= {_AGE_BANDS[-1]} then '{_AGE_BANDS[-1]}+' end"


def published_column(name: str, data_type: str, kind: str | None, as_of: date) -> PublishedColumn | None:
    """What of a column goes into the BI files: itself, a pseudonym, less of it, or None for nothing.

    `kind` is the column's `personal` meta. Raises KithError for a kind that does not exist: a typing error
    there must not publish a name.
    """
    source = quoted(name)
    if kind is None or kind == NOT_PERSONAL:
        return PublishedColumn(name, source)
    if kind not in KINDS:
        raise KithError(
            f"Column {name} has the unknown personal kind {kind!r}; known are {', '.join(sorted(KINDS))}."
        )
    if kind in LEFT_OUT_KINDS:
        return None
    if kind in HASHED_KINDS:
        return PublishedColumn(name, pseudonym_sql(source))
    if kind == "url":
        return PublishedColumn(name, url_sql(source))
    if data_type not in ("DATE", "TIMESTAMP"):  # a birth year or a birthday has no band
        return None
    return PublishedColumn(name.replace("birth_date", "age_band"), age_band_sql(source, as_of))

"""Pseudonyms: what they hide, what they keep, and which keys are refused."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import duckdb
import pytest

from ingestion.errors import KithError, UsageError
from kith.publishing.pseudonyms import (
    KINDS,
    age_band_sql,
    check_secret,
    key_in_session,
    pseudonym_sql,
    published_column,
    url_sql,
)
from tests.publishing.hand_made import AS_OF, SECRET


@pytest.mark.parametrize("value", ["cus_1", "", "Zoë 漢字", "a" * 200, "x' or '1'='1"])
@pytest.mark.parametrize("secret", [SECRET, SECRET * 2, SECRET * 3], ids=["short", "block", "long"])
def test_pseudonym_is_hmac_sha256_under_the_key(value: str, secret: bytes) -> None:
    with duckdb.connect() as connection, key_in_session(connection, secret):
        found = connection.execute(
            f"select {pseudonym_sql('value')} from (select ? as value)", [value]
        ).fetchall()
    assert found == [(hmac.new(secret, value.encode(), hashlib.sha256).hexdigest(),)]


def test_null_has_no_pseudonym_and_numbers_have_that_of_their_text() -> None:
    with duckdb.connect() as connection, key_in_session(connection, SECRET):
        found = connection.execute(f"select {pseudonym_sql('null::text')}, {pseudonym_sql('42')}").fetchall()
    assert found == [(None, hmac.new(SECRET, b"42", hashlib.sha256).hexdigest())]


def test_key_leaves_the_session() -> None:
    with duckdb.connect() as connection:
        with key_in_session(connection, SECRET):
            pass
        assert connection.execute("select getvariable('kith_inner_key')").fetchall() == [(None,)]


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"short",
        bytes(range(31)),
        b"a" * 40,
        b"0123" * 10,
        b"changeme-changeme-please-changeme",
        b"password" * 5,
    ],
)
def test_guessable_keys_are_refused(secret: bytes) -> None:
    with pytest.raises(UsageError, match="KITH_SECRET"):
        check_secret(secret)


@pytest.mark.parametrize(
    ("url", "published"),
    [
        ("https://example.org/books/one?mc_eid=1#top", "https://example.org/books/one"),
        ("https://example.org/books/one#john@archer.example", "https://example.org/books/one"),
        ("https://example.org/books/one\n?x=1", "https://example.org/books/one\n"),
        ("https://example.org/", "https://example.org/"),
        ("/books/one?x=1", "/books/one"),
        ("https://example.org/unsubscribe/john@archer.example", "https://example.org"),
        ("https://example.org:8080/stop/john%40archer.example", "https://example.org"),
        ("https://john:secret@example.org/books", "https://example.org"),
        ("john@archer.example", None),
        ("mailto:john@archer.example", None),
        ("TEL:+441904555010", None),
        (None, None),
    ],
)
def test_url_keeps_the_page_and_loses_the_person(url: str | None, published: str | None) -> None:
    found = duckdb.execute(f"select {url_sql('url')} from (select ?::text as url)", [url]).fetchall()
    assert found == [(published,)]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2008-07-01", "under 18"),
        ("2008-06-30", "18-24"),
        ("1991-06-30", "35-44"),
        ("1991-07-01", "25-34"),
        ("1951-06-30", "75+"),
        ("1900-01-01", None),
        ("2027-01-01", None),
        (None, None),
    ],
)
def test_birth_date_becomes_an_age_band_on_as_of(born: str | None, band: str | None) -> None:
    found = duckdb.execute(
        f"select {age_band_sql('born', AS_OF)} from (select ?::date as born)", [born]
    ).fetchall()
    assert found == [(band,)]


def test_every_kind_says_what_it_becomes() -> None:
    names = {}
    for kind in KINDS:
        column = published_column("birth_date", "DATE", kind, date(2026, 6, 30))
        names[kind] = column.name if column else None
    assert names == {
        "email": None,
        "phone": None,
        "name": None,
        "street": None,
        "free_text": None,
        "record_id": "birth_date",
        "login_id": "birth_date",
        "device_id": "birth_date",
        "handle": "birth_date",
        "url": "birth_date",
        "birth_date": "age_band",
        "none": "birth_date",
    }


def test_birth_years_and_birthdays_are_left_out() -> None:
    assert published_column("birth_year", "INTEGER", "birth_date", AS_OF) is None
    assert published_column("birthday", "VARCHAR", "birth_date", AS_OF) is None


def test_a_misspelt_kind_publishes_nothing() -> None:
    with pytest.raises(KithError, match="emial"):
        published_column("email", "VARCHAR", "emial", AS_OF)

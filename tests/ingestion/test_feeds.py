"""feeds.yml: what it says when it is wrong, naming the key, and what it takes."""

from pathlib import Path

import pytest

from ingestion.errors import UsageError
from ingestion.feeds import read_feeds
from tests.ingestion.homes import ORDERS, LoaderHome


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("feed: merchandise", "feeed: merchandise", "unknown key 'feeed' in sources[shop]"),
        ("feed: merchandise", "", "the key 'feed' is missing in sources[shop]"),
        ("feed: merchandise", "feed: food", "sources[shop].feed"),
        ("connector: files", "connector: sap", "unknown connector 'sap'"),
        (
            "connector: files",
            "connector: stripe",
            "a source with `connector: stripe` has `path:` and no `files:`",
        ),
        (
            "connector: files",
            "connector: files\n        path: landing/",
            "has `files:` and no `path:` of its own",
        ),
        ("entity: order_lines", "entity: orders", "unknown entity 'orders'"),
        ("line_amount: amount", "amount: amount", "order_lines has no column 'amount'; it has 'tax_amount',"),
        ("line_amount: amount", "xyz: amount", "order_lines has no column 'xyz': see docs/entities.md"),
        ("line_amount: amount", "LineAmount: amount", "no column 'LineAmount'; it has 'line_amount'"),
        ("line_amount: amount", "", "required column 'line_amount' of order_lines is not mapped"),
        ("path: landing/orders*", "path: /etc/passwd", "leaves home"),
        ("path: landing/orders*", "path: landing/../../x", "leaves home"),
        ("name: shop", "name: a shop", "is no name"),
        (
            "entity: order_lines",
            "entity: order_lines\n            timezone: Mars/Base",
            "unknown time zone 'Mars/Base'",
        ),
        ("entity: order_lines", "entity: order_lines\n            csv: {sep: x}", "unknown key 'sep'"),
        ("sources:", "as_of: soon\n    sources:", "as_of"),
        ("sources:", "sources: [\n", "no valid YAML in line"),
    ],
)
def test_wrong_setting_is_named(home: LoaderHome, old: str, new: str, message: str) -> None:
    text = ORDERS.replace(old, new)
    (home.root / "feeds.yml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_feeds(home.root)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: []\n? [a]\n: b\n", "in line 2: a key must be plain text"),
        ("sources: []\n? {a: b}\n: c\n", "in line 2: a key must be plain text"),
        ("sources: []\nas_of: 2026-02-30\n", "in line 2: this date, time or number does not exist"),
        ("as_of: 2026-06-30T25:00:00\n", "in line 1: this date, time or number does not exist"),
        ("as_of: !!timestamp soon\n", "in line 1: this date, time or number does not exist"),
        ("as_of: !!bool soon\n", "in line 1: this date, time or number does not exist"),
        ("as_of: " + "9" * 5000, "in line 1: this date, time or number does not exist"),
        ('as_of: "\\UFFFFFFFF"', "holds something that cannot be read"),
        ("as_of: " + "[" * 5000, "feeds.yml"),
    ],
)
def test_what_cannot_be_constructed_is_one_sentence(home: LoaderHome, text: str, message: str) -> None:
    (home.root / "feeds.yml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_feeds(home.root)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: 3", "sources: it must be a list, whose items each begin with `- `."),
        ("sources:", "sources: it must be a list"),
        ("sources: [1]", "sources[1]: it must be a block of keys with values"),
        ("as_of: soon", "as_of: it must be a day without a time, such as 2026-06-30."),
        ("as_of: 2026-06-30 10:00:00", "as_of: it must be a day without a time"),
        ("as_of: 5", "as_of: it must be a day without a time"),
        ("as_of: [2026-06-30]", "as_of: it must be a day without a time"),
        ("rates: 3", "rates: it must be text"),
        ("3: 4", "3: a key must be text"),
        ("reporting_currency: eur", "reporting_currency: it must be three capital letters, such as GBP."),
    ],
)
def test_value_of_a_wrong_kind_names_the_remedy(home: LoaderHome, text: str, message: str) -> None:
    (home.root / "feeds.yml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_feeds(home.root)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("columns: 3", "sources[shop].files[orders].columns: it must be a block"),
        ("columns: {order_id: [1]}", "files[orders].columns.order_id: it must be text"),
        (
            "columns: {record_id: no}",
            "columns.record_id: `no`, `off` and `false` are read by YAML as false: write",
        ),
        (
            "columns: {record_id: on}",
            "columns.record_id: `yes`, `on` and `true` are read by YAML as true: write",
        ),
        ("where: yes", "where: `yes`, `on` and `true` are read by YAML as true: write the word in quotes."),
        (
            "where: ' '",
            "where: it is empty: write a condition, such as `Status <> 'void'`, or leave the key out.",
        ),
        ("columns: {1: a}", "files[orders].columns.1: it must be text"),
        ("csv: {delim: ';;'}", "files[orders].csv.delim: it must be one character."),
        ("csv: {header: maybe}", "csv.header: it must be true or false."),
        ("csv: {skip: -1}", "csv.skip: it must be 0 or more."),
        ("csv: {skip: 1.5}", "csv.skip: it must be a whole number, such as 1."),
        ("format: xls", "format: it must be one of 'csv', 'jsonl' or 'parquet'."),
    ],
)
def test_wrong_value_in_an_entry_names_the_remedy(home: LoaderHome, setting: str, message: str) -> None:
    entry = "{name: orders, path: landing/a, entity: orders, " + setting + "}"
    (home.root / "feeds.yml").write_text(
        f"sources: [{{name: shop, feed: merchandise, connector: files, files: [{entry}]}}]"
    )
    with pytest.raises(UsageError) as caught:
        read_feeds(home.root)
    assert message in str(caught.value)


def test_a_chance_above_one_is_told_its_limit(home: LoaderHome) -> None:
    (home.root / "feeds.yml").write_text("identity: {accept: 2}\n")
    with pytest.raises(UsageError, match=r"identity\.accept: it must be less than or equal to 1"):
        read_feeds(home.root)


def test_numbers_stay_constants_and_words_in_quotes_are_columns(home: LoaderHome) -> None:
    text = ORDERS.replace("record_id: id", 'record_id: "no"').replace("quantity: \"'1'\"", "quantity: 1.5")
    (home.root / "feeds.yml").write_text(text)
    columns = read_feeds(home.root).sources[0].files[0].columns
    assert (columns["record_id"], columns["quantity"]) == ("no", "1.5")


def test_name_used_twice_is_refused(home: LoaderHome) -> None:
    block = "  - {name: a, feed: support, connector: zendesk, path: landing/z}\n"
    (home.root / "feeds.yml").write_text("sources:\n" + block + block)
    with pytest.raises(UsageError, match="source name 'a' is used twice"):
        read_feeds(home.root)


def test_key_that_stands_twice_is_refused(home: LoaderHome) -> None:
    (home.root / "feeds.yml").write_text("as_of: 2026-01-01\nas_of: 2026-01-02\n")
    with pytest.raises(UsageError, match="'as_of' stands twice"):
        read_feeds(home.root)


def test_missing_feeds_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kith demo"):
        read_feeds(tmp_path)


def test_defaults(home: LoaderHome) -> None:
    feeds = read_feeds(home.root)
    [source] = feeds.sources
    [entry] = source.files
    assert (feeds.reporting_timezone, source.login_namespace) == ("UTC", "home")
    assert (entry.entry, entry.delivery, entry.timezone, entry.format) == ("lines", "delta", "UTC", None)


def test_any_subset_of_feeds_is_fine(home: LoaderHome) -> None:
    (home.root / "feeds.yml").write_text("as_of: 2026-01-01\n")
    assert read_feeds(home.root).sources == ()

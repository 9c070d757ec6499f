"""The briefing: right, self-contained, harmless, and readable in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from kith.publishing import Publication
from kith.publishing.briefing.page import count_text, day_text, delta_text, money_text, percent_text
from kith.publishing.briefing.reading import read_facts, read_snapshot
from tests.publishing.hand_made import make_manifest, make_warehouse, publish_home

MINUS = "\N{MINUS SIGN}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NAMES = ("John Archer", "Moss", "Omar", "Said")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Publication]:
    """Two publications of one home: between them a month passes and somebody leaves."""
    home = tmp_path_factory.mktemp("home")
    make_warehouse(home / "warehouse.duckdb")
    make_manifest(home / "manifest.json")
    first = publish_home(home, as_of=date(2026, 5, 31))
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into marts.dim_customers by name (select * replace ('c_zoe' as customer_id,"
            " 'Zoe' as full_name, 'none' as risk_state) from marts.dim_customers limit 1)"
        )
        connection.execute(
            "insert into marts.fct_customer_value by name (select * replace ('c_zoe' as customer_id,"
            " 'core' as value_tier) from marts.fct_customer_value where customer_id = 'c_mary')"
        )
    return first, publish_home(home, run_id="run-2")


def text_of(publication: Publication, name: str = "briefing.html") -> str:
    """The page's words, without markup, style and pictures' insides."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.words: list[str] = []
            self.is_style = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.is_style = tag == "style"

        def handle_endtag(self, tag: str) -> None:
            self.is_style = False

        def handle_data(self, data: str) -> None:
            if not self.is_style:
                self.words.append(data)

    words = Words()
    words.feed((publication.folder / "briefings" / name).read_text(encoding="utf-8"))
    return " ".join(" ".join(words.words).split())


def test_the_first_briefing_compares_with_nothing(published: tuple[Publication, Publication]) -> None:
    assert "This is the first briefing" in text_of(published[0])
    facts = read_facts(published[0], None)
    assert facts.totals_before is None
    assert all(tier.customers_before is None for tier in facts.tiers)


def test_the_next_one_says_what_changed(published: tuple[Publication, Publication]) -> None:
    text = text_of(published[1])
    assert "Against the briefing of 31 May 2026." in text
    facts = read_facts(published[1], read_snapshot(published[0]))
    assert facts.totals_before is not None
    assert facts.totals.customers - facts.totals_before.customers == 1
    assert facts.totals.contribution - facts.totals_before.contribution == Decimal("90.0000")
    core = next(tier for tier in facts.tiers if tier.tier == "core")
    assert (core.customers_before, core.customers) == (1, 2)
    assert "Customers 6 +1" in text
    assert "£332 +£90" in text


def test_movement_closes(published: tuple[Publication, Publication]) -> None:
    facts = read_facts(published[1], None)
    assert facts.movement_month == date(2026, 6, 1)
    assert [line.title for line in facts.movement] == ["The Weekly", "Garden"]
    for line in facts.movement:
        assert line.opening + sum(line.gains.values()) - sum(line.losses.values()) == line.closing
    assert "June 2026, up to 30 June 2026" in text_of(published[1])


def test_who_rose_is_told_with_the_reason(published: tuple[Publication, Publication]) -> None:
    facts = read_facts(published[1], read_snapshot(published[0]))
    assert [(person.customer_id, person.tier_before, person.tier) for person in facts.risen] == [
        ("c_john", "core", "ideal")
    ]
    assert (facts.risen_count, facts.fallen_count) == (1, 0)
    assert "No discounts, two product lines" in text_of(published[1])
    assert "since 31 May 2026 1 customer rose a tier and 0 fell" in text_of(published[1])
    assert "at the last month-end 1 customer rose" in text_of(published[0])


def test_a_fall_since_an_older_briefing_is_counted(published: tuple[Publication, Publication]) -> None:
    long_ago = Publication(**(vars(published[0]) | {"as_of": date(2026, 1, 31)}))
    assert read_facts(published[1], read_snapshot(long_ago)).fallen_count == 1


def test_risk_is_told_with_its_value(published: tuple[Publication, Publication]) -> None:
    facts = read_facts(published[1], None)
    assert [(line.risk_state, line.customers, line.value_at_risk) for line in facts.risks] == [
        ("disengaged", 1, Decimal("95.0000"))
    ]
    assert [person.customer_id for person in facts.at_risk] == ["c_mary"]


@pytest.mark.parametrize("tier", ["problem", "dormant", "core"])
def test_who_earns_nothing_has_no_profit_at_risk(home: Path, tier: str) -> None:
    """A problem customer's next term may well earn something; that is no profit that we have and may lose."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        earns = -5 if tier == "core" else 5
        connection.execute(
            "update marts.fct_customer_value set value_at_risk = 126, value_tier = ?, contribution_profit_12m = ?"
            " where customer_id = 'c_omar'",
            [tier, earns],
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert [person.customer_id for person in facts.at_risk] == ["c_mary"]
    totals = facts.totals
    assert (totals.customers_at_risk, totals.value_at_risk) == (1, Decimal("95.0000"))
    assert totals.unprofitable_with_signs == 1
    assert "1 more shows the same signs but has no profit to lose" in text_of(publication)


@pytest.mark.parametrize("value_at_risk", [None, 0])
def test_who_has_no_term_to_lose_is_not_counted_as_at_risk(home: Path, value_at_risk: int | None) -> None:
    """A buyer whose order is overdue shows signs, but no payment of his can fail to come."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_at_risk = ? where customer_id = 'c_john'",
            [value_at_risk],
        )
        connection.execute(
            "update marts.dim_customers set risk_state = 'overdue' where customer_id = 'c_john'"
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert [(line.risk_state, line.customers) for line in facts.risks] == [("disengaged", 1)]
    assert (facts.totals.customers_at_risk, facts.totals.no_term_with_signs) == (1, 1)
    text = text_of(publication)
    assert "1 is at risk, with £95 of profit" in text
    assert "1 more earns something and shows them, but pays for no term that could be lost" in text


def test_every_customer_stands_in_the_table_of_tiers(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_tier = null where customer_id = 'c_void'"
        )
    publication = publish_home(home)
    facts = read_facts(publication, None)
    assert sum(line.customers for line in facts.tiers) == facts.totals.customers == 5
    assert facts.tiers[-1].tier == "not yet placed"
    assert "not yet placed Known since the last month-end only" in text_of(publication)


def test_what_rounds_to_nothing_is_no_loss(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.fct_customer_value set value_tier = null, contribution_profit_12m = -0.30"
            " where customer_id = 'c_void'"
        )
    folder = publish_home(home).folder
    (row,) = re.findall(
        r"<tr><td><span class=\"tag not-yet-placed.*", (folder / "briefings/briefing.html").read_text()
    )
    assert '<td class="number">£0</td>' in row
    assert "loss" not in row


def test_picture_text_and_mart_of_the_whale_curve_agree(published: tuple[Publication, Publication]) -> None:
    facts = read_facts(published[0], None)
    with duckdb.connect(str(published[0].folder / "kith_pii.duckdb"), read_only=True) as connection:
        mart = connection.execute(
            "select customer_share::double, cumulative_contribution_share::double from marts.rpt_whale_curve"
        ).fetchall()
    assert list(facts.whale_curve) == mart
    text = text_of(published[0])
    assert "The 4 customers who made a profit or a loss in twelve months" in text
    assert "The best 25% of these customers earn 63% of the profit" in text
    assert "the last 25% lose 11% of it again" in text


def test_the_page_tells_whom_we_recognise_and_how(published: tuple[Publication, Publication]) -> None:
    """The thirty days to as_of, over all sources; the picture has ninety."""
    text = text_of(published[1])
    assert "Visits 8 38% 25% by a newsletter's link, 12% logged in" in text
    assert "Revenue £32 75% 75% by e-mail or phone" in text
    assert "62% of the visits are by people we know" in text
    (visits,) = [line for line in read_facts(published[0], None).recognition if line.measure == "visits"]
    assert (visits.quantity, visits.known, visits.ways) == (5, 1.0, {"login": 1.0})


def test_names_stand_only_in_the_closed_page(published: tuple[Publication, Publication]) -> None:
    open_page = text_of(published[1])
    assert not [name for name in NAMES if name in open_page]
    assert "Pseudonymous" in open_page
    assert "c_john" in open_page
    closed_page = text_of(published[1], "briefing_with_names.html")
    assert "John Archer" in closed_page
    assert "Confidential" in closed_page
    assert (published[1].folder / "briefings" / "briefing_with_names.html").stat().st_mode & 0o777 == 0o600


def test_markup_in_a_name_stays_text(published: tuple[Publication, Publication]) -> None:
    page = (published[1].folder / "briefings" / "briefing_with_names.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Moss" in page


def test_the_page_asks_nobody_for_anything(published: tuple[Publication, Publication]) -> None:
    for path in (published[1].folder / "briefings").iterdir():
        page = path.read_text(encoding="utf-8")
        assert not re.findall(r"(?:src|href)\s*=|@import|url\(|<link|<iframe|<img", page)
        assert "default-src 'none'" in page
        assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_an_older_publication_with_other_columns_is_no_comparison(
    published: tuple[Publication, Publication], tmp_path: Path
) -> None:
    with duckdb.connect(str(tmp_path / "kith_pii.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.dim_customers as select 1 as id")
    older = Publication(**(vars(published[0]) | {"folder": tmp_path}))
    assert read_snapshot(older) is None


def test_a_home_with_little_to_tell_still_has_a_page(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        for table in (
            "dim_customers",
            "fct_customer_value",
            "fct_subscriptions",
            "dim_customer_tier_history",
            "rpt_subscriber_movement",
            "rpt_whale_curve",
            "rpt_recognition_rate",
        ):
            connection.execute(f"delete from marts.{table}")
    text = text_of(publish_home(home))
    for said in (
        "No subscriptions have been fed yet.",
        "nobody stands in a tier",
        "Nothing has been read or bought in thirty days.",
        "Nobody rose",
        "Nobody who earns us something is at risk of not renewing.",
        "Nobody has earned anything yet",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (count_text(1234567), "1,234,567"),
        (count_text(-5), f"{MINUS}5"),
        (delta_text(5), "+5"),
        (delta_text(0), "±0"),
        (delta_text(-1200), f"{MINUS}1,200"),
        (percent_text(0.426), "43%"),
        (percent_text(-0.06), f"{MINUS}6%"),
        (percent_text(-0.001), "0%"),
        (money_text(Decimal("1234.5"), "GBP"), "£1,235"),
        (money_text(Decimal("-0.5"), "EUR"), f"{MINUS}€1"),
        (money_text(Decimal("-0.4"), "USD"), "$0"),
        (money_text(Decimal("12"), "SEK"), "SEK 12"),
        (day_text(date(2026, 6, 5)), "5 June 2026"),
    ],
)
def test_numbers_are_written_as_people_do(written: str, expected: str) -> None:
    assert written == expected


def browse(page: Path, profile: Path, *switches: str) -> str:
    """What a headless Chromium makes of a page; switches say what."""
    assert CHROMIUM
    return subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            f"--user-data-dir={profile}",
            *switches,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


@pytest.fixture
def chromium(tmp_path: Path) -> Callable[..., str]:
    """A browser with a fresh profile; the test is skipped where none is installed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    return lambda page, *switches: browse(page, tmp_path / "profile", *switches)


def test_a_browser_shows_the_page_from_disk(
    published: tuple[Publication, Publication], chromium: Callable[..., str]
) -> None:
    document = chromium(published[1].folder / "briefings" / "briefing_with_names.html", "--dump-dom")
    assert "<title>Customer briefing, 30 June 2026</title>" in document
    for section in ("changes", "movement", "tiers", "whale", "recognition", "risen", "risk"):
        assert f'<section id="{section}"' in document
    assert '<polyline class="line"' in document
    assert "John Archer" in document
    assert "<script" not in document


def test_it_prints_on_paper(
    published: tuple[Publication, Publication], chromium: Callable[..., str], tmp_path: Path
) -> None:
    printed = tmp_path / "briefing.pdf"
    chromium(published[1].folder / "briefings" / "briefing.html", f"--print-to-pdf={printed}")
    content = printed.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page[^s]", content))
    assert 1 <= pages <= 3

"""The briefing: right, self-contained, harmless, and readable in a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kith.publishing import Publication
from kith.publishing.briefing.reading import read_facts, read_snapshot
from tests.publishing.briefing_words import text_of
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
    assert "±£0" in text


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
    assert "on 1 June 2026: no discounts, two product lines" in text_of(published[1])
    assert "since 31 May 2026 1 customer rose a tier and nobody fell" in text_of(published[1])
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
        "nobody rose or fell a tier",
        "Nobody rose since the last month-end, and nobody fell.",
        "Nobody who earns us something is at risk of not renewing.",
        "Nobody has earned anything yet",
    ):
        assert said in text


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


MEASURED = """<script>
const cut = [...document.querySelectorAll("section")].filter(section => section.scrollWidth > section.clientWidth);
const hidden = [...document.querySelectorAll(".wide")].filter(table => table.scrollWidth > table.clientWidth);
document.title = JSON.stringify({
  width: innerWidth, page: document.documentElement.scrollWidth, cut: cut.map(section => section.id),
  hidden: hidden.map(table => table.closest("section").id),
  scrolls: hidden.every(table => getComputedStyle(table).overflowX === "auto"),
});
</script></body>"""


def test_on_a_telephone_all_of_the_profit_is_in_sight(
    published: tuple[Publication, Publication], chromium: Callable[..., str], tmp_path: Path
) -> None:
    """Its last columns were out of sight at 500 pixels; a table that is still wider scrolls inside the page."""
    page = (published[1].folder / "briefings" / "briefing.html").read_text()
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("</body>", MEASURED)
    (tmp_path / "measured.html").write_text(page)
    document = chromium(
        tmp_path / "measured.html", "--window-size=500,900", "--hide-scrollbars", "--dump-dom"
    )
    measured = json.loads(html.unescape(re.findall("<title>(.*?)</title>", document)[0]))
    assert measured["width"] == measured["page"] == 500
    assert measured["cut"] == [] and measured["scrolls"]
    assert not {"movement", "tiers", "recognition"} & set(measured["hidden"])


def test_it_prints_on_paper(
    published: tuple[Publication, Publication], chromium: Callable[..., str], tmp_path: Path
) -> None:
    printed = tmp_path / "briefing.pdf"
    chromium(published[1].folder / "briefings" / "briefing.html", f"--print-to-pdf={printed}")
    content = printed.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page[^s]", content))
    assert 1 <= pages <= 3

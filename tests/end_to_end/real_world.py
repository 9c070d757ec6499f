"""A home whose landing folder holds the real data sets of ../shared/fixtures; nothing of it is ever committed."""

import json
import shutil
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"

needs_fixtures = [
    pytest.mark.fixtures,
    pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"the real data sets are not at {FIXTURES}"),
]

COPIED_FOLDERS = {
    "uci_online_retail": "uci_online_retail",
    "cdnow": "cdnow",
    "ga4": "ga4",
    "newsletter_exports": "newsletter_exports",
    "ghost_members": "ghost_members",
    "mailchimp_seeds": "mailchimp_seeds",
    "zendesk_seeds": "zendesk_seeds",
    "shopify/api_fixtures": "shopify_api",
}


def build_real_world(home: Path) -> Path:
    """Fill a new home with the real data sets as their vendors would have delivered them."""
    landing = home / "landing"
    for folder, name in COPIED_FOLDERS.items():
        shutil.copytree(FIXTURES / folder, landing / name)
    (landing / "shopify_tables").mkdir()
    for table in (FIXTURES / "shopify").glob("*.csv"):
        shutil.copy(table, landing / "shopify_tables")
    (landing / "snowplow_web").mkdir()
    shutil.copy(FIXTURES / "snowplow_web" / "source" / "snowplow_web_events.csv", landing / "snowplow_web")
    _write_recorded_bodies(landing / "mailchimp_recorded")
    _write_stripe_objects(landing / "stripe")
    shutil.copy(Path(__file__).with_name("real_world.feeds.yml"), home / "feeds.yml")
    _make_writable(landing)
    return home


def _write_recorded_bodies(folder: Path) -> None:
    """Each recorded exchange's response body as the file a client would have saved."""
    folder.mkdir()
    recording = FIXTURES / "mailchimp_recorded" / "importRecords.jsonl"
    for number, line in enumerate(recording.read_text().splitlines()):
        body = json.loads(line)["response_body"]
        (folder / f"{number:02d}.json").write_text(json.dumps(body))


def _write_stripe_objects(folder: Path) -> None:
    """Stripe's sample of each resource that the connector knows."""
    folder.mkdir()
    resources = json.loads((FIXTURES / "stripe" / "fixtures3.json").read_text())["resources"]
    known = ["customer", "product", "price", "subscription", "invoice", "charge", "refund", "dispute"]
    for name in [*known, "balance_transaction"]:
        (folder / f"{name}.json").write_text(json.dumps(resources[name]))


def _make_writable(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)

"""Decisions about who is who, taken and taken back: every mart is as if they had always, or never, stood.

Two records of John share nothing, two of Mary share an address: a person joins the first pair and takes the second
apart, then takes both back. Whoever is joined is asked the most restrictive of what he said; whoever is apart again has
his own answers back.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.homes import keep_model, kith, published_hashes, query, run_kith

FEEDS = """
as_of: 2026-06-30
reporting_currency: GBP
sources:
  - name: crm
    feed: subscriptions
    connector: files
    files:
      - {path: landing/crm/people.csv, entity: profiles, columns: &person {
          record_id: id, full_name: name, email: email, login_id: login, address_line: street, city: city,
          created_at: since}}
      - {path: landing/crm/consents.csv, entity: consents, columns: &consent {
          profile_record_id: id, purpose: "'marketing'", channel: channel, status: status, recorded_at: said_at}}
      - {path: landing/crm/subscriptions.csv, entity: subscriptions, columns: {
          subscription_id: number, profile_record_id: id, title: title, status: "'active'", started_at: since,
          term_unit: "'month'", term_count: "12", amount: price, currency: "'GBP'"}}
  - name: shop
    feed: merchandise
    connector: files
    files:
      - {path: landing/shop/people.csv, entity: profiles, columns: *person}
      - {path: landing/shop/consents.csv, entity: consents, columns: *consent}
      - {path: landing/shop/orders.csv, entity: order_lines, columns: {
          order_id: number, record_id: number, profile_record_id: id, ordered_at: day, quantity: "1",
          line_amount: price, currency: "'GBP'"}}
  - name: site
    feed: web_analytics
    connector: files
    files:
      - {path: landing/site/events.csv, entity: web_events, columns: {
          event_id: event, device_id: device, login_id: login, occurred_at: at, event_name: "'page_view'"}}
"""
PERSON = "id,name,email,login,street,city,since\n"
CONSENT = "id,channel,status,said_at\n"
LANDING = {
    "crm/people.csv": PERSON
    + "c-john,John Harrow,john@one.example,john,1 Elm Row,York,2024-01-01\n"
    + "c-mary,Mary Moss,mary@moss.example,mary,2 Oak Way,Hull,2024-02-01\n",
    "crm/consents.csv": CONSENT
    + "c-john,email,granted,2024-01-01\nc-john,post,granted,2024-01-01\n"
    + "c-mary,email,granted,2024-02-01\nc-mary,post,refused,2024-02-01\n",
    "crm/subscriptions.csv": "number,id,title,since,price\n"
    "1,c-john,The Weekly,2025-09-01,120.00\n2,c-mary,Garden,2026-01-01,60.00\n",
    "shop/people.csv": PERSON
    + "s-john,John Harrow,orders@harrow.example,,Lower Mill,Truro,2025-01-01\n"
    + "s-mary,Mary Moss,mary@moss.example,,9 Quay Street,Hull,2025-02-01\n",
    "shop/consents.csv": CONSENT
    + "s-john,email,withdrawn,2025-01-01\ns-john,post,granted,2025-01-01\n"
    + "s-mary,email,withdrawn,2025-02-01\ns-mary,post,granted,2025-02-01\n",
    "shop/orders.csv": "number,id,day,price\n"
    "11,s-john,2025-11-05,24.50\n12,s-john,2026-05-05,9.90\n13,s-mary,2026-04-04,30.00\n14,,2026-04-05,5.00\n",
    "site/events.csv": "event,device,login,at\n"
    "e1,d1,john,2026-06-01 08:00:00\ne2,d1,,2026-06-02 08:00:00\ne3,d2,,2026-06-02 09:00:00\n",
}
CUSTOMERS = "select record_id, customer_id from marts.bridge_customer_records where entity = 'profiles'"
CONSENTS = """
    select records.record_id, customers.contactable_email, customers.contactable_post
    from marts.bridge_customer_records as records
    inner join marts.dim_customers as customers on customers.customer_id = records.customer_id
    where records.entity = 'profiles' order by all
"""
REDIRECTS = """
    select redirects.until is null, living.customer_id is not null
    from marts.dim_customer_redirects as redirects
    left join marts.dim_customers as living on living.customer_id = redirects.living_customer_id
    order by all
"""


@dataclass(frozen=True)
class Published:
    """What one publication says: marts by content, customers by record, answers by record, redirects by what stands."""

    hashes: dict[str, str]
    customers: dict[str, str]
    consents: list[tuple[object, ...]]
    redirects: list[tuple[object, ...]]


def published(home: Path) -> Published:
    return Published(
        published_hashes(home),
        {str(record): str(customer) for record, customer in query(home, CUSTOMERS)},
        query(home, CONSENTS),
        query(home, REDIRECTS),
    )


def differing(one: Published, other: Published) -> list[str]:
    """The marts whose content is not the same."""
    return sorted(table for table in one.hashes if one.hashes[table] != other.hashes[table])


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Published]:
    """What readers see before, decided, in a home in which it was always decided, and taken back."""
    home = tmp_path_factory.mktemp("decisions") / "home"
    for name, text in LANDING.items():
        (home / "landing" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "landing" / name).write_text(text)
    (home / "feeds.yml").write_text(FEEDS)
    run_kith(home)
    stages = {"before": published(home)}
    decide(home, "unmerge", "shop:s-mary", "--why", "two cousins write from one address")
    decide(home, "merge", "crm:c-john", "shop:s-john", "--why", "he told us at the counter", "--now")
    stages["decided"] = published(home)
    stages["always decided"] = published(with_decisions_from_the_start(home))
    decide(home, "unmerge", "shop:s-john", "--why", "it was his uncle")
    decide(home, "decisions", "--withdraw", "crm:c-mary", "shop:s-mary", "--why", "one cousin", "--now")
    stages["taken back"] = published(home)
    return stages


def decide(home: Path, command: str, *arguments: str) -> None:
    kith("identity", command, *arguments, "--by", "tester", "--home", str(home))


def with_decisions_from_the_start(home: Path) -> Path:
    """A fresh home with the same input, key, model and decisions, which has never seen anything else."""
    fresh = home.with_name("fresh")
    shutil.copytree(home / "landing", fresh / "landing")
    shutil.copy(home / "feeds.yml", fresh / "feeds.yml")
    keep_model(home, fresh)
    shutil.copy2(home / "state" / "decisions.jsonl", fresh / "state" / "decisions.jsonl")
    run_kith(fresh)
    return fresh


def test_decisions_move_the_records_they_are_about(stages: dict[str, Published]) -> None:
    before, decided = stages["before"].customers, stages["decided"].customers
    assert before["c-john"] != before["s-john"]
    assert before["c-mary"] == before["s-mary"]
    assert decided["c-john"] == decided["s-john"]
    assert decided["c-mary"] != decided["s-mary"]


def test_marts_are_as_if_the_decisions_had_always_stood(stages: dict[str, Published]) -> None:
    assert differing(stages["decided"], stages["always decided"]) == []
    assert {"marts.dim_customers", "marts.fct_customer_value"} <= set(
        differing(stages["before"], stages["decided"])
    )


def test_marts_are_as_if_decisions_taken_back_had_never_been(stages: dict[str, Published]) -> None:
    assert differing(stages["before"], stages["taken back"]) == []
    assert stages["taken back"].customers == stages["before"].customers


def test_who_is_joined_is_asked_the_strictest_answer_and_who_is_apart_has_his_own_back(
    stages: dict[str, Published],
) -> None:
    johns_own = [("c-john", True, True), ("s-john", False, True)]
    johns_together = [("c-john", False, True), ("s-john", False, True)]
    marys_own = [("c-mary", True, False), ("s-mary", False, True)]
    marys_together = [("c-mary", False, False), ("s-mary", False, False)]
    assert sorted(stages["before"].consents) == sorted(johns_own + marys_together)
    assert sorted(stages["decided"].consents) == sorted(johns_together + marys_own)
    assert sorted(stages["always decided"].consents) == sorted(johns_together + marys_own)
    assert sorted(stages["taken back"].consents) == sorted(johns_own + marys_together)


def test_redirects_stand_while_the_merge_does_and_are_kept(stages: dict[str, Published]) -> None:
    assert stages["before"].redirects == []
    assert stages["decided"].redirects == [(True, True)]
    assert (False, True) in stages["taken back"].redirects

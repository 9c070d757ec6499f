"""Planted cases of worth: who spends much and earns nothing, who earns much and says nothing, and some between.

Data flow: `tell(story)` -> rows; each person's role stands in truth/people.csv, what he earned in
truth/contribution.csv.
"""

from __future__ import annotations

from typing import Any

from kith.demo.story import Person, Story, bureau_account


def _someone(number: int, role: str, first: str, last: str, **changes: Any) -> Person:
    base: dict[str, Any] = {
        "household": -number, "street": f"{20 - number} Meadow View", "city": "York", "region": "North Yorkshire",
        "postal_code": f"YO1 {-number % 10}AB", "email": f"{first}.{last}@example.com".lower(),
        "mobile": f"+4477009008{-number:02d}",
    }  # fmt: skip
    return Person(number=number, role=role, first=first, last=last, **{**base, **changes})


def tell(story: Story) -> None:
    """Big spender, quiet ideal, deal chaser, advocate and friends, seasonal buyer, charge-backs, a trial."""
    _big_spender(story)
    _quiet_ideal(story)
    _deal_chaser(story)
    _advocate(story)
    _seasonal(story)
    _short_stories(story)


def _shopper(story: Story, person: Person, since: str) -> None:
    record = str(6_000_000_000 + person.number)
    story.profile(person, "shopify", record, since, email=person.email, phone=person.mobile)


def _big_spender(story: Story) -> None:
    """Spends most of all in the shop, at two fifths off, sends every second order back and keeps the help desk busy."""
    person = story.person(_someone(-10, "big_spender", "Barnaby", "Spendlove"))
    _shopper(story, person, "2024-01-10 10:00")
    user = story.profile(
        person, "zendesk", "379000000010", "2024-01-11 10:00", kind="user", email=person.email
    )
    for number in range(24):
        year, month = 2024 + number // 12, number % 12 + 1
        when = f"{year}-{month:02d}-12 11:00"
        variants = ["8002", "8002", "8009", "8012"]
        story.buy(
            person,
            when,
            variants,
            is_guest=False,
            code="VIP40",
            percent_off=40,
            is_refunded=number % 2 == 0,
            restocks=False,
        )
        story.ask(person, user, f"{year}-{month:02d}-20 09:00", 240, "phone", 4)


def _quiet_ideal(story: Story) -> None:
    """Full price, three lines, years on end, never a question."""
    person = story.person(_someone(-11, "quiet_ideal", "Quentin", "Stillwell", login="u90000011"))
    account = story.profile(
        person, "stripe", "cus_QuietIdeal011", "2023-08-01 09:00", email=person.email, login_id=person.login
    )
    story.subscribe(person, account, "plus", 12, "2023-08-01 09:00")
    story.subscribe(person, account, "archive", 12, "2024-01-15 09:00")
    story.profile(
        person, "bureau", bureau_account(person), "2023-09-01 12:00", kind="account", email=person.email
    )
    story.take_print(person, "BGF", "2023-09-01 12:00")
    _shopper(story, person, "2024-10-02 12:00")
    for when in ("2024-10-02 12:00", "2025-10-04 12:00", "2026-04-04 12:00"):
        story.buy(person, when, ["8002", "8007"], is_guest=False)


def _deal_chaser(story: Story) -> None:
    """Never without a code, gone when it ends, back with the next."""
    person = story.person(_someone(-12, "deal_chaser", "Delia", "Marksdown"))
    account = story.profile(person, "stripe", "cus_DealChaser012", "2023-10-05 09:00", email=person.email)
    for since in ("2023-10-05 09:00", "2024-06-05 09:00", "2025-02-05 09:00", "2025-11-05 09:00"):
        story.subscribe(person, account, "review", 1, since, coupon="WELCOME50", percent_off=50, terms=1)
    _shopper(story, person, "2024-03-03 12:00")
    for when in ("2024-03-03 12:00", "2024-11-24 12:00", "2025-05-18 12:00", "2025-11-23 12:00"):
        story.buy(person, when, ["8004"], is_guest=False, code="SPRING30", percent_off=30)


def _advocate(story: Story) -> None:
    """Brought three friends who stayed, shares what the house launches, gives it a ten."""
    person = story.person(_someone(-13, "advocate", "Ada", "Fairfriend", login="u90000013"))
    account = story.profile(
        person, "stripe", "cus_Advocate00013", "2024-03-01 09:00", email=person.email, login_id=person.login
    )
    story.subscribe(person, account, "review", 12, "2024-03-01 09:00")
    member = story.profile(
        person, "advocacy", "A9000013", "2024-04-01 10:00", kind="member", email=person.email
    )
    story.answer(person, "2026-01-20 09:00", 10, person.email)
    for number, (first, last) in enumerate((("Bruno", "Guestley"), ("Carla", "Newby"), ("Dora", "Welcombe"))):
        friend = story.person(_someone(-14 - number, f"referred_{number + 1}", first, last))
        since = f"2025-0{number + 2}-10 10:00"
        record = story.profile(
            friend, "advocacy", f"A900001{4 + number}", since, kind="member", email=friend.email
        )
        customer = story.profile(friend, "stripe", f"cus_Referred0001{4 + number}", since, email=friend.email)
        story.subscribe(friend, customer, "garden", 12, since, acquisition_channel="word_of_mouth")
        story.refer(f"R900001{number}", member, record, f"2025-0{number + 1}-20 10:00", since)
    for number in range(4):
        story.share(f"S9000013-{number}", member, "@ada", f"2026-0{number + 2}-05 18:00")


def _seasonal(story: Story) -> None:
    """Buys in November and December, every year, and at no other time."""
    person = story.person(_someone(-17, "seasonal", "Noel", "Winterbourne"))
    _shopper(story, person, "2023-11-20 12:00")
    for year in (2023, 2024, 2025):
        story.buy(person, f"{year}-11-20 12:00", ["8011", "8010", "8007"], is_guest=False)
        story.buy(person, f"{year}-12-08 12:00", ["8003", "8009"], is_guest=False)


def _short_stories(story: Story) -> None:
    """A charge-back, a refund a month after the sale, a trial that still runs, a failed card, a two-year term."""
    cases = (
        (-18, "chargeback", "Charlie", "Bouncer", {"u_dispute": 0.0}),
        (-19, "refunder", "Rita", "Returns", {"u_refund": 0.0, "terms": 1}),
        (-20, "trialist", "Tara", "Tryout", {"has_trial": True}),
        (-21, "failed_card", "Felix", "Declined", {"fails": True, "terms": 1}),
    )
    since = {"trialist": "2026-06-22 10:00", "failed_card": "2025-05-05 10:00"}
    for number, role, first, last, changes in cases:
        person = story.person(_someone(number, role, first, last))
        start = since.get(role, "2025-09-09 10:00")
        account = story.profile(person, "stripe", f"cus_Case00000{-number:04d}", start, email=person.email)
        story.subscribe(person, account, "review", 12, start, **changes)
    person = story.person(
        _someone(-22, "two_currencies", "Klara", "Grenzgang", country="DE", currency="EUR", city="Berlin")
    )
    account = story.profile(person, "stripe", "cus_Case000000022", "2024-07-07 10:00", email=person.email)
    story.subscribe(person, account, "notes", 12, "2024-07-07 10:00")
    story.profile(
        person, "shopify", str(6_000_000_000 + person.number), "2024-08-08 10:00", email=person.email
    )
    story.buy(person, "2024-08-08 10:00", ["8001"], is_guest=False)

"""Planted cases of identity and of print: who is easily taken for another, or for two.

Data flow: `tell(story)` -> rows; `place_kiosk` needs the crowd's logins and so looks into the first chunk.
"""

from __future__ import annotations

from typing import Any

import duckdb

from kith.demo.story import Person, Story, bureau_account
from kith.demo.world import epoch


def _someone(number: int, role: str, first: str, last: str, **changes: Any) -> Person:
    base: dict[str, Any] = {
        "household": -number, "street": f"{-number} Rectory Lane", "city": "Norwich", "region": "Norfolk",
        "postal_code": f"NR3 {-number % 10}QT", "email": f"{first}.{last}@example.org".lower(),
        "mobile": f"+4477009007{-number:02d}",
    }  # fmt: skip
    return Person(number=number, role=role, first=first, last=last, **{**base, **changes})


def tell(story: Story) -> None:
    """Shared mailboxes and landlines, names that change, readers who stay unknown, and the bureau's special cases."""
    _couples(story)
    _role_mailbox(story)
    _changed_names(story)
    _readers(story)
    _opted_out(story)
    _print_cases(story)
    _bots(story)


def _couples(story: Story) -> None:
    house = {"household": 40, "street": "8 Mill Road", "postal_code": "NR2 1AA", "landline": "+442079460140"}
    for number, role, first in ((-40, "landline_pair_1", "Gordon"), (-41, "landline_pair_2", "Sheila")):
        person = story.person(_someone(number, role, first, "Ackroyd", **house))
        story.profile(
            person,
            "bureau",
            bureau_account(person),
            "2024-01-05 12:00",
            kind="account",
            phone="020 7946 0140",
        )
        story.take_print(person, "FNP" if number == -40 else "TRQ", "2024-01-05 12:00")
    house = {
        "household": 42,
        "street": "9 Mill Road",
        "postal_code": "NR2 1AB",
        "email": "the.bells@example.net",
    }
    for number, role, first in ((-42, "email_pair_1", "Ronald"), (-43, "email_pair_2", "Wendy")):
        person = story.person(_someone(number, role, first, "Bellamy", **house))
        account = story.profile(
            person, "stripe", f"cus_Couple000000{-number}", "2024-06-01 10:00", email=person.email
        )
        story.subscribe(person, account, "garden" if number == -42 else "notes", 12, "2024-06-01 10:00")


def _role_mailbox(story: Story) -> None:
    """Four people behind one info@ address, and the firm itself."""
    mailbox = "info@tearooms.example.org"
    house = {
        "household": 44,
        "street": "1 Quay Side",
        "postal_code": "NR1 1QS",
        "email": mailbox,
        "mobile": None,
    }
    firm = story.person(_someone(-44, "organisation", "Harbour", "Tea Rooms", **house))
    account = story.profile(
        firm, "stripe", "cus_TeaRooms00044", "2024-02-02 10:00", email=mailbox, kind="organisation",
        organisation="Harbour Tea Rooms Ltd", first_name=None, last_name=None,
    )  # fmt: skip
    story.subscribe(firm, account, "review", 12, "2024-02-02 10:00", quantity=5)
    for number, first, last in ((-45, "Rosa", "Bianchi"), (-46, "Theo", "Marlow"), (-47, "Una", "Keane")):
        person = story.person(_someone(number, f"role_mailbox_{-44 - number}", first, last, **house))
        story.profile(
            person, "zendesk", f"3790000000{-number}", "2025-01-15 10:00", kind="user", email=mailbox
        )
        story.ask(person, f"3790000000{-number}", "2025-01-15 10:10", 5)
        story.guest(person, f"2025-0{-44 - number}-18 13:00", ["8004"], email=mailbox)


def _changed_names(story: Story) -> None:
    """One record under an older or another name; an identifier ties each to the rest."""
    cases: tuple[tuple[Any, ...], ...] = (
        (-48, "married", "Emma", "Blake", {"last_name": "Sandford"}),
        (
            -49,
            "moved",
            "Owen",
            "Ryder",
            {"street": "77 Castle Hill", "city": "Exeter", "postal_code": "EX4 1AA"},
        ),
        (-50, "nickname", "Elizabeth", "Marwood", {"first_name": "Liz"}),
        (-51, "typo", "Katherine", "Holloway", {"first_name": "Kathreine", "last_name": "Holoway"}),
        (-52, "swapped", "Elliot", "Marsh", {"first_name": "Marsh", "last_name": "Elliot"}),
    )
    for number, role, first, last, other in cases:
        person = story.person(_someone(number, role, first, last))
        account = story.profile(
            person,
            "stripe",
            f"cus_Puzzle000000{-number}",
            "2023-10-10 10:00",
            email=person.email,
            phone=person.mobile,
            **other,
        )
        story.subscribe(person, account, "notes", 12, "2023-10-10 10:00")
        story.profile(
            person,
            "shopify",
            str(6_000_000_000 + number),
            "2025-06-06 10:00",
            email=person.email,
            phone=person.mobile,
        )
        story.buy(person, "2025-06-06 10:00", ["8008"], is_guest=False)


def _readers(story: Story) -> None:
    """Two heavy readers without a name: one logs in at last, one never does."""
    days, last = story.world.days, epoch(story.world.as_of)
    late = story.person(_someone(-53, "late_login", "Anna", "Latimer", login="u90000053"))
    account = story.profile(
        late, "stripe", "cus_LateLogin0053", "2026-03-03 10:00", email=late.email, login_id=late.login
    )
    story.subscribe(late, account, "garden", 12, "2026-03-03 10:00")
    device = story.device("1750000153.1690000053", late)
    never = story.person(_someone(-54, "never_login", "Ned", "Silent", email=None, mobile=None))
    silent = story.device("1750000154.1690000054", never)
    for back in range(days - 1, 0, -1):
        story.visit(device, last - back * 86400 + 6 * 3600, 5)
        story.visit(silent, last - back * 86400 + 8 * 3600, 6)
    story.visit(device, last + 18 * 3600 - 86400, 5, is_login=True)


def _opted_out(story: Story) -> None:
    """Has left the newsletters; the shop still believes she agreed."""
    person = story.person(_someone(-55, "opted_out", "Oona", "Leaver"))
    story.join_list(
        person, 3, str(person.email), "2024-09-09 09:00", status="unsubscribed",
        opted_out=epoch(story.world.as_of) - 100 * 86400,
    )  # fmt: skip
    story.profile(
        person, "shopify", str(6_000_000_000 + person.number), "2025-02-02 10:00", email=person.email
    )
    story.buy(person, "2025-02-02 10:00", ["8006"], is_guest=False)


def _print_cases(story: Story) -> None:
    """At the bureau: a pause, two years, gone away, a bundle, a gift with its own ship-to, a firm with seats."""
    cases: tuple[tuple[Any, ...], ...] = (
        (-56, "paused", "Paula", "Interim", "GGP", "2026-03-10 12:00", {"pauses": True}),
        (-57, "two_year", "Tobias", "Longterm", "TRQ", "2025-01-20 12:00", {"years": 2}),
        (
            -58,
            "gone_away",
            "Gerald",
            "Vanished",
            "FNP",
            "2024-08-15 12:00",
            {"goes_away": True, "terms_wanted": 1},
        ),
        (-59, "bundle", "Beryl", "Bothways", "BGF", "2025-02-14 12:00", {}),
        (-60, "print_giver", "Gavin", "Givens", "GGP", "2025-11-30 12:00", {"recipient_number": -61}),
        (
            -62,
            "corporate",
            "Greenfields",
            "Ltd",
            "GGP",
            "2025-04-01 12:00",
            {"copies": 10, "payment_method": "invoice"},
        ),
    )
    for number, role, first, last, title, since, changes in cases:
        person = story.person(_someone(number, role, first, last))
        names = (
            {"organisation": "Greenfields Ltd", "first_name": None, "last_name": None}
            if role == "corporate"
            else {}
        )
        story.profile(
            person, "bureau", bureau_account(person), since, kind="account", phone=person.mobile, **names
        )
        story.take_print(person, title, since, **changes)
    receiver = story.person(
        _someone(-61, "print_receiver", "Rhoda", "Presently", city="Bath", postal_code="BA1 1AA")
    )
    story.profile(receiver, "bureau", bureau_account(receiver), "2025-11-30 12:00", kind="account")
    for number, first in enumerate(("Sally", "Amir", "Josef")):
        holder = story.person(_someone(-63 - number, f"seat_{number + 1}", first, "Greenfield"))
        account = story.profile(
            holder, "bureau", bureau_account(holder), "2025-04-02 12:00", kind="seat", email=holder.email
        )
        story.seat("C00000062-GGP", account, "2025-04-02")


def _bots(story: Story) -> None:
    """Three machines that read at night, page after page."""
    last = epoch(story.world.as_of)
    for number in range(3):
        device = story.device(
            f"17500009{number:02d}.169000090{number}",
            None,
            browser="HeadlessChrome",
            holder="bot",
            category="desktop",
        )
        for visit in range(60):
            story.visit(
                device,
                last
                - (visit % max(1, min(20, story.world.days - 1))) * 86400
                + 3600
                + visit // 20 * 2400
                + number,
                visit % 8,
            )


def place_kiosk(connection: duckdb.DuckDBPyConnection, story: Story) -> None:
    """A reading-room browser on which a dozen account holders of the crowd have logged in."""
    logins = connection.execute(
        "select login_id from people where has_stripe and login_id is not null and person_number > 0 "
        "order by person_number limit 12"
    ).fetchall()
    device = story.device("1750000990.1690000990", None, holder="kiosk", category="desktop")
    last = epoch(story.world.as_of)
    days = max(1, story.world.days - 2)
    for number, (login,) in enumerate(logins):
        started = last - (1 + number % days) * 86400 + (9 + number // days) * 3600
        story.visit(device, started, number % 8, is_login=True, login_id=login)

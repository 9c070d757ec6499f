"""John and his family, as docs/demo.md tells them (story lines J1 to J10).

Data flow: `tell(story)` -> rows. John is among those worth most to the house and no single system shows it: a digital
title in Stripe, a print title at the bureau, a print and books bought as a guest, newsletters under a second address,
months of reading without a login. His sums stay small in each system: in Stripe, at the bureau and in the shop, those
with more than he hold over half of the sales of twelve months (tests/end_to_end/test_john.py). What links his records:
his mobile number (Stripe, bureau, guest orders, one newsletter), his address in two letter cases (Stripe twice, help
desk), his login, and the newsletter click on his phone. The landline is Jane's as well.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.demo.story import Person, Story, bureau_account
from kith.demo.world import epoch

HOME: dict[str, Any] = {
    "household": 1,
    "street": "12 Harbour Street",
    "city": "Falmouth",
    "region": "Cornwall",
    "postal_code": "TR11 3QX",
}
# Numbers from the ranges that Ofcom keeps for drama.
MOBILE, LANDLINE = "+447700900123", "+442079460123"

JOHN = Person(
    number=-1, role="john", first="John", last="Harrow", email="john.harrow@example.com",
    second_email="jh.reader@example.net", mobile=MOBILE, landline=LANDLINE, login="u90000001",
    birth=date(1968, 10, 3), **HOME,
)  # fmt: skip
JANE = Person(
    number=-2, role="jane", first="Jane", last="Harrow", email="jane.harrow@example.org", mobile="+447700900456",
    landline=LANDLINE, login="u90000002", birth=date(1970, 2, 21), **HOME,
)  # fmt: skip
NIECE = Person(
    number=-3, role="niece", first="Lily", last="Penrose", household=2, street="3 Chapel Street", city="Bristol",
    region="Avon", postal_code="BS1 4TR", email="lily.penrose@example.com", mobile="+447700900789", login="u90000003",
    birth=date(2003, 5, 9),
)  # fmt: skip
PHONE, TABLET = "1750000101.1690000001", "1750000102.1690000002"


def tell(story: Story) -> None:
    """John, Jane, their niece Lily, and their devices."""
    for person in (JOHN, JANE, NIECE):
        story.person(person)
    _john_buys(story)
    _jane(story)
    _niece(story)
    _john_reads(story)


def _john_buys(story: Story) -> None:
    account = story.profile(
        JOHN, "stripe", "cus_JohnHarrow001", "2024-02-10 09:30", email="John.Harrow@Example.com", phone=MOBILE,
        login_id=JOHN.login,
    )  # fmt: skip
    story.subscribe(JOHN, account, "garden", 12, "2024-02-10 09:30")
    gift_account = story.profile(
        JOHN,
        "stripe",
        "cus_JohnHarrow002",
        "2025-12-05 18:40",
        first_name="J.",
        email="john.harrow@example.com",
    )
    story.subscribe(
        JOHN, gift_account, "notes", 12, "2025-12-05 18:40", is_gift=True, recipient_number=NIECE.number,
        recipient_customer_id="cus_LilyPenrose03", shape="older",
    )  # fmt: skip
    story.profile(
        JOHN,
        "bureau",
        bureau_account(JOHN),
        "2024-05-01 12:00",
        kind="account",
        first_name="J.",
        phone="07700 900123",
    )
    story.take_print(JOHN, "TRQ", "2024-05-01 12:00")
    guest = {"phone": "0044 7700 900123"}
    story.guest(JOHN, "2025-03-14 19:05", ["8002"], **guest)
    story.guest(JOHN, "2025-09-20 10:15", ["8003"], **guest)
    story.guest(JOHN, "2025-11-29 17:45", ["8007"], **guest)
    story.guest(JOHN, "2026-03-07 11:20", ["8009"], phone=MOBILE)
    user = story.profile(
        JOHN,
        "zendesk",
        "379000000001",
        "2025-06-02 10:00",
        kind="user",
        email="john.harrow@example.com",
        phone=LANDLINE,
    )
    story.ask(JOHN, user, "2025-06-02 10:05", 6)
    story.answer(JOHN, "2026-02-03 20:10", 9, "john.harrow@example.com")


def _jane(story: Story) -> None:
    account = story.profile(
        JANE,
        "stripe",
        "cus_JaneHarrow004",
        "2025-04-02 11:00",
        email=JANE.email,
        phone=LANDLINE,
        login_id=JANE.login,
    )
    story.subscribe(JANE, account, "review", 1, "2025-04-02 11:00")
    story.profile(
        JANE,
        "shopify",
        str(6_000_000_000 + JANE.number),
        "2025-05-10 15:00",
        email=JANE.email,
        phone=LANDLINE,
    )
    story.buy(JANE, "2025-05-10 15:00", ["8005", "8006"], is_guest=False)
    story.join_list(JANE, 2, "jane.harrow@example.org", "2025-01-15 08:00")


def _niece(story: Story) -> None:
    story.profile(
        NIECE, "stripe", "cus_LilyPenrose03", "2025-12-05 18:40", email=NIECE.email, login_id=NIECE.login
    )
    device = story.device("1750000103.1690000003", NIECE)
    last = epoch(story.world.as_of)
    for visit in range(min(20, story.world.days - 1)):
        story.visit(device, last - visit * 86400 + 17 * 3600, 2, is_login=visit % 3 == 0)


def _john_reads(story: Story) -> None:
    click = story.join_list(JOHN, 0, "jh.reader@example.net", "2024-11-03 07:30")
    story.join_list(JOHN, 1, "jh.reader@example.net", "2025-02-11 07:45", phone=MOBILE)
    phone = story.device(PHONE, JOHN, click)
    days, last = story.world.days, epoch(story.world.as_of)
    login_day, click_day = max(2, days // 10), max(3, days // 7)
    # He reads every second day without logging in, the gardens most of all, politics of late; then logs in, once.
    for back in range(days - 1, -1, -2):
        section = 1 if back > 40 or back % 4 else 0
        story.visit(phone, last - back * 86400 + 7 * 3600, section)
    story.visit(phone, last - click_day * 86400 + 12 * 3600, 1, is_click=True)
    story.visit(phone, last - login_day * 86400 + 20 * 3600, 0, is_login=True)
    tablet = story.device(
        TABLET, None, household_id=JOHN.household_id, holder="family tablet", category="tablet", login_id=None
    )
    for back in range(0, min(days - 1, 60), 5):
        login = (JOHN.login, JANE.login)[back // 5 % 2]
        story.visit(tablet, last - back * 86400 + 16 * 3600, 3, is_login=True, login_id=login)

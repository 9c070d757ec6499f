"""The words in which planted cases are told: a Story collects rows for the same tables that the crowd's draws fill.

Data flow: john.py, worth.py, puzzles.py call `story.person(...)`, `story.subscribe(...)`, … -> cast.py inserts the
rows into the first chunk's tables, and from there everything is written as it is for the crowd.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kith.demo import catalogue
from kith.demo.world import World, instant

Row = dict[str, object]
FOR_EVER = 48


@dataclass(frozen=True)
class Person:
    """A planted person: numbers count down from -1, so that they never meet the crowd's."""

    number: int
    role: str
    first: str
    last: str
    household: int
    street: str
    city: str
    region: str
    postal_code: str
    country: str = "GB"
    currency: str = "GBP"
    email: str | None = None
    second_email: str | None = None
    mobile: str | None = None
    landline: str | None = None
    login: str | None = None
    birth: date = date(1972, 7, 14)

    @property
    def person_id(self) -> str:
        """Id in the truth files."""
        return f"cast-{self.role.replace('_', '-')}"

    @property
    def household_id(self) -> str:
        """Household id in the truth files."""
        return f"cast-house-{self.household}"


@dataclass
class Story:
    """Rows of the planted cases by table; see the module."""

    world: World
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _plans: dict[tuple[str, int, str], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._plans = {
            (str(plan["title_key"]), int(str(plan["months"])), str(plan["currency"])): plan
            for plan in catalogue.plans()
        }

    def person(self, person: Person) -> Person:
        """A person of the cast."""
        self.rows["people"].append(
            {
                "person_number": person.number, "person_id": person.person_id, "role": person.role,
                "household_number": -person.household, "household_id": person.household_id,
                "first_name": person.first, "last_name": person.last, "nickname": person.first,
                "birth_date": person.birth, "country": person.country, "currency": person.currency,
                "street": person.street, "city": person.city, "region": person.region,
                "postal_code": person.postal_code, "email": person.email, "second_email": person.second_email,
                "mobile": person.mobile, "landline": person.landline, "login_id": person.login,
                "has_stripe": False, "has_bureau": False, "has_letters": False, "has_shop": False, "has_web": False,
                "has_support": False, "has_survey": False, "has_advocacy": False, "appetite": 0.0,
            }
        )  # fmt: skip
        return person

    def profile(self, person: Person, source: str, record_id: str, since: str, **changes: object) -> str:
        """What a system has written down; by default the person's name and address without e-mail, phone or login."""
        row: Row = {
            "source": source, "record_id": record_id, "kind": "customer", "order_id": None, "since": instant(since),
            "person_number": person.number, "person_id": person.person_id, "household_id": person.household_id,
            "first_name": person.first, "last_name": person.last, "phone": None, "street": person.street,
            "city": person.city, "region": person.region, "postal_code": person.postal_code,
            "country": person.country, "currency": person.currency, "birth_date": person.birth, "login_id": None,
            "email": None, "organisation": None,
        }  # fmt: skip
        self.rows["profiles"].append({**row, **changes})
        return record_id

    def subscribe(
        self, person: Person, customer: str, title: str, months: int, since: str, **changes: object
    ) -> None:
        """A Stripe subscription of a customer record, without end unless `terms` says so."""
        plan = self._plans[title, months, person.currency]
        started = instant(since)
        terms = int(str(changes.pop("terms", FOR_EVER)))
        paid_from = started + (14 * 86400 if changes.get("has_trial") else 0)
        name = hashlib.md5(f"{customer}|{title}|{since}".encode()).hexdigest().upper()
        row: Row = {
            "subscription_id": f"sub_1{name[:20]}", "item_id": f"si_{name[:14]}", "person_number": person.number,
            "slot": 0, "title_key": title, "months": months, "currency": person.currency,
            "price_id": plan["price_id"], "list_amount": plan["price"], "started": started, "paid_from": paid_from,
            "has_trial": False, "coupon": None, "percent_off": 0, "terms": terms, "is_gift": False,
            "recipient_number": None, "quantity": 1, "customer_id": customer, "recipient_customer_id": None,
            "would_end": _months_later(paid_from, terms * months), "fails": False, "pauses": False,
            "switches": False, "sales_channel": "direct", "acquisition_channel": "search", "source_code": "SC100",
            "u_refund": 1.0, "u_dispute": 1.0, "shape": "today",
        }  # fmt: skip
        self.rows["stripe_subscriptions"].append({**row, **changes})

    def take_print(self, person: Person, title_code: str, since: str, **changes: object) -> None:
        """A subscription at the bureau; the account's profile is told apart."""
        title = next(title for title in catalogue.print_titles() if title["title_code"] == title_code)
        years = int(str(changes.get("years", 1)))
        price = int(title["price"] or 0)
        row: Row = {
            "person_number": person.number, "slot": 0, "title_code": title_code, "years": years,
            "account": bureau_account(person), "subscription_id": f"C{-person.number:08d}-{title_code}",
            "started": instant(since), "term_issues": int(title["term_issues"] or 0) * years,
            "list_amount": price * 18 // 10 if years == 2 else price,
            "issues_per_year": int(title["issues_per_year"] or 0), "terms_wanted": 12, "copies": 1, "percent_off": 0,
            "offer_code": None, "source_code": "PS100", "payment_method": "direct_debit", "sales_channel": "direct",
            "goes_away": False, "pauses": False, "gives_email": False, "gives_phone": True,
            "recipient_number": None,
        }  # fmt: skip
        self.rows["bureau_subscriptions"].append({**row, **changes})

    def buy(self, person: Person, when: str, variants: list[str], **changes: object) -> int:
        """A shop order, a guest's unless `is_guest=False`; returns the order's number."""
        order = 400_000_000 + len(self.rows["orders"]) * 10
        percent = int(str(changes.get("percent_off", 0)))
        row: Row = {
            "order_id": order, "person_number": person.number, "order_slot": 0, "is_guest": True,
            "ordered_at": instant(when), "code": None, "percent_off": 0, "line_count": len(variants),
            "is_refunded": False, "restocks": True, "is_test": False,
        }  # fmt: skip
        self.rows["orders"].append({**row, **changes})
        goods = {item["variant_id"]: item for item in catalogue.goods()}
        for number, variant in enumerate(variants):
            item = goods[variant]
            price = int(item["price"] or 0)
            self.rows["order_lines"].append(
                {
                    "line_id": order * 10 + number, "order_id": order, "line_number": number,
                    "person_number": person.number, "ordered_at": instant(when), "percent_off": percent,
                    "variant_id": variant, "product_id": item["product_id"],
                    "name": f"{item['title']} - {item['variant_title']}", "unit_price": price,
                    "unit_cost": int(item["unit_cost"] or 0), "is_taxable": item["taxable"] == "1", "quantity": 1,
                    "list_amount": price, "discount": (price * percent + 50) // 100,
                }
            )  # fmt: skip
        return order

    def guest(self, person: Person, when: str, variants: list[str], **profile: object) -> None:
        """A guest's order with the contact data the guest typed in."""
        order = self.buy(person, when, variants)
        self.profile(person, "shopify", f"guest:{order}", when, kind="guest", order_id=order, **profile)

    def join_list(self, person: Person, letter: int, address: str, since: str, **changes: object) -> str:
        """A member of a newsletter's list; returns the id that links of its mails carry (mc_eid)."""
        list_id = str(catalogue.letters()[letter]["list_id"])
        member = hashlib.md5(address.lower().encode()).hexdigest()
        click = hashlib.md5(f"unique{list_id}{address.lower()}".encode()).hexdigest()[:10]
        phone, first = changes.pop("phone", None), changes.pop("first_name", person.first)
        row: Row = {
            "person_number": person.number, "list_id": list_id, "address": address, "member_id": member,
            "unique_email_id": click, "opted_in": instant(since), "opted_out": None, "status": "subscribed",
            "appetite": 0.9, "gives_phone": phone is not None,
        }  # fmt: skip
        self.rows["members"].append({**row, **changes})
        self.profile(
            person, "mailchimp", f"{list_id}:{member}", since, kind=list_id, email=address, phone=phone,
            first_name=first,
        )  # fmt: skip
        return click

    def device(
        self, device_id: str, person: Person | None, click: str | None = None, **changes: object
    ) -> str:
        """A browser; without a person it belongs to a household or to nobody."""
        row: Row = {
            "device_id": device_id, "person_number": person.number if person else None,
            "person_id": person.person_id if person else None, "number": 0,
            "login_id": person.login if person else None, "country": "GB", "appetite": 0.0, "category": "mobile",
            "login_share": 0.0, "unique_email_id": click, "browser": "Chrome", "household_id": None, "holder": None,
        }  # fmt: skip
        self.rows["devices"].append({**row, **changes})
        return device_id

    def visit(self, device: str, started: int, section: int, **changes: object) -> None:
        """One session; `is_login` with the login of the device's owner or `login_id`, `is_click` from a newsletter."""
        row: Row = {
            "device_id": device, "started": started, "is_login": False, "is_click": False, "section": section,
            "login_id": None,
        }  # fmt: skip
        self.rows["planned_sessions"].append({**row, **changes})

    def ask(
        self, person: Person, user: str, when: str, minutes: int, channel: str = "email", category: int = 1
    ) -> None:
        """A ticket at the help desk, with the minutes it cost."""
        self.rows["tickets"].append(
            {
                "ticket_id": 600_000_000 + len(self.rows["tickets"]), "user_id": user,
                "person_number": person.number, "opened": instant(when), "minutes": minutes, "channel": channel,
                "category_number": category, "is_rated": False, "is_pleased": False,
            }
        )  # fmt: skip

    def answer(self, person: Person, when: str, score: int, email: str | None) -> None:
        """A survey response, with consent."""
        token = hashlib.md5(f"response{person.number}".encode()).hexdigest()
        self.profile(person, "typeform", token, when, kind="response", email=email)
        self.rows["responses"].append(
            {
                "token": token, "person_number": person.number, "answered_at": instant(when), "email": email,
                "name": f"{person.first} {person.last}", "mood": -person.number * 37 % 1000, "score": score,
                "consents": True,
            }
        )  # fmt: skip

    def refer(self, referral: str, referrer: str, referred: str, when: str, converted: str) -> None:
        """A referral in the readers' club that led to a purchase."""
        row = {"referral_id": referral, "referrer": referrer, "referred": referred}
        self.rows["referrals"].append(
            {**row, "referred_at": instant(when), "converted_at": instant(converted)}
        )

    def share(self, interaction: str, member: str, handle: str, when: str) -> None:
        """A member shares a launch."""
        row: Row = {
            "interaction_id": interaction,
            "member": member,
            "handle": handle,
            "interaction_type": "share",
        }
        self.rows["interactions"].append(
            {**row, "post_id": "post1", "post_kind": "launch", "happened_at": instant(when)}
        )

    def seat(self, subscription: str, account: str, assigned: str) -> None:
        """A seat of a firm's subscription, given to somebody with an account at the bureau."""
        row: Row = {
            "subscription_id": subscription,
            "account": account,
            "assigned_on": assigned,
            "removed_on": None,
        }
        self.rows["seats"].append(row)


def bureau_account(person: Person) -> str:
    """The bureau's account number of a planted person."""
    return f"{19_000_000 - person.number:08d}"


def _months_later(seconds: int, months: int) -> int:
    start = datetime.fromtimestamp(seconds, UTC)
    month = start.month - 1 + months
    return int(start.replace(year=start.year + month // 12, month=month % 12 + 1).timestamp())

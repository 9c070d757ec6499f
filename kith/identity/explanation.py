"""What `explain` found, and how it is said: as text, as plain data, as a page.

Data flow: links and reasons in, words out. Values are masked before they come here.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kith.identity.settings import LEVELS
from kith.identity.waterfall import Waterfall
from kith.reporting_zone import at_home

DECIDED = "decided"
SHARERS_SHOWN = 20
"""Customers named in a sentence; a mailbox of thousands would be a page of them. Plain data has all."""
RULES_OF_KIND = {
    "decision": (DECIDED,),
    "device": ("one_login", "newsletter_click", "same_device"),
    "likely": ("likely_match",),
}
"""The rules of identity.edges that links of a kind go by; any other kind has one, same_<kind>."""
RULES_BY_STRENGTH = tuple(
    rule for _, kinds in LEVELS for kind in kinds for rule in RULES_OF_KIND.get(kind, (f"same_{kind}",))
)
"""Strongest first; of a path the weakest link is what everything after it hangs on."""
RULE_WORDS = {
    DECIDED: "somebody decided so",
    "same_login": "the same login",
    "same_email": "the same e-mail address",
    "same_email_sha256": "the hash of the same e-mail address",
    "same_email_md5": "the hash of the same e-mail address",
    "same_newsletter_click": "a click in the same newsletter link",
    "same_phone": "the same phone number",
    "one_login": "a device with this login alone",
    "newsletter_click": "a device that clicked in this reader's newsletter",
    "same_device": "the same device",
    "likely_match": "alike",
}


@dataclass(frozen=True)
class Link:
    """One step of a path: from one record to the next, why, and since when (null: the sources do not say).

    waterfall: of a likely link, what it was weighed by. decided_so: of a decided one, by whom, when and why.
    """

    from_record: str
    to_record: str
    rule: str
    identifier_kind: str
    identifier_value: str | None
    first_seen_at: datetime | None
    waterfall: Waterfall | None = None
    decided_so: str | None = None

    @property
    def strength(self) -> tuple[int, float]:
        """Sorts links, strongest first."""
        rank = (
            RULES_BY_STRENGTH.index(self.rule) if self.rule in RULES_BY_STRENGTH else len(RULES_BY_STRENGTH)
        )
        return rank, -(self.waterfall.probability if self.waterfall else 1.0)

    def seen_from(self, zone: ZoneInfo) -> "Link":
        """The link with its time as the clocks of `zone` show it."""
        return replace(self, first_seen_at=self.first_seen_at and at_home(self.first_seen_at, zone))

    @property
    def words(self) -> str:
        """The link in one line."""
        value = f" ({self.identifier_value})" if self.identifier_value else ""
        if self.waterfall:
            value = f" ({self.waterfall.probability:.2%})"
        since = f", since {self.first_seen_at:%Y-%m-%d}" if self.first_seen_at else ""
        why = self.decided_so or f"{RULE_WORDS.get(self.rule, self.rule)}{value}{since}"
        return f"{self.from_record} = {self.to_record}: {why}"


@dataclass(frozen=True)
class SharedName:
    """A name that was asked by and that several customers go by: masked, with each one's records that carry it."""

    name: str
    records: dict[str, list[str]]

    def sentence(self, explained: str) -> str:
        """Whose it is, which of them is explained, and how to ask about the others."""
        shown = [
            f"{customer_id} ({records[0]}{f' and {len(records) - 1} more' if len(records) > 1 else ''})"
            for customer_id, records in self.records.items()
        ]
        more = [f"{len(shown) - SHARERS_SHOWN:,} more"] if len(shown) > SHARERS_SHOWN else []
        *most, last = [*shown[:SHARERS_SHOWN], *more]
        return (
            f"{self.name!r} is shared by {len(shown):,} customers: {', '.join(most)} and {last}. Explained is "
            f"{explained}; to ask about another, give its customer_id, or one record as source:record."
        )


@dataclass(frozen=True)
class Explanation:
    """Why two records are, or are not, one person.

    shared: what was asked by and is on records of several customers, of whom one is explained.
    customers: the id of each of the two. path: links between them, if they are one. reasons: what keeps them
    apart, if they are not, and what was decided since. waterfall: of the likeliest pair of their records that was
    not joined, `compared`, if there is one. changes: what would have to change for the answer to be the other.
    """

    records: tuple[str, str]
    customers: tuple[str, str]
    is_one_person: bool
    is_one_household: bool
    path: list[Link] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    waterfall: Waterfall | None = None
    compared: tuple[str, str] | None = None
    changes: list[str] = field(default_factory=list)
    shared: tuple[SharedName | None, SharedName | None] = (None, None)

    @property
    def weakest(self) -> Link | None:
        """The weakest link of the path."""
        return max(self.path, key=lambda link: link.strength, default=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for --json; times as ISO 8601 text."""
        plain = asdict(self)
        for link in plain["path"]:
            link["first_seen_at"] = link["first_seen_at"] and link["first_seen_at"].isoformat()
        weakest = self.weakest
        plain["weakest"] = self.path.index(weakest) if weakest else None
        return plain

    def as_text(self) -> str:
        """The explanation in sentences."""
        return "\n".join([self.headline, *(f"  {line}" for line in self._lines())])

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        one, other = self.records
        if not self.is_one_person:
            return f"{one} ({self.customers[0]}) and {other} ({self.customers[1]}) are two people."
        head = f"Both names stand on {one}, of" if one == other else f"{one} and {other} are one person,"
        return f"{head} {self.customers[0]}."

    @property
    def notices(self) -> list[str]:
        """What to know before the answer is read: that a name is shared, and by whom."""
        asked = zip(self.shared, self.customers, strict=True)
        return list(dict.fromkeys(shared.sentence(explained) for shared, explained in asked if shared))

    @property
    def caption(self) -> str:
        """Which two records the waterfall compares."""
        one, other = self.compared or self.records
        return f"{one} compared with {other}, the likeliest of their records:"

    def _lines(self) -> list[str]:
        lines = [*self.notices, *self.reasons]
        for link in self.path:
            lines.append(link.words)
            lines += [f"  {line}" for line in link.waterfall.lines()] if link.waterfall else []
        if self.waterfall:
            lines += [self.caption, *(f"  {line}" for line in self.waterfall.lines())]
        if self.is_one_household and not self.is_one_person:
            lines.append("They live in one household.")
        if self.weakest and len(self.path) > 1:
            lines.append(f"The weakest link is {self.weakest.from_record} = {self.weakest.to_record}.")
        return lines + self.changes

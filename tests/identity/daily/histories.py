"""Drawn histories: villages whose people share names, houses, numbers and devices, and what a day changes of them."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.errors import UsageError
from kith.identity.decisions import Decision, RecordName, add_decisions
from tests.identity.world import World, born, day

Record = dict[str, Any]

SOURCES = ("shop", "bureau", "mailchimp")
LAST_NAMES = ("Harbottle", "Dinnage", "Quill", "Ferrant", "Oakes", "Pym", "Zeal", "Thwaite", "Lusk", "Varley")


@dataclass
class History:
    """A world that changes from day to day, drawn from a seed."""

    world: World
    seed: int
    villages: int = 8
    states: tuple[Path, ...] = ()
    records: dict[str, Record] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        """Settle five records in each village."""
        self.draw = random.Random(self.seed)
        for source in ("mailchimp",):
            self.world.add(
                "stg_ops__sources", source=source, feed=source, connector=source, login_namespace=""
            )
        for village in range(self.villages):
            for _ in range(5):
                self.add(village)

    def add(self, village: int) -> None:
        """A new record."""
        self.made += 1
        self.records[str(self.made)] = self.described(village)

    def described(self, village: int) -> Record:
        """What a source may say of somebody of this village."""
        choose = self.draw.choice
        email = choose(
            [f"one{village}@tide.example", f"two{village}@tide.example", f"info@v{village}.example", None]
        )
        # a few names of the neighbours', so that blocks and hubs grow and shrink across villages
        last_name = LAST_NAMES[(village + choose([0, 0, 0, 0, 1])) % self.villages]
        source = choose(SOURCES)
        return {
            "source": source,
            "village": village,
            "email": None if source == "mailchimp" else email,
            "member": hashlib.md5(email.encode()).hexdigest() if source == "mailchimp" and email else None,
            "first_name": choose(["John", "J.", "Jane", "Jhon", "Rosa", "Ida", None]),
            "last_name": choose([last_name, last_name, last_name, None]),
            "phone": choose(
                [f"020 7946 00{village}8", f"020 7946 00{village}9", "020 7946 0555", None, None]
            ),
            "login_id": choose([f"L1-{village}", f"L2-{village}", None, None, None]),
            "birth_date": choose([born(f"195{village}-03-04"), born(f"198{village}-11-23"), None]),
            "address_line": choose([f"12{village} Harbour Street", f"9{village} Mill Lane", None]),
            "postal_code": choose([f"HU{village} 1AA", None]),
            "profile_kind": choose(["person", "person", "person", "person", "organisation"]),
            "country_code": choose(["GB", "GB", None]),
            "created_at": day(choose([1, 2, 3])),
        }

    def name(self, key: str) -> str:
        """The record_id of a record."""
        member = self.records[key]["member"]
        return f"list{key}:{member}" if member else key

    def live(self, changes: int) -> None:
        """Change that many things."""
        for _ in range(changes):
            choice = self.draw.random()
            keys = sorted(self.records, key=int)
            if choice < 0.3:
                self.add(self.draw.randrange(self.villages))
            elif choice < 0.45 and len(keys) > 5:
                del self.records[self.draw.choice(keys)]
            elif choice < 0.65:
                key = self.draw.choice(keys)
                self.records[key] = self.described(self.records[key]["village"])
            elif choice < 0.75:
                self.decide(*self.draw.sample(keys, 2))
            elif choice < 0.9:
                self.visit(self.draw.choice(keys))
            else:
                self.pay(*self.draw.sample(keys, 2))
        self.lay()

    def decide(self, one: str, other: str) -> None:
        """Somebody decides about two records, or takes it back; what contradicts is refused."""
        kind = self.draw.choice(["always", "never", "withdraw"])
        names = [RecordName(self.records[key]["source"], self.name(key)) for key in (one, other)]
        for state in self.states:
            with suppress(UsageError):
                add_decisions(state, Decision(kind, *names, "anna", "2026-06-30T08:00:00+00:00", "asked"))

    def visit(self, key: str) -> None:
        """A login or a newsletter click on one of the village's devices."""
        village = self.records[key]["village"]
        device = self.draw.choice([f"phone-{village}", f"tablet-{village}", "kiosk"])
        seen = day(self.draw.choice([4, 5, 6]))
        if self.draw.random() < 0.6:
            self.world.login(device, self.records[key]["login_id"] or f"L1-{village}", seen, namespace="")
        else:
            self.world.member(self.name(key), f"click-{key}", self.records[key]["source"])
            self.world.click(device, f"click-{key}", seen)

    def pay(self, payer: str, holder: str) -> None:
        """One pays what the other receives, in the source of the payer."""
        self.world.parties(self.name(payer), self.name(holder), self.records[payer]["source"])

    def lay(self) -> None:
        """Put the records into the world as profiles."""
        self.world.profiles.clear()
        for key, record in self.records.items():
            values = {name: value for name, value in record.items() if name not in ("village", "member")}
            self.world.person(values.pop("source"), self.name(key), **values)

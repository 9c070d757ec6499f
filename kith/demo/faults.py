"""Faults planted in landing, each with its line in truth/faults.csv.

Data flow: the finished files of a world -> a few lines and two files added -> truth/faults.csv (fault, file, row,
detail). Every one is amber: a row goes to quarantine or counts as repeated, nothing holds a whole file back, and no
planted row belongs to a person, so that what people are worth does not depend on them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kith.demo.world import SITE, World, epoch


@dataclass(frozen=True)
class Fault:
    """One planted fault: what, in which file under home, in which row (from 1; none for a whole file), and why."""

    fault: str
    file: str
    row: int | None
    detail: str


def plant(home: Path, world: World, with_faults: bool = True) -> None:
    """Adds the faults, if there shall be any, and writes truth/faults.csv."""
    parts = (_poison_objects, _poison_cells, _repeats, _odd_times) if with_faults else ()
    found = [fault for part in parts for fault in part(home, world)]
    lines = ["fault,file,row,detail"]
    lines += [f"{fault.fault},{fault.file},{fault.row or ''},{fault.detail}" for fault in found]
    (home / "truth").mkdir(exist_ok=True)
    (home / "truth" / "faults.csv").write_text("\n".join(lines) + "\n")


def _last(home: Path, pattern: str) -> Path:
    """The latest file of a kind."""
    return sorted(home.glob(pattern))[-1]


def _append(home: Path, path: Path, line: bytes) -> tuple[str, int]:
    """Adds a line to a file; returns the file's name under home and the number of the line."""
    number = path.read_bytes().count(b"\n") + 1
    with path.open("ab") as file:
        file.write(line + b"\n")
    return path.relative_to(home).as_posix(), number


def _transaction(number: int, amount: str = "100", extra: str = "") -> str:
    """A balance transaction of no charge, so that nothing else hangs on it."""
    return (
        f'{{"id":"txn_poison{number}","object":"balance_transaction","amount":{amount},"fee":0,"currency":"gbp",'
        f'"created":1780000000,"source":null,"type":"adjustment"{extra}}}'
    )


def _poison_objects(home: Path, world: World) -> Iterator[Fault]:
    poisons = (
        ("huge_number", _transaction(1, "1" + "0" * 40), "an amount of ten to the fortieth"),
        ("wrong_type", _transaction(2, '"oops"'), "a word where an amount belongs"),
        ("not_a_number", _transaction(3, "NaN"), "NaN is no JSON"),
        ("infinity", _transaction(4, "Infinity"), "Infinity is no JSON"),
        ("missing_key", _transaction(5).replace('"id":"txn_poison5",', ""), "the key is missing"),
        (
            "unknown_object",
            '{"id":"po_poison6","object":"payout","amount":100}',
            "an object nobody asked for",
        ),
        ("cut_line", _transaction(7)[:60], "the line breaks off"),
        ("lone_surrogate", _transaction(8, extra=',"description":"\\ud800"'), "half a surrogate pair"),
    )
    path = _last(home, "landing/stripe/balance_transactions_*.jsonl")
    for fault, line, detail in poisons:
        yield Fault(fault, *_append(home, path, line.encode()), detail)


def _poison_cells(home: Path, world: World) -> Iterator[Fault]:
    social = _last(home, "landing/advocacy/social_*.csv")
    rows = (
        ("bad_time", b"S-poison-1,,@nobody,like,post1,other,2026-13-45T00:00:00Z", "a thirteenth month"),
        ("ragged_row", b"S-poison-2,,@nobody,like,post1,other,2026-05-01T00:00:00Z,one,more", "too many cells"),
        ("wrong_value", b"S-poison-3,,@nobody,frown,post1,other,2026-05-01T00:00:00Z", "a value not in the contract"),
    )  # fmt: skip
    for fault, line, detail in rows:
        name, number = _append(home, social, line)
        # The header is no data row.
        yield Fault(fault, name, number - 1, detail)


def _repeats(home: Path, world: World) -> Iterator[Fault]:
    charges = _last(home, "landing/stripe/charges_*.jsonl")
    first = charges.read_bytes().split(b"\n", 1)[0]
    yield Fault("exact_repeat", *_append(home, charges, first), "a charge that is in the file already")
    bureau = sorted(home.glob("landing/bureau/week_*.csv"))[-1]
    second = bureau.read_bytes().split(b"\n")[1]
    name, number = _append(home, bureau, second)
    yield Fault("exact_repeat", name, number - 1, "a transaction that is in the file already")
    original = sorted(home.glob("landing/advocacy/referrals_*.csv"))[-1]
    copy = original.with_name(f"{original.stem}_again.csv")
    copy.write_bytes(original.read_bytes())
    yield Fault(
        "same_content_other_name", copy.relative_to(home).as_posix(), None, f"a copy of {original.name}"
    )
    members = sorted(home.glob("landing/advocacy/members_*.csv"))[-1]
    lines = members.read_text().splitlines()
    members.write_text(
        "\n".join([f"{lines[0]},favourite_tide", *(f"{line},spring" for line in lines[1:])]) + "\n"
    )
    yield Fault(
        "new_column", members.relative_to(home).as_posix(), None, "favourite_tide was not there before"
    )


def _odd_times(home: Path, world: World) -> Iterator[Fault]:
    """Events that come a month late, one from 1970 and one from next year, one twice: all of a device nobody owns."""
    last = epoch(world.as_of)
    late = last - 30 * 86400 + 36000
    times: tuple[tuple[str, int], ...] = (
        ("late_event", late), ("late_event", late + 60), ("late_event_repeated", late + 60),
        ("event_of_1970", 3600), ("event_of_the_future", last + 300 * 86400),
    )  # fmt: skip
    path = home / "landing" / "ga4" / f"events_{world.as_of:%Y%m%d}_late.jsonl.gz"
    lines = [_event(world, seconds) for _, seconds in times]
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())
    for row, (fault, seconds) in enumerate(times, 1):
        yield Fault(fault, path.relative_to(home).as_posix(), row, f"epoch second {seconds}")


def _event(world: World, seconds: int) -> str:
    def text(key: str, value: str) -> dict[str, object]:
        return {
            "key": key,
            "value": {"string_value": value, "int_value": None, "float_value": None, "double_value": None},
        }

    session = text("ga_session_id", "")
    session["value"] = {
        "string_value": None,
        "int_value": str(seconds),
        "float_value": None,
        "double_value": None,
    }
    return json.dumps(
        {
            "event_date": f"{world.as_of - timedelta(days=30):%Y%m%d}", "event_timestamp": str(seconds * 1_000_000),
            "event_name": "page_view",
            "event_params": [text("page_location", f"{SITE}/walks/late-1"), session, text("content_group", "walks")],
            "user_id": None, "user_pseudo_id": "1750000999.1690000999", "stream_id": "1646937064", "platform": "WEB",
        }
    )  # fmt: skip

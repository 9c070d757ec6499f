"""JSON that DuckDB refuses as a whole: its objects load one by one, without those that no parser should take."""

import json
from pathlib import Path

import pytest

from tests.ingestion.homes import LoaderHome

HELP_DESK = """
    sources:
      - {name: desk, feed: support, connector: zendesk, path: landing/desk/}
"""
TICKETS = [
    {"id": number, "requester_id": 2, "subject": "x", "created_at": "2026-01-05T10:00:00Z"}
    for number in (1, 2, 3)
]


@pytest.fixture
def desk(tmp_path: Path) -> LoaderHome:
    return LoaderHome(tmp_path / "home", HELP_DESK)


def tickets(desk: LoaderHome) -> list[str]:
    return [str(ticket) for (ticket,) in desk.query("select id from raw_zendesk.tickets order by 1")]


@pytest.mark.parametrize("is_envelope", [True, False])
def test_object_with_a_character_that_is_none_is_set_aside_alone(desk: LoaderHome, is_envelope: bool) -> None:
    objects = [TICKETS[0], TICKETS[1] | {"subject": "\ud800"}, TICKETS[2]]
    desk.land("desk/tickets.json", json.dumps({"tickets": objects, "count": 3} if is_envelope else objects))
    desk.load()
    [(row, reason)] = desk.reasons()
    assert row == 2
    assert reason.startswith("The object holds a character or a number that is none")
    assert tickets(desk) == ["1", "3"]


def test_document_cut_short_is_set_aside_whole(desk: LoaderHome) -> None:
    desk.land("desk/tickets.json", json.dumps(TICKETS)[:-5])
    desk.load()
    assert desk.reasons() == [(None, "The file is no valid JSON: it is cut short or damaged; send it again.")]

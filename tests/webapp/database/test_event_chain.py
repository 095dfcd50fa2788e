"""Events that vouch for one another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.webapp.database.test_requests_store import request
from webapp.database import database
from webapp.database.event_chain import NewEvent, append_event, is_whole
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import EventRow
from webapp.database.requests_store import submit


def events() -> list[EventRow]:
    with database().reading() as session:
        return list(session.scalars(select(EventRow).order_by(EventRow.number)))


@pytest.fixture
def three_events(app: Flask) -> None:
    submit(request())
    with database().session() as session:
        for to in ("assigned", "investigating"):
            event = NewEvent(EventKind.STAGE_CHANGED, datetime.now(UTC), Actor.SYSTEM, details={"to": to, "ž": "ľ"})
            append_event(session, 1, event)


def test_events_are_numbered_and_whole(three_events: None) -> None:
    assert [each.number for each in events()] == [1, 2, 3]
    assert is_whole(events())


@pytest.mark.parametrize(
    "value",
    [
        {"details": {"to": "closed"}},
        {"actor": "agent"},
        {"kind": "rated"},
        {"happened_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"participant_id": 1},
        {"chain": "0"},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_changed_event_is_found(three_events: None, value: dict[str, object]) -> None:
    with database().session() as session:
        session.execute(update(EventRow).where(EventRow.number == 2).values(value))
    assert not is_whole(events())


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_event_is_found(three_events: None, number: int) -> None:
    with database().session() as session:
        session.execute(delete(EventRow).where(EventRow.number == number))
    assert not is_whole(events())

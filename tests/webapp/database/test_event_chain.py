"""Events that vouch for one another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.webapp.database.test_requests_store import request
from webapp.database import database
from webapp.database.chain_check import findings
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import EventRow, RequestRow
from webapp.database.record_store import record_of
from webapp.database.requests_store import submit


def events() -> list[EventRow]:
    with database().reading() as session:
        return list(session.scalars(select(EventRow).order_by(EventRow.number)))


def are_whole() -> bool:
    """Return whether the events are whole; the page of the request and the command must agree."""
    with database().reading() as session:
        row = session.scalars(select(RequestRow)).one()
        is_shown_whole = record_of(session, row).is_whole
        found = {each.where for each in findings()}
    assert found == (set() if is_shown_whole else {f"request {row.code}"})
    return is_shown_whole


def happen(*stages: str) -> None:
    """Append an event for each of ``stages``."""
    with database().session() as session:
        for to in stages:
            event = NewEvent(EventKind.STAGE_CHANGED, datetime.now(UTC), Actor.SYSTEM, details={"to": to, "ž": "ľ"})
            append_event(session, 1, event)


@pytest.fixture
def three_events(app: Flask) -> None:
    submit(request())
    happen("assigned", "investigating")


def test_events_are_numbered_and_whole(three_events: None) -> None:
    assert [each.number for each in events()] == [1, 2, 3]
    assert are_whole()


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
    assert not are_whole()


@pytest.mark.parametrize("numbers", [[1], [2], [3], [2, 3], [1, 2, 3]])
def test_a_removed_event_is_found_and_what_is_added_later_hides_nothing(three_events: None, numbers: list[int]) -> None:
    with database().session() as session:
        session.execute(delete(EventRow).where(EventRow.number.in_(numbers)))
    assert not are_whole()
    happen("waiting")
    assert not are_whole()


def test_an_event_alone_is_no_change_of_the_request(three_events: None) -> None:
    with database().reading() as session:
        before = session.scalars(select(RequestRow.version)).one()
    happen("waiting")
    with database().reading() as session:
        assert session.scalars(select(RequestRow.version)).one() == before

"""Whether all events are as they were written."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from webapp.database.engine import database
from webapp.database.event_chain import is_whole
from webapp.database.models import EventRow, TeamEventRow
from webapp.database.team_events import is_whole as is_team_whole

AT_ONCE = 1_000
"""Events that are read together."""


def broken_chains() -> Iterator[str]:
    """Yield what is not as it was written: the number of each such request, and ``team``."""
    with database().reading() as session:
        team = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number)).all()
        if not is_team_whole(team):
            yield "team"
        events: list[EventRow] = []
        every = select(EventRow).order_by(EventRow.request_id, EventRow.number)
        for row in session.scalars(every.execution_options(yield_per=AT_ONCE)):
            if events and events[0].request_id != row.request_id:
                yield from broken(events)
                events = []
            events.append(row)
        yield from broken(events)


def broken(events: list[EventRow]) -> Iterator[str]:
    """Yield the number of the request of ``events`` where they are not as they were written."""
    if events and not is_whole(events):
        yield f"request {events[0].request_id}"

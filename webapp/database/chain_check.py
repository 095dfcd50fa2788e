"""Whether all events are as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select

from webapp.database.engine import database
from webapp.database.event_chain import is_whole
from webapp.database.models import EventRow, RequestRow, TeamEventRow
from webapp.database.team_events import is_whole as is_team_whole

AT_ONCE = 1_000
"""Events that are read together."""


def broken_chains() -> Iterator[str]:
    """Yield what is not as it was written: the number of each such request, and ``team``."""
    with database().reading() as session:
        team = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number)).all()
        if not is_team_whole(team):
            yield "team"
        every = (
            select(RequestRow.id, RequestRow.chain, EventRow)
            .outerjoin(EventRow, EventRow.request_id == RequestRow.id)
            .order_by(RequestRow.id, EventRow.number)
        )
        rows = session.execute(every.execution_options(yield_per=AT_ONCE))
        for (request_id, chain), events in groupby(rows, key=itemgetter(0, 1)):
            if not is_whole([event for _, _, event in events if event], chain):
                yield f"request {request_id}"

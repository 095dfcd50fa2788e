"""The events of a request as a chain, whose end the request holds: whoever changes or removes one is found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.database.chains import hash_of, is_unbroken
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import EventRow, RequestRow


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that has just happened to a request."""

    kind: EventKind
    happened_at: datetime
    actor: Actor
    agent_id: int | None = None
    participant_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


def append_event(session: Session, request_id: int, event: NewEvent) -> EventRow:
    """Add ``event`` behind the last one of its request; IntegrityError where another was added at this moment."""
    number = select(func.max(EventRow.number)).where(EventRow.request_id == request_id).scalar_subquery()
    chain, last = session.execute(select(RequestRow.chain, number).where(RequestRow.id == request_id)).one()
    row = EventRow(
        request_id=request_id,
        number=(last or 0) + 1,
        kind=event.kind,
        happened_at=event.happened_at,
        actor=event.actor,
        agent_id=event.agent_id,
        participant_id=event.participant_id,
        details=event.details,
    )
    row.chain = link(chain, row)
    session.add(row)
    session.flush()
    session.execute(update(RequestRow).where(RequestRow.id == request_id).values(chain=row.chain))
    return row


def is_whole(events: Sequence[EventRow], chain: str) -> bool:
    """Return whether ``events``, all of one request in order, are as they were written, up to ``chain`` of the last."""
    return is_unbroken(events, link) and chain == (events[-1].chain if events else "")


def link(before: str, row: EventRow) -> str:
    """Return the hash of an event and of the chain ``before`` it."""
    said = [
        before,
        row.request_id,
        row.number,
        str(row.kind),
        row.happened_at.isoformat(timespec="microseconds"),
        str(row.actor),
        row.agent_id,
        row.participant_id,
        row.details,
    ]
    return hash_of(said)

"""The events of a request as a chain: whoever changes or removes one breaks all that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database.chains import hash_of, is_unbroken
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import EventRow


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
    asked = select(EventRow).where(EventRow.request_id == request_id).order_by(EventRow.number.desc()).limit(1)
    last = session.scalars(asked).one_or_none()
    row = EventRow(
        request_id=request_id,
        number=last.number + 1 if last else 1,
        kind=event.kind,
        happened_at=event.happened_at,
        actor=event.actor,
        agent_id=event.agent_id,
        participant_id=event.participant_id,
        details=event.details,
    )
    row.chain = link(last.chain if last else "", row)
    session.add(row)
    session.flush()
    return row


def is_whole(events: Iterable[EventRow]) -> bool:
    """Return whether ``events``, all of one request in order, are as they were written."""
    return is_unbroken(events, link)


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

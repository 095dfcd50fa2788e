"""The events of a request as a chain, whose end the request holds: whoever changes or removes one is found out.

An event vouches for the request as it left it, and for the message that it brought, with its files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.database.chains import KEY, SEALED, Chain
from webapp.database.contents import Contents, messages_hash, request_hash
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import AttachmentRow, EventRow, MessageRow, ParticipantRow, RequestRow


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that has just happened to a request."""

    kind: EventKind
    happened_at: datetime
    actor: Actor
    agent_id: int | None = None
    participant_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """What changed; ``message`` is the number of the message that it brought."""


def append_event(session: Session, request_id: int, event: NewEvent) -> EventRow:
    """Add ``event`` behind the last one of its request; IntegrityError where another was added at this moment.

    It comes after all that it is about: what is changed later, without an event, counts as changed by hand.
    """
    number = select(func.max(EventRow.number)).where(EventRow.request_id == request_id).scalar_subquery()
    end, last = session.execute(select(RequestRow.chain, number).where(RequestRow.id == request_id)).one()
    people = session.scalars(
        select(ParticipantRow).where(ParticipantRow.request_id == request_id).order_by(ParticipantRow.id)
    )
    row = EventRow(
        request_id=request_id,
        number=(last or 0) + 1,
        kind=event.kind,
        happened_at=event.happened_at,
        actor=event.actor,
        agent_id=event.agent_id,
        participant_id=event.participant_id,
        details=event.details,
        message_hash=brought_hash(session, event.details.get("message")),
        request_hash=request_hash(session.get_one(RequestRow, request_id), people),
    )
    chain = chain_of(request_id, session.info[KEY])
    row.chain = chain.link(end or chain.start(), row)
    session.add(row)
    session.flush()
    end = chain.end(row.number, row.chain)
    session.execute(update(RequestRow).where(RequestRow.id == request_id).values(chain=end))
    return row


def brought_hash(session: Session, message_id: int | None) -> str:
    """Return the hash of a message with its files; empty for none."""
    if message_id is None:
        return ""
    files = select(AttachmentRow).where(AttachmentRow.message_id == message_id).order_by(AttachmentRow.id)
    return messages_hash([session.get_one(MessageRow, message_id)], session.scalars(files))


def chain_of(request_id: int, key: str) -> Chain:
    """Return the chain of a request."""
    return Chain(f"request {request_id}", said, key)


def said(row: EventRow, /, *, is_keyed: bool) -> list[object]:
    """Return what an event says, as far as it is hashed."""
    old = [
        row.request_id,
        row.number,
        str(row.kind),
        row.happened_at,
        str(row.actor),
        row.agent_id,
        row.participant_id,
        row.details,
    ]
    return [*old, row.message_hash, row.request_hash] if is_keyed else old


def faults(contents: Contents, key: str | None) -> Iterator[str]:
    """Yield what is not as it was written; without a ``key`` nobody can say so of the events."""
    request, events = contents.request, contents.events
    if key is not None and not chain_of(request.id, key).is_unbroken(events, contents.seals, request.chain):
        yield "its events are not as they were written"
    if not events or events[-1].request_hash != request_hash(request, contents.people):
        yield "its stage, dates, rating, agent, topic or people are not what its events say"
    if not is_said(contents):
        yield "a message or a file is not what was sent, or is not there"


def is_said(contents: Contents) -> bool:
    """Return whether all messages and files are those that the events brought."""
    messages = {each.id: each for each in contents.messages}
    known: set[int] = set()
    first = contents.seals[-1].number if contents.seals else 1
    for event in contents.events[first - 1 :]:
        numbers = brought_by(event)
        brought = [messages[number] for number in numbers if number in messages]
        if numbers and event.message_hash != messages_hash(brought, contents.files):
            return False
        known.update(numbers)
    return known == set(messages) and all(each.message_id in messages for each in contents.files)


def brought_by(event: EventRow) -> list[int]:
    """Return the numbers of the messages that an event vouches for."""
    if event.kind == SEALED:
        return list(event.details.get("messages", ()))
    return [event.details["message"]] if "message" in event.details else []

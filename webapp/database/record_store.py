"""One request, whole, as the desk shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.database.customer_store import KeptFile
from webapp.database.engine import database
from webapp.database.event_chain import is_whole
from webapp.database.kinds import Actor, EventKind, HeldBecause, ParticipantRole, Stage
from webapp.database.models import AgentRow, AttachmentRow, EventRow, MessageRow, ParticipantRow, RequestRow

OTHERS = 20
"""Requests of the same customer that are shown."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody outside the team who takes part."""

    name: str
    email: str
    is_requester: bool
    is_verified: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message."""

    id: int
    name: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Message:
    """Something written."""

    id: int
    actor: Actor
    author: str
    """Name of the agent or customer; empty where none is known."""

    is_internal: bool
    text: str
    written_at: datetime
    files: tuple[File, ...]
    from_code: str = ""
    """Of the request that was joined with this one; empty for its own."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    kind: EventKind
    actor: Actor
    author: str
    happened_at: datetime
    details: Mapping[str, Any]
    assignee: str = ""
    """For an assignment, to whom; empty for nobody."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another request of the same customer."""

    code: str
    subject: str
    text: str
    """Of its first message."""

    language: str
    stage: Stage
    received_at: datetime
    version: int
    is_merged: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A request and all that belongs to it."""

    code: str
    version: int
    language: str
    category: str
    subject: str
    stage: Stage
    is_urgent: bool
    is_held: bool
    held_because: HeldBecause | None
    searched: str
    received_at: datetime
    changed_at: datetime
    due_on: date | None
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    rating_text: str
    assignee_id: int | None
    assignee: str
    merged_into: str
    """Code of the request that goes on instead; empty where this one does."""

    people: tuple[Person, ...]
    messages: tuple[Message, ...]
    """Its own and those of requests joined with it, oldest first."""

    events: tuple[Event, ...]
    is_whole: bool
    """No event was changed or removed."""

    merged: tuple[Other, ...]
    """Requests joined with this one."""

    others: tuple[Other, ...]
    """Other requests of the same customer, newest first."""


def record(code: str) -> Record | None:
    """Return the request with ``code``, None where there is none."""
    with database().reading() as session:
        row = session.scalars(select(RequestRow).where(RequestRow.code == code)).one_or_none()
        return record_of(session, row) if row else None


def record_of(session: Session, row: RequestRow) -> Record:
    """Return ``row`` with all that belongs to it."""
    merged = session.scalars(select(RequestRow).where(RequestRow.merged_into_id == row.id)).all()
    names = names_of_agents(session)
    target = session.get(RequestRow, row.merged_into_id) if row.merged_into_id else None
    return Record(
        code=row.code,
        version=row.version,
        language=row.language,
        category=row.category,
        subject=row.subject,
        stage=Stage(row.stage),
        is_urgent=row.is_urgent,
        is_held=row.is_held,
        held_because=HeldBecause.read(row.held_because),
        searched=row.searched,
        received_at=row.received_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        rating=row.rating,
        rating_text=row.rating_text,
        assignee_id=row.assignee_id,
        assignee=names.get(row.assignee_id or 0, ""),
        merged_into=target.code if target else "",
        people=tuple(person(each) for each in row.participants),
        messages=messages_of(session, row, merged, names),
        events=tuple(event_of(each, row.participants, names) for each in row.events),
        is_whole=is_whole(row.events, row.chain),
        merged=others_of(session, merged),
        others=others_of(session, session.scalars(same_customer(row)).all()),
    )


def names_of_agents(session: Session) -> Mapping[int, str]:
    """Return agent id -> name."""
    return {agent_id: name for agent_id, name in session.execute(select(AgentRow.id, AgentRow.name))}  # noqa: C416


def person(row: ParticipantRow) -> Person:
    """Return ``row`` as the desk shows it."""
    return Person(row.name, row.email, row.role == ParticipantRole.REQUESTER, row.verified_at is not None)


def messages_of(
    session: Session, row: RequestRow, merged: Iterable[RequestRow], names: Mapping[int, str]
) -> tuple[Message, ...]:
    """Return the messages of ``row`` and of those ``merged`` into it, oldest first."""
    codes = {row.id: ""} | {each.id: each.code for each in merged}
    asked = (
        select(MessageRow, ParticipantRow.name, ParticipantRow.email)
        .outerjoin(ParticipantRow, ParticipantRow.id == MessageRow.participant_id)
        .where(MessageRow.request_id.in_(codes))
        .order_by(MessageRow.written_at, MessageRow.id)
    )
    files: dict[int, list[File]] = {}
    for each in session.scalars(
        select(AttachmentRow).where(AttachmentRow.request_id.in_(codes)).order_by(AttachmentRow.id)
    ):
        file = File(each.id, each.original_name, each.media_type, each.size_bytes)
        files.setdefault(each.message_id, []).append(file)
    return tuple(
        Message(
            id=message.id,
            actor=Actor(message.actor),
            author=names.get(message.agent_id or 0, "") or name or email or "",
            is_internal=message.is_internal,
            text=message.text,
            written_at=message.written_at,
            files=tuple(files.get(message.id, ())),
            from_code=codes[message.request_id],
        )
        for message, name, email in session.execute(asked).all()
    )


def event_of(row: EventRow, people: Iterable[ParticipantRow], names: Mapping[int, str]) -> Event:
    """Return ``row`` with names in place of numbers."""
    customer = next((each.name or each.email for each in people if each.id == row.participant_id), "")
    to = row.details.get("to")
    return Event(
        kind=EventKind(row.kind),
        actor=Actor(row.actor),
        author=names.get(row.agent_id or 0, "") or customer,
        happened_at=row.happened_at,
        details=row.details,
        assignee=names.get(to, "") if isinstance(to, int) else "",
    )


def same_customer(row: RequestRow) -> Select[RequestRow]:
    """Return the query for other requests by whoever sent ``row``."""
    emails = select(ParticipantRow.email).where(
        ParticipantRow.request_id == row.id, ParticipantRow.role == ParticipantRole.REQUESTER
    )
    theirs = select(ParticipantRow.request_id).where(ParticipantRow.email.in_(emails))
    return (
        select(RequestRow)
        .where(RequestRow.id.in_(theirs), RequestRow.id != row.id, RequestRow.is_held.is_(False))
        .order_by(RequestRow.id.desc())
        .limit(OTHERS)
    )


def others_of(session: Session, rows: Iterable[RequestRow]) -> tuple[Other, ...]:
    """Return ``rows`` with their first messages."""
    found = list(rows)
    first: dict[int, str] = {}
    asked = select(MessageRow).where(MessageRow.request_id.in_([each.id for each in found]))
    for message in session.scalars(asked.order_by(MessageRow.id)):
        first.setdefault(message.request_id, message.text)
    return tuple(
        Other(
            code=each.code,
            subject=each.subject,
            text=first.get(each.id, ""),
            language=each.language,
            stage=Stage(each.stage),
            received_at=each.received_at,
            version=each.version,
            is_merged=each.merged_into_id is not None,
        )
        for each in found
    )


def kept_file(code: str, file_id: int) -> KeptFile | None:
    """Return file ``file_id`` of the request with ``code``, or of one joined with it; None where there is none."""
    target = select(RequestRow.id).where(RequestRow.code == code).scalar_subquery()
    asked = (
        select(AttachmentRow)
        .join(RequestRow, RequestRow.id == AttachmentRow.request_id)
        .where(AttachmentRow.id == file_id, (RequestRow.code == code) | (RequestRow.merged_into_id == target))
    )
    with database().reading() as session:
        row = session.scalars(asked).one_or_none()
    return KeptFile(row.stored_name, row.original_name, row.media_type, row.size_bytes, row.sha256) if row else None

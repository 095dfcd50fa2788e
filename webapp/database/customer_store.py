"""What customers see of their requests, and what they may do to them; nobody else's exist for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from webapp.database.attachment_quota import require_room
from webapp.database.engine import DatabaseUnavailable, database
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.kinds import Actor, EventKind, HeldBecause, Stage
from webapp.database.models import AgentRow, AttachmentRow, EventRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.request_words import add_words, text_words
from webapp.database.requests_store import NewAttachment, attachment_row
from webapp.database.stages import FINISHED, OPEN, By, move

MOST_LISTED = 500
"""Requests of one customer that are listed and searched, the ones changed last."""

MOST_COMPARED = 50
"""Open requests of one customer that a new question is compared with."""

BEST_RATING = 5

SHOWN_EVENTS = (EventKind.RECEIVED, EventKind.STAGE_CHANGED, EventKind.REOPENED, EventKind.MERGED, EventKind.UNMERGED)
"""What the timeline is made of; the rest is the team's business or stands in the conversation."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment that may be downloaded."""

    stored_name: str
    original_name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A request in a list."""

    code: str
    language: str
    category: str
    subject: str
    stage: Stage
    received_at: datetime
    changed_at: datetime
    due_on: date | None
    merged_into: str
    """Code of the request that goes on in its place; empty where none does."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still works at it."""
        return self.stage in OPEN


@dataclass(frozen=True, slots=True)
class Searchable:
    """A request and all that was written about it."""

    summary: Summary
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something written."""

    is_own: bool
    """By a customer."""

    author: str
    """Name of the agent or the customer; may be empty."""

    text: str
    written_at: datetime
    files: tuple[tuple[int, KeptFile], ...]
    """With the number that a file has in the request, from 1."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A step of the timeline."""

    kind: EventKind
    stage: Stage | None
    """The one it came to, where it is about stages."""

    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request, as those who take part in it see it."""

    summary: Summary
    name: str
    """Of the customer; may be empty."""

    messages: tuple[Message, ...]
    happenings: tuple[Happening, ...]
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    rating_text: str
    rated_at: datetime | None
    is_held: bool
    """Somebody has to say first that it is no spam; where it is closed, somebody has said that it is."""

    held_because: HeldBecause | None

    @property
    def files(self) -> tuple[tuple[int, KeptFile], ...]:
        """All files with their numbers."""
        return tuple(each for message in self.messages for each in message.files)

    @property
    def is_finished(self) -> bool:
        """Whether it may be rated, exported and opened again."""
        return self.summary.stage in FINISHED


@dataclass(frozen=True, slots=True)
class NewReply:
    """What a customer adds."""

    submission: str
    """Of the form that was handed out."""

    text: str
    attachments: tuple[NewAttachment, ...] = ()
    network: str = ""
    """Key of the day it is sent; see ``webapp.http.visitors``."""

    @property
    def fingerprint(self) -> str:
        """The same for the same form with the same content, which is kept once."""
        files = sorted((each.original_name, each.sha256) for each in self.attachments)
        return hashlib.sha256(json.dumps([self.submission, self.text, files]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a reply."""

    code: str
    """Of the request that it went to."""

    is_repeat: bool
    is_reopened: bool


class JoinedMeanwhile(DatabaseUnavailable):
    """The request was joined with another, or taken apart, while something was added to it; nothing was kept."""


def requests_of(email: str) -> tuple[Summary, ...]:
    """Return the requests of a customer, the one changed last first; at most ``MOST_LISTED``."""
    with database().reading() as session:
        rows = session.execute(summaries(email)).all()
    return tuple(summary_of(row, into) for row, into in rows)


def searchable_requests(email: str) -> tuple[Searchable, ...]:
    """Return the requests of a customer with all that was written, the one changed last first."""
    with database().reading() as session:
        rows = session.execute(summaries(email)).all()
        ids = [row.id for row, _ in rows]
        asked = select(MessageRow.request_id, MessageRow.text).where(
            MessageRow.request_id.in_(ids), MessageRow.is_internal.is_(False)
        )
        texts: dict[int, list[str]] = {each: [] for each in ids}
        for request_id, text in session.execute(asked):
            texts[request_id].append(text)
    return tuple(Searchable(summary_of(row, into), "\n".join((row.subject, *texts[row.id]))) for row, into in rows)


def open_requests(email: str) -> tuple[Searchable, ...]:
    """Return the open requests of a customer with what they first wrote; at most ``MOST_COMPARED``."""
    first = aliased(MessageRow)
    earlier = aliased(MessageRow)
    is_first = ~select(earlier.id).where(earlier.request_id == first.request_id, earlier.id < first.id).exists()
    asked = (
        select(RequestRow, first.text)
        .join(first, first.request_id == RequestRow.id)
        .where(taking_part(email), RequestRow.stage.in_(OPEN), RequestRow.merged_into_id.is_(None), is_first)
        .order_by(RequestRow.changed_at.desc(), RequestRow.id.desc())
        .limit(MOST_COMPARED)
    )
    with database().reading() as session:
        rows = session.execute(asked).all()
    return tuple(Searchable(summary_of(row, None), f"{row.subject}\n{text}") for row, text in rows)


def summaries(email: str) -> Select[RequestRow, str]:
    """Return the question for the requests of a customer, each with the code it was merged into."""
    into = aliased(RequestRow)
    return (
        select(RequestRow, into.code)
        .outerjoin(into, into.id == RequestRow.merged_into_id)
        .where(taking_part(email))
        .order_by(RequestRow.changed_at.desc(), RequestRow.id.desc())
        .limit(MOST_LISTED)
    )


def taking_part(email: str) -> ColumnElement[bool]:
    """Return the condition that the customer with ``email`` takes part in a request."""
    return RequestRow.id.in_(select(ParticipantRow.request_id).where(ParticipantRow.email == email))


def summary_of(row: RequestRow, merged_into: str | None) -> Summary:
    """Return ``row`` as it stands in a list."""
    return Summary(
        code=row.code,
        language=row.language,
        category=row.category,
        subject=row.subject,
        stage=Stage(row.stage),
        received_at=row.received_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        merged_into=merged_into or "",
    )


def find_own(email: str, code: str) -> OwnRequest | None:
    """Return the request with ``code`` as the customer with ``email`` sees it; None where they take no part in it."""
    with database().reading() as session:
        row = own_row(session, email, code)
        return own_request(session, row, email) if row else None


def own_row(session: Session, email: str, code: str, *, is_writing: bool = False) -> RequestRow | None:
    """Return the row of a request that the customer with ``email`` takes part in."""
    asked = select(RequestRow).where(RequestRow.code == code, taking_part(email))
    return session.scalars(asked.with_for_update() if is_writing else asked).one_or_none()


def own_request(session: Session, row: RequestRow, email: str) -> OwnRequest:
    """Return ``row`` with its conversation and timeline."""
    with_files = select(MessageRow, AgentRow.name, ParticipantRow.name)
    asked = (
        with_files.outerjoin(AgentRow, AgentRow.id == MessageRow.agent_id)
        .outerjoin(ParticipantRow, ParticipantRow.id == MessageRow.participant_id)
        .where(MessageRow.request_id == row.id, MessageRow.is_internal.is_(False))
        .order_by(MessageRow.id)
    )
    written = session.execute(asked).all()
    files = files_of(session, row.id, [message.id for message, _, _ in written])
    messages = tuple(
        Message(
            is_own=message.actor == Actor.CUSTOMER,
            author=agent or customer or "",
            text=message.text,
            written_at=message.written_at,
            files=tuple((number, file) for number, message_id, file in files if message_id == message.id),
        )
        for message, agent, customer in written
    )
    events = session.scalars(select(EventRow).where(EventRow.request_id == row.id).order_by(EventRow.number))
    name = session.scalar(
        select(ParticipantRow.name).where(ParticipantRow.request_id == row.id, ParticipantRow.email == email)
    )
    return OwnRequest(
        summary=summary_of(row, visible_target(session, row, email)),
        name=name or "",
        messages=messages,
        happenings=tuple(happenings(events)),
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        rating=row.rating,
        rating_text=row.rating_text,
        rated_at=row.rated_at,
        is_held=row.is_held,
        held_because=HeldBecause.read(row.held_because),
    )


def visible_target(session: Session, row: RequestRow, email: str) -> str | None:
    """Return the code of the request that goes on in the place of ``row``, where the customer takes part in it."""
    asked = select(RequestRow.code).where(RequestRow.id == row.merged_into_id, taking_part(email))
    return session.scalar(asked) if row.merged_into_id else None


def files_of(session: Session, request_id: int, message_ids: list[int]) -> list[tuple[int, int, KeptFile]]:
    """Return (number, message id, file) of all files of messages that customers see."""
    asked = select(AttachmentRow).where(AttachmentRow.request_id == request_id).order_by(AttachmentRow.id)
    rows = (row for row in session.scalars(asked) if row.message_id in message_ids)
    return [(number, row.message_id, kept_file(row)) for number, row in enumerate(rows, 1)]


def kept_file(row: AttachmentRow) -> KeptFile:
    """Return the file of ``row``."""
    return KeptFile(row.stored_name, row.original_name, row.media_type, row.size_bytes, row.sha256)


def happenings(events: Iterable[EventRow]) -> Iterable[Happening]:
    """Yield what the timeline shows of ``events``."""
    for row in events:
        if row.kind in SHOWN_EVENTS:
            stage = Stage.RECEIVED if row.kind == EventKind.RECEIVED else row.details.get("to")
            yield Happening(EventKind(row.kind), Stage(stage) if stage else None, row.happened_at)


def add_reply(email: str, code: str, new: NewReply) -> Written | None:
    """Keep what a customer adds to a request, once; None where they take no part in it.

    A request that waited for it goes on; one that was finished is open again; for a merged one it goes to the other.
    NoRoom where its files are too many.
    """
    try:
        return reply_once(email, code, new)
    except (IntegrityError, JoinedMeanwhile):  # another process keeps the same form, or joins the request, just now
        return reply_once(email, code, new)


def reply_once(email: str, code: str, new: NewReply) -> Written | None:
    """Keep ``new``; IntegrityError where another process keeps the same at this moment, or JoinedMeanwhile."""
    now = datetime.now(UTC)
    with database().session() as session:
        row = receiving_row(session, email, code)
        if row is None:
            return None
        submission = new.fingerprint
        known = session.scalars(select(MessageRow).where(MessageRow.submission == submission)).one_or_none()
        if known is not None:
            return Written(row.code, is_repeat=True, is_reopened=False)
        sizes_bytes = (each.size_bytes for each in new.attachments)
        require_room(session, sizes_bytes, new.network, is_unread=row.stage == Stage.RECEIVED)
        participant_id = session.scalars(
            select(ParticipantRow.id).where(ParticipantRow.request_id == row.id, ParticipantRow.email == email)
        ).one()
        message = MessageRow(
            request_id=row.id,
            actor=Actor.CUSTOMER,
            participant_id=participant_id,
            text=new.text,
            written_at=now,
            submission=submission,
        )
        session.add(message)
        session.flush()
        add_words(session, [row.id], text_words(new.text))
        session.add_all(attachment_row(each, row.id, message.id, now, new.network) for each in new.attachments)
        details = {"message": message.id}
        append_event(
            session, row.id, NewEvent(EventKind.REPLIED, now, Actor.CUSTOMER, None, participant_id, details=details)
        )
        is_reopened = row.stage in FINISHED and not row.is_held
        if is_reopened or row.stage == Stage.WAITING:
            move(session, row, Stage.INVESTIGATING, By(Actor.CUSTOMER, participant_id=participant_id), now)
        row.changed_at = now
        return Written(row.code, is_repeat=False, is_reopened=is_reopened)


def receiving_row(session: Session, email: str, code: str) -> RequestRow | None:
    """Return, for writing, the request that takes what a customer adds to the one of ``code``; see ``receiver``.

    Only that row is locked: whoever joins requests locks both and waits for it, and it waits for nobody.
    """
    found = receiver(session, email, code)
    row = own_row(session, email, found, is_writing=True) if found else None
    if receiver(session, email, code) != found:
        raise JoinedMeanwhile(f"{code}: it was joined with another request, or taken apart. Try again.")
    return row


def receiver(session: Session, email: str, code: str) -> str | None:
    """Return the code of the request that goes on in the place of ``code``, where the customer takes part in it."""
    into = aliased(RequestRow)
    theirs = select(ParticipantRow.request_id).where(ParticipantRow.email == email)
    asked = (
        select(func.coalesce(into.code, RequestRow.code))
        .select_from(RequestRow)
        .outerjoin(into, (into.id == RequestRow.merged_into_id) & into.id.in_(theirs))
        .where(RequestRow.code == code, taking_part(email))
    )
    return session.scalar(asked)


def addresses_of(code: str) -> tuple[str, ...]:
    """Return the addresses of those who take part in the request with ``code``."""
    asked = (
        select(ParticipantRow.email)
        .join(RequestRow, RequestRow.id == ParticipantRow.request_id)
        .where(RequestRow.code == code)
        .order_by(ParticipantRow.id)
    )
    with database().reading() as session:
        return tuple(session.scalars(asked))


def rate(email: str, code: str, rating: int, text: str) -> bool:
    """Keep how content a customer is with a finished request, 1..5, and why; return whether this was the first time."""
    if not 1 <= rating <= BEST_RATING:
        raise ValueError(f"rating: {rating} is not one of 1 to {BEST_RATING}. Use one of these.")
    now = datetime.now(UTC)
    with database().session() as session:
        row = own_row(session, email, code, is_writing=True)
        if row is None or row.stage not in FINISHED or row.rating is not None:
            return False
        row.rating, row.rating_text, row.rated_at = rating, text, now
        append_event(session, row.id, by_participant(session, row, email, EventKind.RATED, now, rating=rating))
        return True


def export(email: str, code: str) -> OwnRequest | None:
    """Return a finished request to be taken away, and note that it was; None where there is none for this customer."""
    with database().session() as session:
        row = own_row(session, email, code, is_writing=True)
        if row is None or row.stage not in FINISHED:
            return None
        append_event(session, row.id, by_participant(session, row, email, EventKind.EXPORTED, datetime.now(UTC)))
        return own_request(session, row, email)


def by_participant(
    session: Session, row: RequestRow, email: str, kind: EventKind, now: datetime, **details: int
) -> NewEvent:
    """Return the event that the customer with ``email`` did something to ``row``."""
    asked = select(ParticipantRow.id).where(ParticipantRow.request_id == row.id, ParticipantRow.email == email)
    return NewEvent(kind, now, Actor.CUSTOMER, participant_id=session.scalar(asked), details=details)

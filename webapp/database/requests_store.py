"""Requests: received once, with everything that came along, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.config import HELD_EMAIL, HELD_EVERYBODY, HELD_NETWORK, HELD_VISITOR, config, day_of
from webapp.database.attachment_quota import require_room
from webapp.database.engine import database
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.follow_up_codes import new_code
from webapp.database.kinds import (
    Actor,
    EventKind,
    HeldBecause,
    LetterKind,
    ParticipantRole,
    Stage,
    TeamEventKind,
)
from webapp.database.models import AttachmentRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.outbox_store import Letter, post
from webapp.database.request_words import write_words
from webapp.database.team_events import NewTeamEvent, append_team_event
from webapp.working_days import promised_day


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file that has been put in its place."""

    stored_name: str
    original_name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a customer sends, checked."""

    submission: str
    """Of the form that was handed out; the same form sent twice is one request."""

    language: str
    name: str
    email: str
    category: str
    subject: str
    description: str
    attachments: tuple[NewAttachment, ...] = ()
    searched: str = ""
    is_urgent: bool = False
    visitor: str = ""
    network: str = ""
    held_because: HeldBecause | None = None
    """Why somebody should look before it counts; None where nothing speaks against it."""

    answer: str = ""
    """Reference of the answer that was shown before it was written, see ``search.CitedAnswer``; empty for none."""

    is_verified: bool = False
    """Whoever sent it is signed in with ``email``."""

    @property
    def fingerprint(self) -> str:
        """The hash of all that the customer wrote."""
        said = [self.language, self.name, self.email, self.category, self.subject, self.description, self.searched]
        files = sorted((each.original_name, each.sha256) for each in self.attachments)
        return hashlib.sha256(json.dumps([said, files]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the customer is given for a request that is kept."""

    code: str
    is_repeat: bool
    """It was there already, from the same form."""


class AlreadySubmitted(Exception):
    """Another content came from the same form before; ``code`` is that of the request it became."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code}: another request came from this form. Hand out a new form.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests in an hour from which on they are held for review, 0 for any number; none is ever refused.

    Strangers can send any number under anybody's address. Whoever is signed in with it is counted by where they send
    from, never by what others sent.
    """

    email: int = HELD_EMAIL
    visitor: int = HELD_VISITOR
    network: int = HELD_NETWORK
    everybody: int = HELD_EVERYBODY


LIMITED = timedelta(hours=1)


def submit(new: NewRequest, limits: Limits | None = None) -> Receipt:
    """Keep ``new`` and return its code; a second time, from the same form, return the first code.

    What goes beyond ``limits``, by default those of the site, is held.

    Raises AlreadySubmitted where the form brought another content before, NoRoom where its files are too many,
    DatabaseUnavailable where nothing is kept.
    """
    limits = limits or limits_of_site()
    try:
        return known_or_kept(new, limits)
    except IntegrityError:  # the same form came at this moment, in another process
        return known_or_kept(new, limits)


def limits_of_site() -> Limits:
    """Return what the operator has decided."""
    decided = config()
    return Limits(decided.held_email, decided.held_visitor, decided.held_network, decided.held_everybody)


def known_or_kept(new: NewRequest, limits: Limits) -> Receipt:
    """Return the receipt for ``new``; IntegrityError where another process keeps the same at this moment."""
    with database().session() as session:
        known = session.scalars(select(RequestRow).where(RequestRow.submission == new.submission)).one_or_none()
        if known is None:
            return Receipt(keep(session, new, limits), is_repeat=False)
        if known.fingerprint != new.fingerprint:
            raise AlreadySubmitted(known.code)
        return Receipt(known.code, is_repeat=True)


def keep(session: Session, new: NewRequest, limits: Limits) -> str:
    """Write the rows of ``new`` and return its code."""
    now = datetime.now(UTC)
    sizes_bytes = [each.size_bytes for each in new.attachments]
    require_room(session, sizes_bytes, new.network, is_unread=True, is_by_owner=new.is_verified)
    held_because = new.held_because or limit_reached(session, new, limits, now)
    participant = ParticipantRow(
        email=new.email.lower(),
        name=new.name,
        role=ParticipantRole.REQUESTER,
        verified_at=now if new.is_verified else None,
    )
    request = RequestRow(
        code=new_code(),
        submission=new.submission,
        fingerprint=new.fingerprint,
        language=new.language,
        category=new.category,
        subject=new.subject,
        stage=Stage.RECEIVED,
        is_urgent=new.is_urgent,
        is_held=bool(held_because),
        held_because=held_because or "",
        searched=new.searched,
        visitor=new.visitor,
        network=new.network,
        received_at=now,
        changed_at=now,
        due_on=promised_day(day_of(now), new.language),
        participants=[participant],
    )
    session.add(request)
    session.flush()
    message = MessageRow(
        request_id=request.id,
        actor=Actor.CUSTOMER,
        participant_id=participant.id,
        text=new.description,
        written_at=now,
    )
    session.add(message)
    write_words(session, request.id)
    session.add_all(attachment_row(each, request.id, message.id, now, new.network) for each in new.attachments)
    details: dict[str, Any] = {"message": message.id} | ({"answer": new.answer} if new.answer else {})
    received = NewEvent(EventKind.RECEIVED, now, Actor.CUSTOMER, participant_id=participant.id, details=details)
    append_event(session, request.id, received)
    if held_because:
        details = {"because": held_because}
        append_event(session, request.id, NewEvent(EventKind.HELD, now, Actor.SYSTEM, details=details))
    else:
        post_received(session, request, is_by_owner=new.is_verified)
    append_team_event(session, NewTeamEvent(TeamEventKind.RECEIVED, None, None, {"code": request.code}))
    return request.code


def post_received(session: Session, request: RequestRow, *, is_by_owner: bool = False) -> None:
    """Tell whoever sent ``request`` that it is here; one that is held waits until it is released.

    ``is_by_owner``: whoever sent it was signed in.
    """
    values = {"code": request.code} | ({"due_on": request.due_on.isoformat()} if request.due_on else {})
    asked = select(ParticipantRow.email).where(
        ParticipantRow.request_id == request.id, ParticipantRow.role == ParticipantRole.REQUESTER
    )
    once = f"received {request.id}"
    for email in session.scalars(asked).all():
        post(session, Letter(LetterKind.RECEIVED, email, request.language, request.id, values, is_by_owner, once))


def attachment_row(
    new: NewAttachment, request_id: int, message_id: int, now: datetime, network: str = ""
) -> AttachmentRow:
    """Return the row of ``new``, which came from ``network``."""
    return AttachmentRow(
        request_id=request_id,
        message_id=message_id,
        stored_name=new.stored_name,
        original_name=new.original_name,
        media_type=new.media_type,
        size_bytes=new.size_bytes,
        sha256=new.sha256,
        network=network,
        received_at=now,
    )


def limit_reached(session: Session, new: NewRequest, limits: Limits, now: datetime) -> HeldBecause | None:
    """Return which limit ``new`` goes beyond; None where it goes beyond none."""
    from_email = RequestRow.participants.any(ParticipantRow.email == new.email.lower())
    counted: tuple[tuple[HeldBecause, ColumnElement[bool], int], ...] = (
        (HeldBecause.EMAIL, from_email, 0 if new.is_verified else limits.email),
        (HeldBecause.VISITOR, RequestRow.visitor == new.visitor, limits.visitor if new.visitor else 0),
        (HeldBecause.NETWORK, RequestRow.network == new.network, limits.network if new.network else 0),
        (HeldBecause.EVERYBODY, true(), 0 if new.is_verified else limits.everybody),
    )
    for because, condition, limit in counted:
        recent = select(func.count()).select_from(RequestRow).where(RequestRow.received_at > now - LIMITED, condition)
        if limit and (session.scalar(recent) or 0) >= limit:
            return because
    return None


def waits_because(code: str) -> HeldBecause | None:
    """Return why the request with ``code`` waits for somebody to look at it; None where it does not wait."""
    is_waiting = RequestRow.is_held.is_(True) & (RequestRow.stage != Stage.CLOSED)
    with database().reading() as session:
        kept = session.scalar(select(RequestRow.held_because).where(RequestRow.code == code, is_waiting))
    return HeldBecause.read(kept or "")


def stored_names(names: Collection[str]) -> frozenset[str]:
    """Return those of ``names``, of files, that a request has."""
    with database().reading() as session:
        asked = select(AttachmentRow.stored_name).where(AttachmentRow.stored_name.in_(names))
        return frozenset(session.scalars(asked))

"""What is not kept for ever: when it goes, and what stays of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from webapp.database import deflection_store
from webapp.database.engine import database
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.kinds import Actor, EventKind, Stage, TeamEventKind
from webapp.database.models import AttachmentRow, AttemptRow, LetterRow, RequestRow, SessionRow, SignInRow
from webapp.database.request_words import write_words
from webapp.database.team_events import NewTeamEvent, append_team_event

DISCARDED_DAYS = 30
"""How long a request that was discarded as spam may still be released, in days."""

CLOSED_DAYS = 1827
"""How long a closed request is kept, in days: five years, as the articles promise, with two leap days."""

LETTER_DAYS = 90
"""How long a letter is kept that was sent or given up, in days."""

SIGN_IN_DAYS = 1
"""How long what has to do with signing in is kept after it is over, in days."""

AT_ONCE = 200
"""Requests that are removed in one transaction."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was removed."""

    visits: int
    requests: int
    letters: int
    sign_ins: int
    files: tuple[str, ...]
    """Stored names of the attachments of ``requests``; their files are the caller's to remove."""


def forget(closed_days: int = CLOSED_DAYS, now: datetime | None = None) -> Forgotten:
    """Remove what is old: statistics, spam, letters, sign-ins, and requests closed ``closed_days`` ago.

    Of a request its code and the end of its chain stay, in the events of the team.
    """
    now = now or datetime.now(UTC)
    requests, files = 0, []
    for is_held, days in ((True, DISCARDED_DAYS), (False, closed_days)):
        is_closed = (RequestRow.stage == Stage.CLOSED) & (RequestRow.closed_at < now - timedelta(days))
        while part := forget_requests(is_closed & RequestRow.is_held.is_(is_held)):
            requests += len(part)
            files += [name for names in part.values() for name in names]
    return Forgotten(
        visits=deflection_store.forget(),
        requests=requests,
        letters=forget_letters(now - timedelta(LETTER_DAYS)),
        sign_ins=forget_sign_ins(now - timedelta(SIGN_IN_DAYS)),
        files=tuple(files),
    )


def forget_requests(condition: ColumnElement[bool]) -> dict[str, list[str]]:
    """Remove some requests that ``condition`` holds for; return code -> stored names of its files."""
    gone: dict[str, list[str]] = {}
    with database().session() as session:
        for row in session.scalars(select(RequestRow).where(condition).limit(AT_ONCE)).all():
            names = session.scalars(select(AttachmentRow.stored_name).where(AttachmentRow.request_id == row.id))
            gone[row.code] = list(names)
            details = {"code": row.code, "chain": row.chain}
            append_team_event(session, NewTeamEvent(TeamEventKind.FORGOTTEN, None, None, details))
            take_apart(session, row)
            session.execute(delete(RequestRow).where(RequestRow.id == row.id))
            if row.merged_into_id is not None:
                write_words(session, row.merged_into_id)
    return gone


def take_apart(session: Session, target: RequestRow) -> None:
    """Let the requests that were joined with ``target`` stand alone, closed as they are."""
    joined = select(RequestRow).where(RequestRow.merged_into_id == target.id).order_by(RequestRow.id)
    for row in session.scalars(joined.with_for_update()).all():
        row.merged_into_id = None
        details = {"from": target.code}
        append_event(session, row.id, NewEvent(EventKind.UNMERGED, datetime.now(UTC), Actor.SYSTEM, details=details))


def forget_letters(before: datetime) -> int:
    """Remove letters that were sent or given up; return how many."""
    is_over = (LetterRow.sent_at < before) | (LetterRow.dead_at < before)
    with database().session() as session:
        return len(session.scalars(delete(LetterRow).where(is_over).returning(LetterRow.id)).all())


def forget_sign_ins(before: datetime) -> int:
    """Remove links, codes, sessions and attempts that are over; return how many."""
    gone = 0
    with database().session() as session:
        for statement in (
            delete(SignInRow).where(SignInRow.expires_at < before).returning(SignInRow.id),
            delete(SessionRow).where(SessionRow.expires_at < before).returning(SessionRow.id),
            delete(AttemptRow).where(AttemptRow.happened_at < before).returning(AttemptRow.id),
        ):
            gone += len(session.scalars(statement).all())
    return gone

"""Letters to be sent: written in the transaction that is the reason for them, then tried until they are sent or dead.

A letter is sent at least once and at most twice, whatever dies in between.  Whoever takes one out counts the try as
*unsure* before the letter leaves; an answer of the server settles it.  After ``MOST_UNSURE`` tries that were never
settled nobody sends it again by themselves: it lies with the dead letters, where a person decides.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.database.engine import database, one_at_a_time
from webapp.database.kinds import LetterKind
from webapp.database.models import LetterRow, ParticipantRow, SignInRow

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``letters`` letters within a time."""

    letters: int
    within: timedelta


UNVERIFIED_CAPS: Mapping[LetterKind, tuple[Cap, ...]] = {
    LetterKind.RECEIVED: (Cap(1, DAY),),
    LetterKind.SIGN_IN: (Cap(3, HOUR), Cap(5, DAY)),
}
"""Letters of a kind to an address that nobody has proved to be theirs: strangers can have them sent."""

VERIFIED_CAPS: Mapping[LetterKind, tuple[Cap, ...]] = {
    LetterKind.RECEIVED: (Cap(10, DAY),),
    LetterKind.SIGN_IN: (Cap(5, HOUR), Cap(20, DAY)),
}
"""Letters of a kind to an address that somebody signed in with."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast letters leave of which strangers could have any number sent, each to another address."""

    an_hour: int
    """So many leave at once."""

    then_every: timedelta
    """Further ones leave one by one."""

    longest_wait: timedelta
    """A letter that would have to wait for longer is not written."""


PACES: Mapping[LetterKind, Pace] = {
    LetterKind.RECEIVED: Pace(300, timedelta(seconds=12), timedelta.max),
    LetterKind.SIGN_IN: Pace(300, timedelta(seconds=12), timedelta(minutes=5)),
}
"""Letters of a kind to unverified addresses, all of them together; those to verified ones never wait and do not count.

A letter to sign in is of use for a quarter of an hour.  One that could not leave in the first third of it is not
written, and nobody is told; whoever asks again when the flood is over gets theirs.
"""

REQUEST_CAPS: Mapping[LetterKind, tuple[Cap, ...]] = {LetterKind.STAGE_CHANGED: (Cap(3, HOUR),)}
"""Letters of a kind about one request; its page shows what no letter said."""

BACKOFF = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""How long to wait after each try that failed; after the last one the letter is dead."""

SIGN_IN_LIFE = timedelta(minutes=15)
"""A letter to sign in that is older is of no use to anybody."""

CLAIM = timedelta(minutes=10)
"""How long whoever took a letter out has it to themselves; longer than a server may take to answer."""

MOST_UNSURE = 2

ERROR_LETTERS = 500
"""What is kept of an error, in characters."""

MAIL_ID_BYTES = 18

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody should be told by mail."""

    kind: LetterKind
    recipient: str
    """An address with its domain in ASCII."""

    language: str
    """That of the request, or of the page on which a sign-in was asked for."""

    request_id: int | None = None
    """None for a sign-in."""

    values: Mapping[str, str] = field(default_factory=dict)
    """What the letter says; nothing that the visitor wrote.

    received       code, due_on (``2026-12-14``; may be left out)
    replied        code, text (of the reply), agent (their name; older letters lack it)
    stage changed  code, stage (of ``kinds.Stage``), due_on (may be left out)
    resolved       code, text and agent (of a last reply; may be left out)
    sign in        path (of the page that signs in, from its first slash), digits
    """

    is_by_owner: bool = False
    """Whoever has it sent has proved that the address is theirs, so what strangers have sent there does not count."""

    once: str = ""
    """A second letter with the same, such as ``replied 17`` for message 17, is not written; empty: always written."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that its holder may send now, once."""

    letter_id: int
    mail_id: str
    kind: LetterKind
    recipient: str
    language: str
    values: Mapping[str, str]
    created_at: datetime
    earlier: tuple[str, ...]
    """``mail_id`` of the letters that the recipient was sent about the same request, oldest first."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A letter that was given up."""

    letter_id: int
    kind: str
    recipient: str
    created_at: datetime
    tries: int
    error: str
    may_be_retried: bool
    """A sign-in is over; its letter holds nothing any more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not left."""

    letters: int
    oldest_at: datetime | None
    """When the oldest of them was written; None where none waits."""

    given_up: int


def waiting() -> Waiting:
    """Return how many letters wait, since when, and how many were given up."""
    is_waiting = LetterRow.sent_at.is_(None) & LetterRow.dead_at.is_(None)
    asked = select(
        func.count().filter(is_waiting),
        func.min(LetterRow.created_at).filter(is_waiting),
        func.count().filter(LetterRow.dead_at.is_not(None)),
    ).select_from(LetterRow)
    with database().reading() as session:
        return Waiting(*session.execute(asked).one())


def post(session: Session, letter: Letter) -> bool:
    """Write ``letter`` in the transaction of ``session``; return whether it will be sent.

    It will not where a cap is reached or the same one, by ``once``, was written before.  A letter that a cap keeps back
    is written too and taken back, so that it costs the same time.
    """
    now = datetime.now(UTC)
    recipient = letter.recipient.lower()
    turn = turn_of(session, letter, recipient, now)
    once = hashlib.sha256(letter.once.encode()).hexdigest() if letter.once else None
    row = LetterRow(
        mail_id=secrets.token_hex(MAIL_ID_BYTES),
        once=once,
        kind=letter.kind,
        recipient=recipient,
        language=letter.language,
        request_id=letter.request_id,
        values=dict(letter.values),
        created_at=now,
        next_try_at=turn or now,
    )
    try:
        with session.begin_nested() as writing:
            session.add(row)
            session.flush()
            if turn is None:
                writing.rollback()
    except IntegrityError:
        if once and was_written(session, once):
            return False
        raise
    return turn is not None


def was_written(session: Session, once: str) -> bool:
    """Return whether there is a letter with this ``once``."""
    return bool(session.scalar(select(exists().where(LetterRow.once == once))))


def turn_of(session: Session, letter: Letter, recipient: str, now: datetime) -> datetime | None:
    """Return when ``letter`` may leave; None where enough were written to the recipient, about the request or at all.

    Asks the database the same whoever the recipient is.
    """
    of_request = REQUEST_CAPS.get(letter.kind, ())
    if letter.request_id is not None and any(
        is_reached(session, each, now, LetterRow.kind == letter.kind, LetterRow.request_id == letter.request_id)
        for each in of_request
    ):
        return None
    if letter.kind not in PACES:
        return now
    one_at_a_time(session, f"outbox {recipient}")
    is_trusted = is_verified(session, recipient)
    caps = (VERIFIED_CAPS if is_trusted else UNVERIFIED_CAPS)[letter.kind]
    to_recipient = (LetterRow.kind == letter.kind, LetterRow.recipient == recipient, counts(letter.kind))
    reached = [is_reached(session, each, now, *to_recipient) for each in caps]
    turn = next_turn(session, letter.kind, now)
    if letter.is_by_owner:
        return now
    if any(reached):
        return None
    return now if is_trusted else turn


def counts(kind: LetterKind) -> ColumnElement[bool]:
    """Return the condition that a letter counts towards a cap.

    One to sign in does until its recipient signs in: where a cap is reached, there is one that can still be used. One
    that was given up reached nobody.
    """
    if kind is not LetterKind.SIGN_IN:
        return true()
    since = exists().where(SignInRow.email == LetterRow.recipient, SignInRow.used_at >= LetterRow.created_at)
    return LetterRow.dead_at.is_(None) & ~since


def next_turn(session: Session, kind: LetterKind, now: datetime) -> datetime | None:
    """Return when a further letter of ``kind`` may leave to an unverified address; None where that is too late.

    Letters that are written at the same moment may have the same turn.
    """
    pace = PACES[kind]
    to_verified = exists().where(ParticipantRow.email == LetterRow.recipient, ParticipantRow.verified_at.is_not(None))
    is_fast = is_reached(session, Cap(pace.an_hour, HOUR), now, LetterRow.kind == kind, ~to_verified)
    is_waiting = LetterRow.sent_at.is_(None) & LetterRow.dead_at.is_(None) & (LetterRow.next_try_at > now)
    is_untried = (LetterRow.kind == kind) & (LetterRow.tries == 0)
    last = session.scalar(select(func.max(LetterRow.next_try_at)).where(is_waiting, is_untried))
    if last is None and not is_fast:
        return now
    wait = (last or now) + pace.then_every - now
    log.warning(
        "outbox: more than %s letters %r to unverified addresses in an hour; the next waits %d s. "
        "Look for a flood of requests.",
        pace.an_hour,
        str(kind),
        wait.total_seconds(),
    )
    return now + wait if wait <= pace.longest_wait else None


def is_reached(session: Session, cap: Cap, now: datetime, *of_these: ColumnElement[bool]) -> bool:
    """Return whether no further letter of these is allowed."""
    recent = select(func.count()).select_from(LetterRow).where(LetterRow.created_at > now - cap.within, *of_these)
    return (session.scalar(recent) or 0) >= cap.letters


def is_verified(session: Session, email: str) -> bool:
    """Return whether somebody has proved that ``email`` is theirs."""
    proved = exists().where(ParticipantRow.email == email, ParticipantRow.verified_at.is_not(None))
    return bool(session.scalar(select(proved)))


def due(limit: int) -> tuple[int, ...]:
    """Return the letters that may be tried now, oldest first."""
    asked = select(LetterRow.id).where(*may_be_tried(datetime.now(UTC))).order_by(LetterRow.id).limit(limit)
    with database().reading() as session:
        return tuple(session.scalars(asked))


def waiting_since() -> datetime | None:
    """Return since when the letter that is longest overdue could have been tried, None where none is."""
    asked = select(func.min(LetterRow.next_try_at)).where(*may_be_tried(datetime.now(UTC)))
    with database().reading() as session:
        return session.scalar(asked)


def take(letter_id: int) -> Outgoing | None:
    """Take a letter out to send it now; None where somebody else has it or it must not be sent any more."""
    now = datetime.now(UTC)
    asked = select(LetterRow).where(LetterRow.id == letter_id, *may_be_tried(now)).with_for_update(skip_locked=True)
    with database().session() as session:
        row = session.scalars(asked).one_or_none()
        if row is None:
            return None
        if row.unsure >= MOST_UNSURE:
            bury(row, now, row.last_error or "Nobody knows whether it was sent.")
            return None
        if row.kind == LetterKind.SIGN_IN and row.created_at < now - SIGN_IN_LIFE:
            bury(row, now, row.last_error or "It came too late.")
            return None
        row.tries += 1
        row.unsure += 1
        row.next_try_at = now + CLAIM
        return outgoing(session, row)


def may_be_tried(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a letter whose time has come."""
    return (LetterRow.sent_at.is_(None), LetterRow.dead_at.is_(None), LetterRow.next_try_at <= now)


def outgoing(session: Session, row: LetterRow) -> Outgoing:
    """Return ``row`` as it is sent."""
    before = select(LetterRow.mail_id).where(
        LetterRow.request_id == row.request_id,
        LetterRow.recipient == row.recipient,
        LetterRow.sent_at.is_not(None),
        LetterRow.id < row.id,
    )
    earlier = tuple(session.scalars(before.order_by(LetterRow.id))) if row.request_id is not None else ()
    return Outgoing(
        letter_id=row.id,
        mail_id=row.mail_id,
        kind=LetterKind(row.kind),
        recipient=row.recipient,
        language=row.language,
        values=row.values,
        created_at=row.created_at,
        earlier=earlier,
    )


def was_sent(letter_id: int) -> None:
    """Note that a server has the letter."""
    with database().session() as session:
        row = session.get_one(LetterRow, letter_id)
        row.sent_at = datetime.now(UTC)
        row.unsure -= 1
        row.last_error = ""
        forget_secrets(row)


def was_refused(letter_id: int, error: str, *, for_good: bool) -> None:
    """Note that the letter was surely not sent; it is tried again later, or dead where that makes no sense."""
    now = datetime.now(UTC)
    with database().session() as session:
        row = session.get_one(LetterRow, letter_id)
        row.unsure -= 1
        put_off(row, now, error)
        if for_good:
            bury(row, now, error)


def was_lost_sight_of(letter_id: int, error: str) -> None:
    """Note that nobody knows whether the letter was sent; it is tried once more."""
    now = datetime.now(UTC)
    with database().session() as session:
        row = session.get_one(LetterRow, letter_id)
        put_off(row, now, error)
        if row.unsure >= MOST_UNSURE:
            bury(row, now, error)


def put_off(row: LetterRow, now: datetime, error: str) -> None:
    """Try the letter later, or never again after the last try."""
    row.last_error = error[:ERROR_LETTERS]
    if row.tries > len(BACKOFF):
        bury(row, now, error)
    else:
        row.next_try_at = now + BACKOFF[row.tries - 1]


def bury(row: LetterRow, now: datetime, error: str) -> None:
    """Give the letter up."""
    row.dead_at = now
    row.last_error = error[:ERROR_LETTERS]
    forget_secrets(row)


def forget_secrets(row: LetterRow) -> None:
    """Remove what signs in from a letter that is not tried any more."""
    if row.kind == LetterKind.SIGN_IN:
        row.values = {}


def dead_letters() -> tuple[DeadLetter, ...]:
    """Return the letters that were given up, newest first."""
    asked = select(LetterRow).where(LetterRow.dead_at.is_not(None)).order_by(LetterRow.id.desc())
    with database().reading() as session:
        return tuple(
            DeadLetter(
                row.id,
                row.kind,
                row.recipient,
                row.created_at,
                row.tries,
                row.last_error,
                may_be_retried=row.kind != LetterKind.SIGN_IN,
            )
            for row in session.scalars(asked)
        )


def retry(letter_id: int) -> bool:
    """Let a dead letter be tried from the start; return whether there is such a one."""
    revived = (
        update(LetterRow)
        .where(LetterRow.id == letter_id, LetterRow.dead_at.is_not(None), LetterRow.kind != LetterKind.SIGN_IN)
        .values(dead_at=None, tries=0, unsure=0, next_try_at=datetime.now(UTC))
        .returning(LetterRow.id)
    )
    with database().session() as session:
        return session.scalar(revived) is not None

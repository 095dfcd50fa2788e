"""Who is signed in: letters with a link or a code, sessions, and failed attempts that slow down guessing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from webapp.database.agents_store import Agent, agent_of
from webapp.database.engine import database, one_at_a_time
from webapp.database.kinds import LetterKind
from webapp.database.models import AgentRow, AttemptRow, ParticipantRow, RequestRow, SessionRow, SignInRow
from webapp.database.outbox_store import Letter, post

GOOD_FOR = timedelta(minutes=15)
"""How long a link or code can be used."""

WRONG_CODES = 5
"""Wrong codes from which on the right one is refused too."""

ASKED_FOR = timedelta(days=1)
"""How long it is kept that somebody asked to sign in."""

CODE_DIGITS = 6
CUSTOMER_FOR = timedelta(days=30)
AGENT_FOR = timedelta(hours=12)
"""How long a session lasts."""

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is kept when a session was last used."""

ATTEMPTS_FOR = timedelta(minutes=15)
"""How long a failed attempt counts."""

KEY_BYTES = 32
BROWSER_LETTERS = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is in force: of a customer, or of an agent."""

    id: int
    key_hash: str
    email: str
    agent: Agent | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it in a list."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose session it is: a customer by e-mail address, or an agent."""

    email: str | None = None
    agent_id: int | None = None

    @property
    def lasts(self) -> timedelta:
        """How long the sessions of this owner last."""
        return CUSTOMER_FOR if self.agent_id is None else AGENT_FOR


def ask_to_sign_in(email: str, language: str, path_of: Callable[[str], str]) -> int:
    """Send a letter with link and code to ``email``, if a request has come from it; return the number of the asking.

    ``path_of`` returns the path of the page that signs in with a key. An unknown address, or one that has had too many
    letters, gets none, and no code of that asking is right; whoever asks cannot tell, not even by the time it takes.
    While strangers have more letters sent than ``outbox_store.PACES`` allows, those to addresses that nobody has signed
    in with wait for some minutes or are not sent; a verified address never waits.
    """
    email, now = email.lower(), datetime.now(UTC)
    key, code = secrets.token_urlsafe(KEY_BYTES), new_code()
    letter = Letter(LetterKind.SIGN_IN, email, language, values={"path": path_of(key), "digits": code})
    with database().session() as session:
        session.execute(delete(SignInRow).where(SignInRow.created_at < now - ASKED_FOR))
        shown = select(RequestRow.id).where(RequestRow.is_held.is_(False))
        is_proven = ParticipantRow.verified_at.is_not(None) | ParticipantRow.request_id.in_(shown)
        is_known = bool(session.scalar(select(exists().where(ParticipantRow.email == email, is_proven))))
        with session.begin_nested() as writing:
            is_sent = post(session, letter) and is_known
            session.flush()
            if not is_sent:
                writing.rollback()
        row = SignInRow(
            email=email,
            link_hash=hashed(f"link {key}"),
            code_hash=hashed(f"code {key} {code}"),
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        session.add(row)
        session.flush()
        row.code_hash = hashed(f"code {row.id} {code if is_sent else secrets.token_hex()}")
        return row.id


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hashed(value: str) -> str:
    """Return what is kept of ``value``; a code has too few digits for a hash that anybody could compute."""
    secret = current_app.secret_key
    assert secret, "the site has no secret key"
    secret = secret if isinstance(secret, bytes) else secret.encode()
    return hmac.new(secret, f"sign in {value}".encode(), hashlib.sha256).hexdigest()


def asked_address(sign_in_id: int) -> str | None:
    """Return the address that asking ``sign_in_id`` was about, None where it was too long ago."""
    with database().reading() as session:
        return session.scalar(select(SignInRow.email).where(SignInRow.id == sign_in_id, in_force(datetime.now(UTC))))


def linked_address(key: str) -> str | None:
    """Return whose link ends with ``key``, None where it can no longer be used; uses up nothing."""
    asked = select(SignInRow.email).where(SignInRow.link_hash == hashed(f"link {key}"), in_force(datetime.now(UTC)))
    with database().reading() as session:
        return session.scalar(asked)


def use_link(key: str) -> str | None:
    """Use up the link that ends with ``key`` and return whose it is, None where it cannot be used."""
    now = datetime.now(UTC)
    with database().session() as session:
        asked = select(SignInRow).where(SignInRow.link_hash == hashed(f"link {key}"), in_force(now))
        row = session.scalars(asked.with_for_update()).one_or_none()
        return use_up(session, row, now) if row else None


def use_code(sign_in_id: int, code: str) -> str | None:
    """Use up the code of asking ``sign_in_id`` and return whose it is, None where it is wrong or cannot be used."""
    now = datetime.now(UTC)
    with database().session() as session:
        asked = select(SignInRow).where(SignInRow.id == sign_in_id, in_force(now), SignInRow.wrong_codes < WRONG_CODES)
        row = session.scalars(asked.with_for_update()).one_or_none()
        if row is None:
            return None
        if not hmac.compare_digest(row.code_hash, hashed(f"code {row.id} {code}")):
            row.wrong_codes += 1
            return None
        return use_up(session, row, now)


def use_up(session: Session, row: SignInRow, now: datetime) -> str:
    """Use up ``row`` and all other links of its address, which is thereby proven to be theirs; return it."""
    session.execute(update(SignInRow).where(SignInRow.email == row.email, in_force(now)).values(used_at=now))
    unproven = (ParticipantRow.email == row.email, ParticipantRow.verified_at.is_(None))
    session.execute(update(ParticipantRow).where(*unproven).values(verified_at=now))
    return row.email


def in_force(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a link and code can still be used."""
    return SignInRow.used_at.is_(None) & (SignInRow.expires_at > now)


def start_session(owner: Owner, browser: str = "", replaces: str = "") -> str:
    """Return the key of a new session; the one with key ``replaces`` ends."""
    key, now = secrets.token_urlsafe(KEY_BYTES), datetime.now(UTC)
    with database().session() as session:
        if replaces:
            revoke_where(session, SessionRow.key_hash == key_hash(replaces), now)
        session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
        session.add(
            SessionRow(
                key_hash=key_hash(key),
                email=owner.email,
                agent_id=owner.agent_id,
                browser=browser[:BROWSER_LETTERS],
                created_at=now,
                seen_at=now,
                expires_at=now + owner.lasts,
            )
        )
    return key


def session_with(key: str) -> SignedIn | None:
    """Return the session with ``key``, None where none is in force or its agent may no longer work here."""
    now = datetime.now(UTC)
    asked = (
        select(SessionRow, AgentRow)
        .outerjoin(AgentRow, AgentRow.id == SessionRow.agent_id)
        .where(SessionRow.key_hash == key_hash(key), SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
    )
    with database().reading() as session:
        found = session.execute(asked).one_or_none()
    if found is None or (found[1] is not None and not found[1].is_active):
        return None
    row, agent = found
    signed_in = SignedIn(row.id, row.key_hash, row.email or "", agent_of(agent) if agent else None, row.seen_at)
    if now - row.seen_at > SEEN_EVERY:
        with database().session() as session:
            session.execute(update(SessionRow).where(SessionRow.id == row.id).values(seen_at=now))
    return signed_in


def sessions_of(owner: Owner) -> tuple[OpenSession, ...]:
    """Return the sessions of ``owner`` that are in force, the one used last first."""
    asked = select(SessionRow).where(
        owned_by(owner), SessionRow.revoked_at.is_(None), SessionRow.expires_at > datetime.now(UTC)
    )
    with database().reading() as session:
        rows = session.scalars(asked.order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())).all()
    return tuple(OpenSession(row.id, row.browser, row.created_at, row.seen_at) for row in rows)


def end_session(key: str) -> None:
    """End the session with ``key``, if there is one."""
    with database().session() as session:
        revoke_where(session, SessionRow.key_hash == key_hash(key), datetime.now(UTC))


def revoke(owner: Owner, session_id: int) -> bool:
    """End a session of ``owner``; return whether it was one that was in force."""
    with database().session() as session:
        return revoke_where(session, owned_by(owner) & (SessionRow.id == session_id), datetime.now(UTC)) > 0


def revoke_all(owner: Owner, but: int | None = None) -> int:
    """End all sessions of ``owner``, except the one with id ``but``; return how many."""
    condition = owned_by(owner)
    if but is not None:
        condition &= SessionRow.id != but
    with database().session() as session:
        return revoke_where(session, condition, datetime.now(UTC))


def owned_by(owner: Owner) -> ColumnElement[bool]:
    """Return the condition that a session is one of ``owner``."""
    return (SessionRow.email == owner.email) if owner.agent_id is None else (SessionRow.agent_id == owner.agent_id)


def revoke_where(session: Session, condition: ColumnElement[bool], now: datetime) -> int:
    """End the sessions in force that ``condition`` holds for; return how many."""
    ended = (
        update(SessionRow)
        .where(condition, SessionRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(SessionRow.id)
    )
    return len(session.scalars(ended).all())


def key_hash(key: str) -> str:
    """Return what is kept of the key of a session: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def may_try(limits: Mapping[str, int]) -> bool:
    """Count an attempt under each key of ``limits``; return False, counting nothing, where one has been reached.

    An attempt is counted before it is known to fail, and one after another, so that a hundred at once are not all the
    first; ``forget_attempts`` when it does not.
    """
    now = datetime.now(UTC)
    with database().session() as session:
        one_at_a_time(session, *(f"attempt {key}" for key in limits))
        session.execute(delete(AttemptRow).where(AttemptRow.happened_at < now - ATTEMPTS_FOR))
        counted = select(AttemptRow.key, func.count()).where(AttemptRow.key.in_(limits)).group_by(AttemptRow.key)
        if any(count >= limits[key] for key, count in session.execute(counted).all()):
            return False
        session.add_all(AttemptRow(key=key, happened_at=now) for key in limits)
    return True


def forget_attempts(keys: Iterable[str]) -> None:
    """Forget the attempts under ``keys``: one has just succeeded."""
    with database().session() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.key.in_(tuple(keys))))

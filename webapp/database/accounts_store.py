"""Who is signed in: letters with a link or a code, sessions, and failed attempts that slow down guessing."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
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
"""Wrong codes of one asking, which is the page of one browser, from which on the right one is refused there too."""

WRONG_CODES_OF_LETTER = 50
"""Wrong codes of all askings that got no letter of their own and rely on the same one; its link works as before."""

ASKED_FOR = timedelta(days=1, hours=1)
"""How long it is kept that somebody asked to sign in: longer than letters count towards a cap."""

CODE_DIGITS = 6
CUSTOMER_FOR = timedelta(days=30)
AGENT_FOR = timedelta(hours=12)
"""How long a session lasts."""

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is kept when a session was last used."""

ATTEMPTS_FOR = timedelta(days=1)
"""How long it is kept that an attempt failed; no allowance counts longer."""

NO_LETTER = 0
"""Number of no asking."""

KEY_BYTES = 32
BROWSER_LETTERS = 200

log = logging.getLogger(__name__)


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


class CodeSpent(Exception):
    """The page of one asking has brought ``WRONG_CODES`` wrong codes; those of other browsers do not count."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most so many attempts under one key within a time, at most ``ATTEMPTS_FOR``."""

    key: str
    """Who tries: a hash of what tells them apart."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Tries:
    """All that one attempt is counted under."""

    asker: tuple[Allowance, ...]
    """Of whoever tries; success clears the first."""

    besieged: tuple[Allowance, ...] = ()
    """Of whoever tries too, and in force when ``account`` is used up."""

    account: Allowance | None = None
    """Of whom they try to be: refuses nobody by itself."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key once, in order."""
        account = (self.account,) if self.account else ()
        return tuple(dict.fromkeys(each.key for each in (*self.asker, *self.besieged, *account)))


def ask_to_sign_in(email: str, language: str, path_of: Callable[[str], str], *, is_by_owner: bool = False) -> int:
    """Send a letter with link and code to ``email``, if a request has come from it; return the number of the asking.

    ``path_of`` returns the path of the page that signs in with a key. An address that has had too many letters gets no
    further one. Its newest then lives as long again, link and code, and the code is right on the page of this asking
    too, so that nobody is kept out by letters that others asked for. An unknown address gets none, and no code of its
    asking is right; whoever asks cannot tell, not even by the time it takes.
    While strangers have more letters sent than ``outbox_store.PACES`` allows, those to addresses that nobody has signed
    in with wait for some minutes or are not sent; a verified address never waits. ``is_by_owner``: asked for by a
    browser that signed in with the address before, which strangers' letters do not count against.
    """
    email, now = email.lower(), datetime.now(UTC)
    key, code = secrets.token_urlsafe(KEY_BYTES), new_code()
    values = {"path": path_of(key), "digits": code}
    letter = Letter(LetterKind.SIGN_IN, email, language, values=values, is_by_owner=is_by_owner)
    with database().session() as session:
        session.execute(delete(SignInRow).where(SignInRow.created_at < now - ASKED_FOR))
        is_sent = is_posted(session, letter)
        row = SignInRow(
            email=email,
            link_hash=hashed(f"link {key}"),
            code_hash=hashed(f"code {key} {code}"),
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        newest = newest_letter(session, email)
        session.add(row)
        session.flush()
        row.letter_of = row.id if is_sent else newest
        row.code_hash = hashed(f"code {row.id} {code if is_sent else secrets.token_hex()}")
        lives_on = update(SignInRow).where(SignInRow.id == (row.letter_of or NO_LETTER))
        session.execute(lives_on.values(expires_at=now + GOOD_FOR))
        return row.id


def is_posted(session: Session, letter: Letter) -> bool:
    """Write ``letter`` where a request has come from its recipient; return whether it will be sent."""
    shown = select(RequestRow.id).where(RequestRow.is_held.is_(False))
    is_proven = ParticipantRow.verified_at.is_not(None) | ParticipantRow.request_id.in_(shown)
    is_known = bool(session.scalar(select(exists().where(ParticipantRow.email == letter.recipient, is_proven))))
    with session.begin_nested() as writing:
        is_sent = post(session, letter) and is_known
        session.flush()
        if not is_sent:
            writing.rollback()
    return is_sent


def newest_letter(session: Session, email: str) -> int | None:
    """Return the asking that brought ``email`` its newest letter, where nobody has signed in since."""
    brought = (SignInRow.email == email, SignInRow.letter_of == SignInRow.id, SignInRow.used_at.is_(None))
    return session.scalar(select(func.max(SignInRow.id)).where(*brought))


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
        is_asked = SignInRow.link_hash == hashed(f"link {key}")
        row = held_asking(session, is_asked, now)
        return use_up(session, row, now) if row else None


def use_code(sign_in_id: int, code: str) -> str | None:
    """Use up the code of asking ``sign_in_id`` and return whose it is, None where it is wrong or cannot be used.

    Raises CodeSpent after ``WRONG_CODES`` wrong ones. Asks the database the same whoever the asking was about.
    """
    now = datetime.now(UTC)
    with database().session() as session:
        row = held_asking(session, SignInRow.id == sign_in_id, now)
        if row is None:
            return None
        if row.wrong_codes >= WRONG_CODES:
            raise CodeSpent
        letter = session.scalars(
            select(SignInRow).where(SignInRow.id == (row.letter_of or row.id), in_force(now))
        ).first()
        others = (SignInRow.letter_of == (row.letter_of or NO_LETTER), SignInRow.id != SignInRow.letter_of)
        wrong = session.scalar(select(func.coalesce(func.sum(SignInRow.wrong_codes), 0)).where(*others)) or 0
        is_looked_at = letter is row or wrong < WRONG_CODES_OF_LETTER
        right, given = (letter or row).code_hash, hashed(f"code {(letter or row).id} {code}")
        if not (hmac.compare_digest(right, given) and letter and is_looked_at):
            row.wrong_codes += 1
            return None
        return use_up(session, row, now)


def held_asking(session: Session, condition: ColumnElement[bool], now: datetime) -> SignInRow | None:
    """Return the asking in force that ``condition`` holds for, to be used by nobody else before ``session`` ends."""
    asked = select(SignInRow).where(condition, in_force(now))
    email = session.scalar(select(SignInRow.email).where(condition))
    one_at_a_time(session, f"sign in {email}")
    return session.scalars(asked).one_or_none()


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


def may_try(tries: Tries) -> bool:
    """Count an attempt under every key of ``tries``; return False, counting nothing, where an allowance is used up.

    An attempt is counted before it is known to fail, and one after another, so that a hundred at once are not all the
    first; ``forget_attempts`` when it does not.
    """
    now = datetime.now(UTC)
    with database().session() as session:
        one_at_a_time(session, *(f"attempt {key}" for key in tries.keys))
        session.execute(delete(AttemptRow).where(AttemptRow.happened_at < now - ATTEMPTS_FOR))
        allowances = tries.asker
        if tries.account and is_used_up(session, tries.account, now):
            log.warning("sign-in: more than %s wrong passwords for one account in a day.", tries.account.most)
            allowances += tries.besieged
        if any(is_used_up(session, each, now) for each in allowances):
            return False
        session.add_all(AttemptRow(key=key, happened_at=now) for key in tries.keys)
    return True


def is_used_up(session: Session, allowance: Allowance, now: datetime) -> bool:
    """Return whether no further attempt is allowed."""
    counted = select(func.count()).where(
        AttemptRow.key == allowance.key, AttemptRow.happened_at > now - allowance.within
    )
    return (session.scalar(counted) or 0) >= allowance.most


def forget_attempts(tries: Tries) -> None:
    """Forget the attempt that has just succeeded, and all others under the first key: it was the owner who mistyped."""
    first, *others = tries.keys
    with database().session() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.key == first))
        newest = select(func.max(AttemptRow.id)).where(AttemptRow.key.in_(others)).group_by(AttemptRow.key)
        session.execute(delete(AttemptRow).where(AttemptRow.id.in_(newest)))

"""The support team: who may sign in at the desk, as what, and every change of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.database.engine import database
from webapp.database.kinds import AgentRole, TeamEventKind
from webapp.database.models import AgentRow, SessionRow
from webapp.database.team_events import NewTeamEvent, append_team_event

PASSWORD_LETTERS = 12
"""Shortest password, in characters."""

LONGEST_PASSWORD = 1_000
"""More is not hashed, in characters."""

HASHER = PasswordHasher()
"""argon2id with the parameters that RFC 9106, section 4, recommends second."""

NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5IGhhcyB0aGlzIQ$5OzRRTvYVdnVBZ2DMnhWdbw35hnWzQxqXSHgnZjiHdQ"
"""Compared with where there is no agent, so that the answer takes as long."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody of the support team."""

    id: int
    email: str
    name: str
    role: AgentRole
    language: str
    """Of the desk, for them."""

    is_active: bool = True

    @property
    def is_admin(self) -> bool:
        """Whether they also look after the team."""
        return self.role is AgentRole.ADMIN


@dataclass(frozen=True, slots=True)
class NewAgent:
    """Somebody who joins the team."""

    email: str
    name: str
    role: AgentRole
    language: str
    password: str


class AgentRefused(Exception):
    """The change cannot be made; the message says why, and what to do."""


class EmailTaken(AgentRefused):
    """Somebody of the team has this address already."""


class LastAdmin(AgentRefused):
    """Nobody would be left to look after the team."""


def add(new: NewAgent, by_agent_id: int | None = None) -> Agent:
    """Keep ``new``; EmailTaken where the address is known. ``by_agent_id`` is None on the command line."""
    row = AgentRow(
        email=new.email.lower(),
        name=new.name,
        password_hash=HASHER.hash(new.password),
        role=new.role,
        language=new.language,
        is_active=True,
        created_at=datetime.now(UTC),
    )
    try:
        with database().session() as session:
            session.add(row)
            session.flush()
            details = {"email": row.email, "role": str(new.role)}
            append_team_event(session, NewTeamEvent(TeamEventKind.ADDED, by_agent_id, row.id, details))
    except IntegrityError as error:
        raise EmailTaken(f"{new.email}: somebody of the team has this address. Use another.") from error
    return agent_of(row)


def find(agent_id: int) -> Agent | None:
    """Return an agent, whether they may sign in or not; None where there is none."""
    with database().reading() as session:
        row = session.get(AgentRow, agent_id)
    return agent_of(row) if row else None


def everybody() -> tuple[Agent, ...]:
    """Return all who ever were in the team, by name."""
    with database().reading() as session:
        return agents_of(session.scalars(select(AgentRow).order_by(AgentRow.name, AgentRow.id)))


def check_password(email: str, password: str) -> Agent | None:
    """Return the active agent whose password it is, else None; which of the three was wrong shows in no time taken."""
    with database().reading() as session:
        row = session.scalars(select(AgentRow).where(AgentRow.email == email.lower())).one_or_none()
    is_right = is_password(row.password_hash if row else NOBODYS_HASH, password[:LONGEST_PASSWORD])
    return agent_of(row) if row and row.is_active and is_right else None


def is_password(password_hash: str, password: str) -> bool:
    """Return whether ``password`` is the one that was hashed."""
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def set_active(agent_id: int, is_active: bool, by_agent_id: int | None = None) -> Agent | None:
    """Let an agent in or keep them out, who is signed out everywhere at once; None where there is none.

    Raises LastAdmin where no active admin would be left.
    """
    with database().session() as session:
        row = locked(session, agent_id)
        if row is None:
            return None
        if row.is_active == is_active:
            return agent_of(row)
        if not is_active and row.role == AgentRole.ADMIN:
            require_another_admin(session, row)
        row.is_active = is_active
        if not is_active:
            session.execute(delete(SessionRow).where(SessionRow.agent_id == agent_id))
        kind = TeamEventKind.ENABLED if is_active else TeamEventKind.DISABLED
        append_team_event(session, NewTeamEvent(kind, by_agent_id, agent_id, {"email": row.email}))
    return agent_of(row)


def set_role(agent_id: int, role: AgentRole, by_agent_id: int | None = None) -> Agent | None:
    """Give an agent another role; None where there is none. Raises LastAdmin where no active admin would be left."""
    with database().session() as session:
        row = locked(session, agent_id)
        if row is None:
            return None
        if row.role == role:
            return agent_of(row)
        if row.is_active and row.role == AgentRole.ADMIN:
            require_another_admin(session, row)
        details = {"email": row.email, "from": row.role, "to": str(role)}
        row.role = role
        append_team_event(session, NewTeamEvent(TeamEventKind.ROLE_CHANGED, by_agent_id, agent_id, details))
    return agent_of(row)


def set_password(agent_id: int, password: str, by_agent_id: int | None = None) -> Agent | None:
    """Give an agent another password and sign them out everywhere; None where there is none."""
    password_hash = HASHER.hash(password)
    with database().session() as session:
        row = session.get(AgentRow, agent_id, with_for_update=True)
        if row is None:
            return None
        row.password_hash = password_hash
        session.execute(delete(SessionRow).where(SessionRow.agent_id == agent_id))
        append_team_event(session, NewTeamEvent(TeamEventKind.PASSWORD_CHANGED, by_agent_id, agent_id))
    return agent_of(row)


def set_language(agent_id: int, language: str) -> None:
    """Keep the language in which an agent reads the desk."""
    with database().session() as session:
        row = session.get(AgentRow, agent_id)
        if row:
            row.language = language


def locked(session: Session, agent_id: int) -> AgentRow | None:
    """Return the row of an agent, which nobody changes before ``session`` ends, nor any active admin.

    They are locked in one order, so that two admins who keep out one another do it one after the other.
    """
    asked = select(AgentRow).where(is_active_admin() | (AgentRow.id == agent_id)).order_by(AgentRow.id)
    return next((row for row in session.scalars(asked.with_for_update()).all() if row.id == agent_id), None)


def is_active_admin() -> ColumnElement[bool]:
    """Return the condition that somebody looks after the team."""
    return (AgentRow.role == AgentRole.ADMIN) & AgentRow.is_active.is_(True)


def require_another_admin(session: Session, row: AgentRow) -> None:
    """Raise LastAdmin where ``row``, which is ``locked``, is the only active admin."""
    if not session.scalar(select(func.count()).where(is_active_admin(), AgentRow.id != row.id)):
        raise LastAdmin(f"{row.email}: this is the only admin. Make somebody else an admin first.")


def agent_of(row: AgentRow) -> Agent:
    """Return ``row`` without its password."""
    return Agent(row.id, row.email, row.name, AgentRole(row.role), row.language, row.is_active)


def agents_of(rows: Iterable[AgentRow]) -> tuple[Agent, ...]:
    """Return ``rows`` without their passwords."""
    return tuple(agent_of(row) for row in rows)

"""What happened to the team, what came to the desk and what left it, as one chain.

Whoever changes or removes a link is found out. It knows every request that was received, and everybody of the team as
the last event about them left them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from webapp.database.chains import KEY, Chain
from webapp.database.contents import agent_hash
from webapp.database.kinds import TeamEventKind
from webapp.database.models import AgentRow, SealRow, TeamEventRow

LOCK = 0x7465616D
"""PostgreSQL's advisory lock that lets one transaction add at a time."""

TEAM = "team"
"""The name of the chain, and of its end among the seals."""


@dataclass(frozen=True, slots=True)
class NewTeamEvent:
    """Something that has just happened."""

    kind: TeamEventKind
    by_agent_id: int | None
    """None for the command line."""

    agent_id: int | None = None
    """Whom it concerns."""

    details: dict[str, Any] = field(default_factory=dict)


def append_team_event(session: Session, event: NewTeamEvent) -> TeamEventRow:
    """Add ``event`` behind the last one; others who add one wait until ``session`` ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = session.scalar(select(func.max(TeamEventRow.number)))
    end = session.scalar(select(SealRow.seal).where(SealRow.name == TEAM))
    row = TeamEventRow(
        number=(last or 0) + 1,
        kind=event.kind,
        happened_at=datetime.now(UTC),
        by_agent_id=event.by_agent_id,
        agent_id=event.agent_id,
        details=event.details,
        agent_hash=agent_hash(session.get_one(AgentRow, event.agent_id)) if event.agent_id is not None else "",
    )
    chain = team_chain(session.info[KEY])
    row.chain = chain.link(end or "", row)
    session.add(row)
    session.flush()
    end = chain.end(row.number, row.chain)
    session.execute(update(SealRow).where(SealRow.name == TEAM).values(seal=end))
    return row


def team_chain(key: str) -> Chain:
    """Return the chain of the team."""
    return Chain(TEAM, said, key)


def said(row: TeamEventRow, /, *, is_keyed: bool) -> list[object]:
    """Return what an event says, as far as it is hashed."""
    old = [row.number, str(row.kind), row.happened_at, row.by_agent_id, row.agent_id, row.details]
    return [*old, row.agent_hash] if is_keyed else old

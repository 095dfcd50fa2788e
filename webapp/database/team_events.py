"""What happened to the team and what left the desk, as one chain.

Whoever changes a link, or removes one that others follow, is found out; nothing vouches for the newest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.database.chains import hash_of, is_unbroken
from webapp.database.kinds import TeamEventKind
from webapp.database.models import TeamEventRow

LOCK = 0x7465616D
"""PostgreSQL's advisory lock that lets one transaction add at a time."""


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
    last = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number.desc()).limit(1)).one_or_none()
    row = TeamEventRow(
        number=last.number + 1 if last else 1,
        kind=event.kind,
        happened_at=datetime.now(UTC),
        by_agent_id=event.by_agent_id,
        agent_id=event.agent_id,
        details=event.details,
    )
    row.chain = link(last.chain if last else "", row)
    session.add(row)
    session.flush()
    return row


def is_whole(events: Iterable[TeamEventRow]) -> bool:
    """Return whether ``events``, all of them in order, are as they were written."""
    return is_unbroken(events, link)


def link(before: str, row: TeamEventRow) -> str:
    """Return the hash of an event and of the chain ``before`` it."""
    said = [
        before,
        row.number,
        str(row.kind),
        row.happened_at.isoformat(timespec="microseconds"),
        row.by_agent_id,
        row.agent_id,
        row.details,
    ]
    return hash_of(said)

"""Whether everything is as it was written: events, and what they vouch for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database.chains import KEY
from webapp.database.contents import agent_hash, contents_of
from webapp.database.engine import database
from webapp.database.event_chain import faults
from webapp.database.kinds import TeamEventKind
from webapp.database.models import AgentRow, AttachmentRow, RequestRow, SealRow, TeamEventRow
from webapp.database.sealing import is_key_right, seal
from webapp.database.team_events import TEAM, team_chain

AT_ONCE = 500
"""Requests that are read together."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """What is kept of a file that a customer sent."""

    code: str
    """Of the request."""

    stored_name: str
    original_name: str
    sha256: str


@dataclass(slots=True)
class Known:
    """What the team's chain says that there should be."""

    codes: set[str]
    agents: dict[int, str]
    """Agent id -> hash."""


def is_whole(session: Session, request_id: int) -> bool:
    """Return whether a request is as its events say; of the events themselves nobody can say so without their key."""
    key = session.info[KEY] if is_key_right(session) else None
    return not any(True for each in contents_of(session, [request_id]) for _ in faults(each, key))


def is_sealed_with_this_key() -> bool:
    """Return whether the key at hand is the one that vouches for everything."""
    with database().reading() as session:
        return is_key_right(session)


def sealed_at() -> tuple[datetime, ...]:
    """Return when everything was sealed: what was kept before is as it was found then."""
    asked = select(TeamEventRow.happened_at).where(TeamEventRow.kind == TeamEventKind.SEALED)
    with database().reading() as session:
        return tuple(session.scalars(asked.order_by(TeamEventRow.number)))


def seal_anew() -> int:
    """Seal everything as it is with the key at hand; return how many requests there are."""
    with database().session() as session:
        return seal(session, is_keyless=False)


def findings() -> Iterator[Finding]:
    """Yield what is not as it was written: of the team, and of each request; of the files see ``sent_files``."""
    with database().reading() as session:
        key = session.info[KEY] if is_key_right(session) else None
        yield from team_findings(session, key)
        for part in parts(session):
            for contents in contents_of(session, part):
                for what in faults(contents, key):
                    yield Finding(f"request {contents.request.code}", what)
            session.expunge_all()


def parts(session: Session) -> Iterator[list[int]]:
    """Yield the ids of all requests, ``AT_ONCE`` at a time."""
    ids = list(session.scalars(select(RequestRow.id).order_by(RequestRow.id)))
    yield from (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def team_findings(session: Session, key: str | None) -> Iterator[Finding]:
    """Yield what is wrong with the team's chain, and what it knows that is not there, or does not know."""
    if key is not None and not is_team_whole(session, key):
        yield Finding("team", "its events are not as they were written")
    known = known_to_team(session)
    codes = set(session.scalars(select(RequestRow.code)))
    for code in sorted(known.codes - codes):
        yield Finding(f"request {code}", "it was received, and is not there")
    for code in sorted(codes - known.codes):
        yield Finding(f"request {code}", "nothing says that it was received")
    for row in session.scalars(select(AgentRow).order_by(AgentRow.id)):
        if known.agents.pop(row.id, "") != agent_hash(row):
            yield Finding(f"agent {row.email}", "role, name, password or access are not what the team's events say")
    for agent_id in known.agents:
        yield Finding(f"agent {agent_id}", "somebody of the team is not there")


def is_team_whole(session: Session, key: str) -> bool:
    """Return whether the events of the team are as they were written."""
    every = select(TeamEventRow).order_by(TeamEventRow.number)
    seals = session.scalars(every.where(TeamEventRow.kind == TeamEventKind.SEALED)).all()
    end = session.scalar(select(SealRow.seal).where(SealRow.name == TEAM))
    with closing(session.scalars(every.execution_options(yield_per=AT_ONCE))) as rows:
        return team_chain(key).is_unbroken(rows, seals, end or "")


def known_to_team(session: Session) -> Known:
    """Return what the events of the team say that there should be."""
    known = Known(set(), {})
    every = select(TeamEventRow).order_by(TeamEventRow.number).execution_options(yield_per=AT_ONCE)
    for row in session.scalars(every):
        match row.kind:
            case TeamEventKind.SEALED:
                known.codes = set(row.details.get("requests", ()))
                known.agents = {int(each): said for each, said in row.details.get("agents", {}).items()}
            case TeamEventKind.RECEIVED:
                known.codes.add(row.details.get("code", ""))
            case TeamEventKind.FORGOTTEN:
                known.codes.discard(row.details.get("code", ""))
        if row.agent_hash and row.agent_id is not None:
            known.agents[row.agent_id] = row.agent_hash
    return known


def sent_files() -> Iterator[SentFile]:
    """Yield what is kept of every file that customers sent."""
    asked = (
        select(RequestRow.code, AttachmentRow.stored_name, AttachmentRow.original_name, AttachmentRow.sha256)
        .join(AttachmentRow, AttachmentRow.request_id == RequestRow.id)
        .order_by(AttachmentRow.id)
        .execution_options(yield_per=AT_ONCE)
    )
    with database().reading() as session:
        for code, stored_name, original_name, sha256 in session.execute(asked):
            yield SentFile(code, stored_name, original_name, sha256)

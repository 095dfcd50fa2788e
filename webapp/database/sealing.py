"""The key of events comes into force: all that was kept without it, or with one that is lost, is sealed once."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from webapp.database.chains import KEY, keyed_hash_of
from webapp.database.contents import Contents, agent_hash, contents_of, messages_hash, request_hash
from webapp.database.event_chain import chain_of
from webapp.database.kinds import Actor, EventKind, TeamEventKind
from webapp.database.models import AgentRow, EventRow, RequestRow, SealRow, Table, TeamEventRow
from webapp.database.team_events import TEAM, NewTeamEvent, append_team_event, team_chain

MARK = "key"
"""The name of the key's own mark among the seals."""

AT_ONCE = 500
"""Requests that are sealed together."""


def mark_of(key: str) -> str:
    """Return what tells ``key`` from others, and nothing about it."""
    return keyed_hash_of(key, ["mark"])


def is_key_right(session: Session) -> bool:
    """Return whether the key at hand is the one that everything was sealed with."""
    found = session.scalar(select(SealRow.seal).where(SealRow.name == MARK))
    return hmac.compare_digest(found or "", mark_of(session.info[KEY]))


def seal(session: Session, *, is_keyless: bool) -> int:
    """Bring the key of ``session`` into force; return how many requests there were.

    ``is_keyless`` says that what is there was hashed without a key, by an earlier release.
    """
    ids = list(session.scalars(select(RequestRow.id).order_by(RequestRow.id)))
    for first in range(0, len(ids), AT_ONCE):
        seal_requests(session, ids[first : first + AT_ONCE], is_keyless=is_keyless)
    seal_team(session, is_keyless=is_keyless)
    return len(ids)


def seal_requests(session: Session, ids: list[int], *, is_keyless: bool) -> None:
    """Seal the requests with ``ids``."""
    events, ends = [], []
    for each in contents_of(session, ids):
        chain = chain_of(each.request.id, session.info[KEY])
        row = EventRow(
            **sealing_event(each, chain.seal_details(each.events, each.request.chain, is_keyless=is_keyless))
        )
        row.chain = chain.link(each.request.chain, row)
        events.append(columns_of(row))
        ends.append({"sealed": each.request.id, "end": chain.end(row.number, row.chain)})
    session.expunge_all()
    session.execute(insert(EventRow), events)
    requests = RequestRow.__table__
    moved = update(requests).where(requests.c.id == bindparam("sealed")).values(chain=bindparam("end"))  # type: ignore[arg-type]
    session.connection().execute(moved, ends)


def sealing_event(contents: Contents, details: dict[str, Any]) -> dict[str, Any]:
    """Return the event that vouches for ``contents`` as they are now."""
    return {
        "request_id": contents.request.id,
        "number": len(contents.events) + 1,
        "kind": EventKind.SEALED,
        "happened_at": datetime.now(UTC),
        "actor": Actor.SYSTEM,
        "details": {**details, "messages": [each.id for each in contents.messages]},
        "message_hash": messages_hash(contents.messages, contents.files),
        "request_hash": request_hash(contents.request, contents.people),
    }


def columns_of(row: Table) -> dict[str, Any]:
    """Return what a new ``row`` is written with."""
    return {each.name: getattr(row, each.name) for each in row.__table__.columns if each.name != "id"}


def seal_team(session: Session, *, is_keyless: bool) -> None:
    """Seal the team's events, and who is in the team, and which requests there are."""
    chain = team_chain(session.info[KEY])
    rows = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number)).all()
    codes = session.scalars(select(RequestRow.code).order_by(RequestRow.id)).all()
    agents = {str(each.id): agent_hash(each) for each in session.scalars(select(AgentRow).order_by(AgentRow.id))}
    is_empty = not (rows or codes or agents)
    kept = session.scalar(select(SealRow.seal).where(SealRow.name == TEAM))
    end = kept if kept is not None else rows[-1].chain if rows else ""
    session.execute(delete(SealRow))
    session.add(SealRow(name=MARK, seal=mark_of(session.info[KEY])))
    session.add(SealRow(name=TEAM, seal=chain.start() if is_empty else end))
    if is_empty:
        return
    details = chain.seal_details(rows, end, is_keyless=is_keyless) | {"requests": list(codes), "agents": agents}
    append_team_event(session, NewTeamEvent(TeamEventKind.SEALED, None, None, details))

"""Agents and requests of a test, without a site around them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.webapp.database.test_requests_store import request
from webapp.database import agents_store, database
from webapp.database.agents_store import Agent, NewAgent
from webapp.database.desk_store import Change
from webapp.database.kinds import AgentRole
from webapp.database.models import EventRow, LetterRow, RequestRow
from webapp.database.requests_store import submit

PASSWORD = "correct horse battery"


def join(name: str = "Ana", role: AgentRole = AgentRole.AGENT) -> Agent:
    """Add somebody to the team."""
    return agents_store.add(NewAgent(f"{name.lower()}@example.com", name, role, "en", PASSWORD))


def ask(submission: str = "form-1", **values: Any) -> str:
    """Send a request and return its code."""
    return submit(request(submission, **values)).code


def row(code: str) -> RequestRow:
    """Return the row of a request."""
    with database().reading() as session:
        return session.scalars(select(RequestRow).where(RequestRow.code == code)).one()


def change(code: str, agent: Agent) -> Change:
    """Return a change of the request as it is now."""
    return Change(code, row(code).version, agent.id)


def happened(code: str) -> list[str]:
    """Return the kinds of all that happened to a request."""
    with database().reading() as session:
        asked = select(EventRow.kind).join(RequestRow).where(RequestRow.code == code).order_by(EventRow.number)
        return list(session.scalars(asked))


def letters() -> list[tuple[str, str]]:
    """Return kind and recipient of all letters."""
    with database().reading() as session:
        return [(kind, to) for kind, to in session.execute(select(LetterRow.kind, LetterRow.recipient))]

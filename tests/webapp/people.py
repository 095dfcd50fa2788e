"""Customers and agents of a test: what they sent, and browsers that are signed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.webapp.parsing import Node, parse
from webapp.database import accounts_store, database
from webapp.database.accounts_store import Owner
from webapp.database.kinds import Actor, AgentRole, Stage, TeamEventKind
from webapp.database.models import AgentRow, AttachmentRow, LetterRow, MessageRow, RequestRow
from webapp.database.requests_store import NewAttachment, NewRequest, submit
from webapp.database.stages import By, move
from webapp.database.team_events import NewTeamEvent, append_team_event
from webapp.sessions import AGENT_COOKIE, CUSTOMER_COOKIE

JANA = "jana@example.sk"
PETRA = "petra@example.es"

Row = TypeVar("Row")


def ask(  # noqa: PLR0913 - a test names only what it is about
    client: FlaskClient,
    email: str = JANA,
    subject: str = "Where is my money?",
    description: str = "I wait since Monday.",
    *,
    language: str = "en",
    files: tuple[NewAttachment, ...] = (),
) -> str:
    """Send a request and return its code."""
    with client.application.app_context():
        submission = f"{email} {subject} {description}"[:60]
        return submit(NewRequest(submission, language, "Jana", email, "withdrawals", subject, description, files)).code


def add_agent(client: FlaskClient, role: AgentRole = AgentRole.AGENT) -> int:
    """Add somebody to the team who cannot sign in with any password; return their id."""
    with client.application.app_context(), database().session() as session:
        row = AgentRow(
            email=f"{role}@example.com",
            name=f"Eva {role}",
            password_hash="",
            role=role,
            language="en",
            is_active=True,
            created_at=datetime.now(UTC),
        )
        session.add(row)
        session.flush()
        append_team_event(session, NewTeamEvent(TeamEventKind.ADDED, None, row.id))
        return row.id


def browser(client: FlaskClient, *, email: str | None = None, agent_id: int | None = None) -> FlaskClient:
    """Return another browser, signed in as whoever is named."""
    other = client.application.test_client()
    if email or agent_id:
        with client.application.app_context():
            key = accounts_store.start_session(Owner(email, agent_id), "Firefox Linux")
        other.set_cookie(CUSTOMER_COOKIE if email else AGENT_COOKIE, key)
    return other


def bring(client: FlaskClient, code: str, *stages: Stage, agent_id: int | None = None) -> None:
    """Bring a request through ``stages``."""
    with client.application.app_context(), database().session() as session:
        row = session.scalars(select(RequestRow).where(RequestRow.code == code)).one()
        for stage in stages:
            move(session, row, stage, By(Actor.AGENT, agent_id), datetime.now(UTC))


def resolve(client: FlaskClient, code: str) -> None:
    """Resolve a request that was just received."""
    bring(client, code, Stage.ASSIGNED, Stage.RESOLVED)


def say(client: FlaskClient, code: str, text: str, *, is_internal: bool = False, stored_name: str = "") -> None:
    """Write a message of the team, with a file where one is named."""
    with client.application.app_context(), database().session() as session:
        row = session.scalars(select(RequestRow).where(RequestRow.code == code)).one()
        now = datetime.now(UTC)
        message = MessageRow(request_id=row.id, actor=Actor.AGENT, text=text, is_internal=is_internal, written_at=now)
        session.add(message)
        session.flush()
        if stored_name:
            session.add(
                AttachmentRow(
                    request_id=row.id,
                    message_id=message.id,
                    stored_name=stored_name,
                    original_name=f"{stored_name}.txt",
                    media_type="text/plain",
                    size_bytes=3,
                    sha256="",
                    received_at=now,
                )
            )


def rows(client: FlaskClient, table: type[Row]) -> list[Row]:
    """Return all rows of ``table``."""
    with client.application.app_context(), database().reading() as session:
        return list(session.scalars(select(table)))


def request_row(client: FlaskClient, code: str) -> RequestRow:
    """Return the row of a request."""
    return next(each for each in rows(client, RequestRow) if each.code == code)


def letters(client: FlaskClient, kind: str) -> list[LetterRow]:
    """Return the letters of a kind."""
    return [each for each in rows(client, LetterRow) if each.kind == kind]


def hidden(page: Node, action: str) -> dict[str, str]:
    """Return the hidden fields of the form whose address holds ``action``."""
    (form,) = [each for each in page.all("form") if action in each.attributes.get("action", "")]
    return {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")}


def post_form(client: FlaskClient, address: str, action: str, **typed: Any) -> Any:
    """Open ``address`` and send its form whose address holds ``action``; return the answer."""
    page = parse(client.get(address).text)
    (form,) = [each for each in page.all("form") if action in each.attributes.get("action", "")]
    target = form.attributes.get("action", address).partition("#")[0]
    return client.post(target, data=hidden(page, action) | typed)

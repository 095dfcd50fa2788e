"""What the events of a request vouch for: the request itself, whoever takes part, and all that was written and sent.

Every column of these tables is named here, among what is hashed or among what is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database.chains import SEALED, hash_of
from webapp.database.models import AgentRow, AttachmentRow, EventRow, MessageRow, ParticipantRow, RequestRow, Table

HASHED: Mapping[type[Table], tuple[str, ...]] = {
    RequestRow: (
        "id",
        "code",
        "language",
        "category",
        "subject",
        "stage",
        "is_urgent",
        "is_held",
        "searched",
        "assignee_id",
        "merged_into_id",
        "received_at",
        "due_on",
        "resolved_at",
        "closed_at",
        "rating",
        "rating_text",
        "rated_at",
    ),
    ParticipantRow: ("id", "request_id", "email", "name", "role"),
    MessageRow: (
        "id",
        "request_id",
        "actor",
        "agent_id",
        "participant_id",
        "is_internal",
        "text",
        "written_at",
    ),
    AttachmentRow: (
        "id",
        "request_id",
        "message_id",
        "stored_name",
        "original_name",
        "media_type",
        "size_bytes",
        "sha256",
        "received_at",
    ),
    AgentRow: ("id", "email", "name", "password_hash", "role", "is_active", "created_at"),
}

NOT_HASHED: Mapping[type[Table], Mapping[str, str]] = {
    RequestRow: {
        "submission": "names the form; told to nobody",
        "fingerprint": "follows from what was sent",
        "held_because": "stands in the event",
        "visitor": "counts, for a day",
        "network": "counts, for a day",
        "changed_at": "orders lists",
        "version": "counts changes",
        "chain": "is the end of the chain",
    },
    ParticipantRow: {"verified_at": "changes with every address that is proved, in all its requests at once"},
    MessageRow: {"mail_id": "names a letter", "submission": "names the form"},
    AttachmentRow: {"network": "counts, for a day"},
    AgentRow: {"language": "of the desk, for them"},
}
"""Column -> why a change of it is no change of the record."""


@dataclass(slots=True)
class Contents:
    """A request and all that belongs to it, each in order."""

    request: RequestRow
    people: list[ParticipantRow] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    files: list[AttachmentRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)

    @property
    def seals(self) -> list[EventRow]:
        """The events that vouch for all before them."""
        return [each for each in self.events if each.kind == SEALED]


def contents_of(session: Session, ids: Collection[int]) -> list[Contents]:
    """Return the requests with ``ids``, whole."""
    asked = select(RequestRow).where(RequestRow.id.in_(ids)).order_by(RequestRow.id)
    found = {row.id: Contents(row) for row in session.scalars(asked)}
    for person in rows_of(session, ParticipantRow, ids):
        found[person.request_id].people.append(person)
    for message in rows_of(session, MessageRow, ids):
        found[message.request_id].messages.append(message)
    for file in rows_of(session, AttachmentRow, ids):
        found[file.request_id].files.append(file)
    events = select(EventRow).where(EventRow.request_id.in_(ids)).order_by(EventRow.request_id, EventRow.number)
    for event in session.scalars(events):
        found[event.request_id].events.append(event)
    return list(found.values())


def rows_of(session: Session, table: Any, ids: Collection[int]) -> Any:
    """Return the rows of ``table`` that belong to the requests with ``ids``."""
    return session.scalars(select(table).where(table.request_id.in_(ids)).order_by(table.id))


def request_hash(request: RequestRow, people: Iterable[ParticipantRow]) -> str:
    """Return the hash of a request and of whoever takes part in it."""
    return hash_of([values_of(request), [values_of(each) for each in people]])


def messages_hash(messages: Sequence[MessageRow], files: Iterable[AttachmentRow]) -> str:
    """Return the hash of ``messages`` and of those of ``files`` that came with them."""
    numbers = {each.id for each in messages}
    sent = [values_of(each) for each in files if each.message_id in numbers]
    return hash_of([[values_of(each) for each in messages], sent])


def agent_hash(row: AgentRow) -> str:
    """Return the hash of somebody of the team."""
    return hash_of(values_of(row))


def values_of(row: Table) -> list[object]:
    """Return what is hashed of ``row``."""
    return [getattr(row, name) for name in HASHED[type(row)]]

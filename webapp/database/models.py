"""The tables: one class each, all times in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from webapp.database.kinds import AgentRole, ParticipantRole, Stage


class UtcTime(TypeDecorator[datetime]):
    """A time with its zone, in UTC, on databases that keep no zone too; one without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value}: a time without a zone. Give it one.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


CODE = String(24)
KEY = String(64)
"""A hash or a random name."""

EMAIL = String(254)
NAME = String(200)
LANGUAGE = String(8)
WORD = String(20)
"""A member of an enumeration of ``kinds``; kept as text, so that a new one needs no migration."""

ARTICLE = String(200)
REFERENCE = String(300)

REQUEST_WORD_LETTERS = 50
"""What is kept of a word, in characters; an index takes no more than a few hundred."""

REQUEST_WORD = String(REQUEST_WORD_LETTERS).with_variant(String(REQUEST_WORD_LETTERS, collation="C"), "postgresql")
"""Sorted by letter on every database, so that all words with one beginning lie together."""


IS_JOINED = text("merged_into_id IS NOT NULL")
"""Few requests are; SQLite reads the whole table rather than an index that holds mostly nothing."""


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, str: Text}  # noqa: RUF012 - SQLAlchemy reads it


class AgentRow(Table):
    """Somebody of the support team."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EMAIL)
    """In small letters."""

    name: Mapped[str] = mapped_column(NAME)
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(WORD, default=AgentRole.AGENT)
    language: Mapped[str] = mapped_column(LANGUAGE)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class TeamEventRow(Table):
    """Something that happened to the team or left the desk; only ever added, each vouching for the one before."""

    __tablename__ = "team_events"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(WORD)
    happened_at: Mapped[datetime]
    by_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """Who did it; nobody on the command line."""

    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """Whom it concerns."""

    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    agent_hash: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Of whom it concerns, as it left them; see ``webapp.database.contents``."""

    chain: Mapped[str] = mapped_column(KEY)
    """See ``webapp.database.team_events``."""


class SealRow(Table):
    """What only the key of events can have made: the end of the team's chain, and a mark of the key itself."""

    __tablename__ = "seals"

    name: Mapped[str] = mapped_column(WORD, primary_key=True)
    seal: Mapped[str] = mapped_column(KEY)


class RequestRow(Table):
    """A request, from its first word to its closed record."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("submission"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        Index(None, "is_held", "stage", "is_urgent", "due_on"),
        Index(None, "is_held", "is_urgent", "due_on"),
        Index(None, "changed_at"),
        Index(None, "assignee_id", "stage"),
        Index(None, "received_at"),
        Index(None, "network", "received_at"),
        Index("ix_requests_joined", "merged_into_id", sqlite_where=IS_JOINED, postgresql_where=IS_JOINED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CODE)
    """What the customer is told; no key to anything."""

    submission: Mapped[str] = mapped_column(KEY)
    """One for every form handed out: the same form sent twice is one request."""

    fingerprint: Mapped[str] = mapped_column(KEY)
    """Of all that was sent: another content under the same ``submission`` is another request."""

    language: Mapped[str] = mapped_column(LANGUAGE)
    """Fixed when the request is opened; answers come in it."""

    category: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str]
    stage: Mapped[str] = mapped_column(WORD, default=Stage.RECEIVED)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_held: Mapped[bool] = mapped_column(default=False)
    """Waits for somebody to say that it is no spam."""

    held_because: Mapped[str] = mapped_column(String(100), default="")
    searched: Mapped[str] = mapped_column(default="")
    """What the customer searched and read, where they agreed that it goes along."""

    visitor: Mapped[str] = mapped_column(KEY, default="")
    network: Mapped[str] = mapped_column(KEY, default="")
    """Keys of the day it was sent; see ``webapp.http.visitors``."""

    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"))
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_on: Mapped[date | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    """1..5."""

    rating_text: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime | None]
    chain: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """End of its events, so that nobody cuts off the last unnoticed; see ``webapp.database.event_chain``."""

    version: Mapped[int] = mapped_column()
    """Counts changes; whoever changes an older one is told."""

    participants: Mapped[list[ParticipantRow]] = relationship(back_populates="request")
    messages: Mapped[list[MessageRow]] = relationship(back_populates="request", order_by="MessageRow.id")
    events: Mapped[list[EventRow]] = relationship(back_populates="request", order_by="EventRow.number")
    attachments: Mapped[list[AttachmentRow]] = relationship(back_populates="request", order_by="AttachmentRow.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class RequestWordRow(Table):
    """A word by which the desk finds a request; see ``webapp.database.request_words``."""

    __tablename__ = "request_words"
    __table_args__ = (Index(None, "request_id", "word"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(REQUEST_WORD, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True)


class ParticipantRow(Table):
    """Somebody outside the support team who takes part in a request."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("request_id", "email"), Index(None, "email", "request_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(EMAIL)
    """In small letters, its domain in ASCII."""

    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(WORD, default=ParticipantRole.REQUESTER)
    verified_at: Mapped[datetime | None]
    """When they proved that the address is theirs."""

    request: Mapped[RequestRow] = relationship(back_populates="participants")


class MessageRow(Table):
    """Something written about a request; the first is what the customer sent."""

    __tablename__ = "messages"
    __table_args__ = (Index(None, "request_id"), UniqueConstraint("mail_id"), UniqueConstraint("submission"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    actor: Mapped[str] = mapped_column(WORD)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    is_internal: Mapped[bool] = mapped_column(default=False)
    """A note that customers never see."""

    text: Mapped[str]
    written_at: Mapped[datetime]
    mail_id: Mapped[str | None] = mapped_column(String(200))
    """``Message-ID`` of the letter that brought or carried it."""

    submission: Mapped[str | None] = mapped_column(KEY)

    request: Mapped[RequestRow] = relationship(back_populates="messages")


class EventRow(Table):
    """Something that happened to a request; only ever added, each vouching for the one before."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1 is the first of its request."""

    kind: Mapped[str] = mapped_column(WORD)
    happened_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(WORD)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What changed: ``{"from": "received", "to": "assigned"}``."""

    message_hash: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Of the message that it brought, with its files."""

    request_hash: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Of the request as it left it; see ``webapp.database.contents``."""

    chain: Mapped[str] = mapped_column(KEY)
    """Hash of the event and of the end before it; see ``webapp.database.event_chain``."""

    request: Mapped[RequestRow] = relationship(back_populates="events")


class AttachmentRow(Table):
    """A file that came with a message; its content lies in the instance folder."""

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("stored_name"),
        Index(None, "request_id"),
        Index(None, "message_id"),
        Index(None, "network"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    stored_name: Mapped[str] = mapped_column(KEY)
    original_name: Mapped[str] = mapped_column(NAME)
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(KEY)
    network: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Key of the day it was sent; see ``webapp.http.visitors``."""

    received_at: Mapped[datetime]

    request: Mapped[RequestRow] = relationship(back_populates="attachments")


class SignInRow(Table):
    """A link or code sent by mail, good for one sign-in; neither is kept, only their hashes."""

    __tablename__ = "sign_ins"
    __table_args__ = (UniqueConstraint("link_hash"), Index(None, "email", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EMAIL)
    link_hash: Mapped[str] = mapped_column(KEY)
    code_hash: Mapped[str] = mapped_column(KEY)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    letter_of: Mapped[int | None]
    """The asking whose letter has the code: itself, or one before when there were too many letters; None: no letter."""


class SessionRow(Table):
    """A browser that is signed in, as a customer or as an agent."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        CheckConstraint("(email IS NULL) <> (agent_id IS NULL)", name="owner"),
        Index(None, "email"),
        Index(None, "agent_id"),
        Index(None, "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(KEY)
    email: Mapped[str | None] = mapped_column(EMAIL)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AttemptRow(Table):
    """A failed sign-in, counted to slow down guessing."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "key", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100))
    """Whose attempts are counted together: a hash of an address or of an e-mail."""

    happened_at: Mapped[datetime]


class LetterRow(Table):
    """A letter to be sent, written in the transaction that is the reason for it."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("mail_id"),
        UniqueConstraint("once"),
        Index(None, "sent_at", "dead_at", "next_try_at"),
        Index(None, "recipient", "created_at"),
        Index(None, "kind", "created_at"),
        Index(None, "request_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[str] = mapped_column(String(200))
    """Its ``Message-ID`` without the domain, the same at every try."""

    once: Mapped[str | None] = mapped_column(KEY)
    """A hash of what the letter is about, or None. A second letter with the same is not written."""

    kind: Mapped[str] = mapped_column(WORD)
    recipient: Mapped[str] = mapped_column(EMAIL)
    language: Mapped[str] = mapped_column(LANGUAGE)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its template needs."""

    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)
    """Tries of which nobody knows whether they succeeded: the program was killed, or the server fell silent."""

    sent_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    """When it was given up."""

    last_error: Mapped[str] = mapped_column(default="")


class DeflectionEventRow(Table):
    """Something that an anonymous visitor did on the page before a request."""

    __tablename__ = "deflection_events"
    __table_args__ = (Index(None, "action", "happened_at"), Index(None, "visit"), Index(None, "happened_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    visit: Mapped[str] = mapped_column(KEY)
    """Random; one for each time the page is opened."""

    visitor: Mapped[str] = mapped_column(KEY, default="")
    """Key of the day, see ``webapp.http.visitors``: tells apart customers who were answered the same."""

    network: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Key of the day, see ``webapp.http.visitors``."""

    answer: Mapped[str] = mapped_column(REFERENCE, default="", server_default=text("''"))
    """Reference of the answer that was shown, see ``search.CitedAnswer``; empty for none."""

    action: Mapped[str] = mapped_column(WORD)
    language: Mapped[str] = mapped_column(LANGUAGE)
    article_id: Mapped[str] = mapped_column(ARTICLE, default="")
    text: Mapped[str] = mapped_column(default="")
    """Without personal data."""

    band: Mapped[str] = mapped_column(WORD, default="")


class VoteRow(Table):
    """Whether an article helped one reader."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("article_id", "visitor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(ARTICLE)
    visitor: Mapped[str] = mapped_column(KEY)
    is_helpful: Mapped[bool]
    voted_at: Mapped[datetime]
    network: Mapped[str] = mapped_column(KEY, default="", server_default=text("''"))
    """Key of the day, see ``webapp.http.visitors``; empty where it is not known."""

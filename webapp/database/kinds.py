"""The words that columns hold: stages, events, roles, letters, actions."""

from __future__ import annotations

from enum import StrEnum

LARGEST_ID = 2**31 - 1
"""Of a row; no database takes a larger number."""


class Stage(StrEnum):
    """Where a request is on its way."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    """For the customer."""

    RESOLVED = "resolved"
    CLOSED = "closed"


class EventKind(StrEnum):
    """What happened to a request."""

    RECEIVED = "received"
    HELD = "held"
    RELEASED = "released"
    ASSIGNED = "assigned"
    STAGE_CHANGED = "stage changed"
    REPLIED = "replied"
    NOTED = "noted"
    MERGED = "merged"
    UNMERGED = "unmerged"
    REOPENED = "reopened"
    RATED = "rated"
    EXPORTED = "exported"
    DISCARDED = "discarded"
    """As spam, after somebody looked; may be released again."""


class TeamEventKind(StrEnum):
    """What happened to the team, and what left the desk."""

    ADDED = "added"
    DISABLED = "disabled"
    ENABLED = "enabled"
    ROLE_CHANGED = "role changed"
    PASSWORD_CHANGED = "password changed"
    EXPORTED = "exported"
    FORGOTTEN = "forgotten"
    """A request, of which only the last link of its chain is left."""


class Actor(StrEnum):
    """Who did it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class ParticipantRole(StrEnum):
    """Why somebody takes part in a request."""

    REQUESTER = "requester"
    COPIED = "copied"


class LetterKind(StrEnum):
    """What a letter says."""

    RECEIVED = "received"
    REPLIED = "replied"
    STAGE_CHANGED = "stage changed"
    RESOLVED = "resolved"
    SIGN_IN = "sign in"
    TEST = "test"
    """Sent by the operator to see whether letters arrive; never in the outbox."""


class AgentRole(StrEnum):
    """What somebody of the support team may do."""

    AGENT = "agent"
    ADMIN = "admin"


class Action(StrEnum):
    """What a visitor did on the page before a request."""

    SHOWN = "shown"
    OPENED = "opened"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    SENT = "sent"

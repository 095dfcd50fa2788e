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


class HeldBecause(StrEnum):
    """Why a request waits for somebody to say that it is no spam.

    The values also stand in events, which cannot be changed after they were written: they stay as they are.
    """

    EMAIL = "requests from one e-mail address"
    VISITOR = "requests from one visitor"
    NETWORK = "requests from one network"
    EVERYBODY = "requests from everybody"
    TOO_FAST = "sent too fast"
    TRAP = "trap filled in"
    AGENT = "held by an agent"

    @classmethod
    def read(cls, kept: str) -> HeldBecause | None:
        """Return the reason that a row holds; None for none, and for one that nobody knows."""
        return cls(kept) if kept in {str(each) for each in cls} else None


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

"""What agents do to requests; whoever acts on an older state than the present one is told, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.database.engine import database
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.kinds import Actor, EventKind, HeldBecause, LetterKind, Stage
from webapp.database.models import AgentRow, EventRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.outbox_store import Letter, post
from webapp.database.request_words import add_words, text_words, write_words
from webapp.database.requests_store import post_received
from webapp.database.stages import OPEN, By, move, set_stage

TOLD = (Stage.INVESTIGATING, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED)
"""Stages that customers are told of; who of the team has a request is nothing to them."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes which state of which request."""

    code: str
    version: int
    """Of the request as the agent saw it."""

    agent_id: int

    @property
    def by(self) -> By:
        """The agent."""
        return By(Actor.AGENT, self.agent_id)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent writes to the customer."""

    text: str
    submission: str
    """Of the form that was handed out; the same form sent twice is one reply."""

    to: Stage | None = None
    """What the request becomes with it; None leaves it as it is."""


class Reason(StrEnum):
    """Why a change cannot be made."""

    HELD = "held"
    """Somebody has to say first that it is no spam."""

    MERGED = "merged"
    """The other request is the one to work on."""

    NOT_HELD = "not held"
    NOT_MERGED = "not merged"
    SAME = "same"
    """A request cannot be joined with itself."""

    UNKNOWN = "unknown"
    """There is no request with this code."""

    ANOTHER_CUSTOMER = "another customer"
    """Joined, each would read what the other wrote."""

    HAS_MERGED = "has merged"
    """Others were joined with it."""

    NO_AGENT = "no agent"
    """Nobody of this name may work on requests."""


class Refused(Exception):
    """The request is as it should be, but not for this change."""

    def __init__(self, code: str, reason: Reason) -> None:
        super().__init__(f"{code}: the request does not allow this ({reason}). Look at it again.")
        self.reason = reason


class NoSuchRequest(Exception):
    """There is no request with this code."""


class Outdated(Exception):
    """The request was changed since the agent saw it; nothing was done."""

    def __init__(self, code: str, version: int) -> None:
        super().__init__(f"{code}: it is at version {version} now. Look at it again.")
        self.version = version


def assign(change: Change, assignee_id: int | None) -> None:
    """Give the request to an agent, or to nobody. Raises Refused, Outdated or NoSuchRequest."""
    with database().session() as session:
        give(session, workable(session, change), assignee_id, change.by, datetime.now(UTC))


def assign_least_loaded(change: Change) -> int:
    """Give the request to the agent with the fewest open ones and return who that is."""
    with database().session() as session:
        request = workable(session, change)
        assignee_id = least_loaded(session)
        if assignee_id is None:
            raise Refused(change.code, Reason.NO_AGENT)
        give(session, request, assignee_id, change.by, datetime.now(UTC))
    return assignee_id


def reply(change: Change, written: Reply) -> bool:
    """Keep a reply and have it sent; False where the same form brought it before.

    An unassigned request becomes the agent's own, a held one is released: nobody answers spam. Raises Outdated,
    Refused, StageNotAllowed or NoSuchRequest.
    """
    now = datetime.now(UTC)
    with database().session() as session:
        if is_known(session, written.submission):
            return False
        request = answerable(session, change, now)
        take(session, request, change, now)
        message = write(session, request, change, written.text, now, submission=written.submission)
        details = {"message": message.id}
        append_event(session, request.id, NewEvent(EventKind.REPLIED, now, Actor.AGENT, change.agent_id, None, details))
        if written.to and written.to != request.stage:
            move(session, request, written.to, change.by, now)
        is_resolved = written.to is Stage.RESOLVED
        kind = LetterKind.RESOLVED if is_resolved else LetterKind.REPLIED
        agent = session.get_one(AgentRow, change.agent_id).name
        tell(session, request, kind, f"replied {message.id}", text=written.text, agent=agent)
    return True


def note(change: Change, text: str, submission: str) -> bool:
    """Keep a note that customers never see, whatever happened meanwhile; False where the same form brought it."""
    now = datetime.now(UTC)
    with database().session() as session:
        if is_known(session, submission):
            return False
        lock_with_target(session, change.code)
        request = locked(session, change.code)
        message = write(session, request, change, text, now, submission=submission, is_internal=True)
        details = {"message": message.id}
        append_event(session, request.id, NewEvent(EventKind.NOTED, now, Actor.AGENT, change.agent_id, None, details))
    return True


def change_stage(change: Change, to: Stage) -> None:
    """Bring the request to stage ``to`` and tell its customers; an unassigned one becomes the agent's own.

    Raises StageNotAllowed, Outdated, Refused or NoSuchRequest.
    """
    now = datetime.now(UTC)
    with database().session() as session:
        request = workable(session, change)
        take(session, request, change, now)
        before = Stage(request.stage)
        if before != to:
            move(session, request, to, change.by, now)
        if is_news(before, to):
            tell_stage(session, request)


def merge(change: Change, into: str) -> None:
    """Join the request with the one of code ``into``, which goes on. Raises Refused, Outdated or NoSuchRequest."""
    now = datetime.now(UTC)
    with database().session() as session:
        lock(session, RequestRow.code.in_((change.code, into)))
        request = workable(session, change)
        target = session.scalars(select(RequestRow).where(RequestRow.code == into)).one_or_none()
        require_mergeable(session, request, target)
        assert target is not None
        details = {"into": target.code, "stage": request.stage}
        request.merged_into_id = target.id
        set_stage(request, Stage.CLOSED, now)
        target.changed_at = now
        write_words(session, target.id)
        happened(session, request, EventKind.MERGED, change, now, details)
        happened(session, target, EventKind.MERGED, change, now, {"from": request.code})


def unmerge(change: Change) -> None:
    """Take the request apart again and give it the stage it had. Raises Refused, Outdated or NoSuchRequest."""
    now = datetime.now(UTC)
    with database().session() as session:
        lock_with_target(session, change.code)
        request = current(session, change)
        if request.merged_into_id is None:
            raise Refused(change.code, Reason.NOT_MERGED)
        target = session.get_one(RequestRow, request.merged_into_id)
        request.merged_into_id = None
        set_stage(request, stage_before_merging(session, request), now)
        target.changed_at = now
        write_words(session, target.id)
        happened(session, request, EventKind.UNMERGED, change, now, {"from": target.code})
        happened(session, target, EventKind.UNMERGED, change, now, {"of": request.code})


def hold(change: Change) -> None:
    """Put a request among those to be looked at, as possible spam. Raises Refused, Outdated or NoSuchRequest."""
    now = datetime.now(UTC)
    with database().session() as session:
        request = workable(session, change)
        request.is_held, request.held_because, request.changed_at = True, HeldBecause.AGENT, now
        happened(session, request, EventKind.HELD, change, now, {"because": HeldBecause.AGENT})


def release(change: Change) -> None:
    """Say that a held request, or a discarded one, is no spam. Raises Refused, Outdated or NoSuchRequest."""
    now = datetime.now(UTC)
    with database().session() as session:
        request = held(session, change)
        let_go(session, request, change, now)
        post_received(session, request)


def discard(change: Change) -> None:
    """Close a held request as spam; it stays for ``retention_store.DISCARDED_DAYS``, in which it may be released."""
    now = datetime.now(UTC)
    with database().session() as session:
        request = held(session, change)
        if request.stage == Stage.CLOSED:
            return
        set_stage(request, Stage.CLOSED, now)
        happened(session, request, EventKind.DISCARDED, change, now, {})


def lock(session: Session, condition: ColumnElement[bool]) -> None:
    """Keep others from changing requests until ``session`` ends; all lock in one order, so nobody waits in a circle."""
    session.execute(select(RequestRow.id).where(condition).order_by(RequestRow.id).with_for_update())


def lock_with_target(session: Session, code: str) -> None:
    """Keep others from changing the request with ``code`` and the one it was joined with."""
    target_id = select(RequestRow.merged_into_id).where(RequestRow.code == code).scalar_subquery()
    lock(session, (RequestRow.code == code) | (RequestRow.id == target_id))


def locked(session: Session, code: str) -> RequestRow:
    """Return the row, which nobody else changes before ``session`` ends; NoSuchRequest where there is none."""
    asked = select(RequestRow).where(RequestRow.code == code).with_for_update()
    row = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoSuchRequest(code)
    return row


def current(session: Session, change: Change) -> RequestRow:
    """Return the row as the agent saw it; Outdated where it is another one by now."""
    request = locked(session, change.code)
    if request.version != change.version:
        raise Outdated(change.code, request.version)
    return request


def workable(session: Session, change: Change) -> RequestRow:
    """Return the row as the agent saw it; Refused where it is held or joined with another."""
    return require_workable(current(session, change), change)


def answerable(session: Session, change: Change, now: datetime) -> RequestRow:
    """Return the row as the agent saw it, released where it was held; Refused where discarded or joined.

    The letter with the answer says all that the one about a release would.
    """
    request = current(session, change)
    if request.is_held and request.stage != Stage.CLOSED:
        let_go(session, request, change, now)
    return require_workable(request, change)


def let_go(session: Session, request: RequestRow, change: Change, now: datetime) -> None:
    """Make ``request`` one that is worked on, with an event."""
    request.is_held, request.held_because, request.changed_at = False, "", now
    if request.stage == Stage.CLOSED:
        set_stage(request, Stage.RECEIVED if request.assignee_id is None else Stage.ASSIGNED, now)
    happened(session, request, EventKind.RELEASED, change, now, {})


def require_workable(request: RequestRow, change: Change) -> RequestRow:
    """Return ``request``; Refused where it is held or joined with another."""
    if request.is_held:
        raise Refused(change.code, Reason.HELD)
    if request.merged_into_id is not None:
        raise Refused(change.code, Reason.MERGED)
    return request


def held(session: Session, change: Change) -> RequestRow:
    """Return the row as the agent saw it; Refused where it is not held."""
    request = current(session, change)
    if not request.is_held:
        raise Refused(change.code, Reason.NOT_HELD)
    return request


def is_known(session: Session, submission: str) -> bool:
    """Return whether the form ``submission`` brought a message before."""
    return session.scalar(select(MessageRow.id).where(MessageRow.submission == submission)) is not None


def take(session: Session, request: RequestRow, change: Change, now: datetime) -> None:
    """Give ``request`` to the agent who acts, where it is nobody's."""
    if request.assignee_id is None:
        give(session, request, change.agent_id, change.by, now)


def give(session: Session, request: RequestRow, assignee_id: int | None, by: By, now: datetime) -> None:
    """Make ``request`` that of an agent, or nobody's; customers are not told, for it changes nothing for them.

    What was only received is assigned by it; what was only assigned is received again where it is nobody's.
    """
    if assignee_id == request.assignee_id:
        return
    if assignee_id is not None and not is_active(session, assignee_id):
        raise Refused(request.code, Reason.NO_AGENT)
    details = {"from": request.assignee_id, "to": assignee_id}
    request.assignee_id, request.changed_at = assignee_id, now
    append_event(session, request.id, NewEvent(EventKind.ASSIGNED, now, by.actor, by.agent_id, None, details))
    if assignee_id is not None and request.stage == Stage.RECEIVED:
        move(session, request, Stage.ASSIGNED, by, now)
    if assignee_id is None and request.stage == Stage.ASSIGNED:
        move(session, request, Stage.RECEIVED, by, now)


def is_active(session: Session, agent_id: int) -> bool:
    """Return whether there is such an agent, who may sign in."""
    row = session.get(AgentRow, agent_id)
    return row is not None and row.is_active


def least_loaded(session: Session) -> int | None:
    """Return the active agent with the fewest open requests, of several the one with the fewest ever; None for none."""
    is_open = RequestRow.stage.in_(OPEN) & RequestRow.is_held.is_(False)
    load = (
        select(AgentRow.id)
        .outerjoin(RequestRow, RequestRow.assignee_id == AgentRow.id)
        .where(AgentRow.is_active.is_(True))
        .group_by(AgentRow.id)
        .order_by(func.count(RequestRow.id).filter(is_open), func.count(RequestRow.id), AgentRow.id)
        .limit(1)
    )
    return session.scalar(load)


def write(  # noqa: PLR0913 - what a message is made of
    session: Session,
    request: RequestRow,
    change: Change,
    text: str,
    now: datetime,
    *,
    submission: str,
    is_internal: bool = False,
) -> MessageRow:
    """Add a message of the agent to ``request``."""
    message = MessageRow(
        request_id=request.id,
        actor=Actor.AGENT,
        agent_id=change.agent_id,
        is_internal=is_internal,
        text=text,
        written_at=now,
        submission=submission,
    )
    request.changed_at = now
    session.add(message)
    session.flush()
    add_words(session, [request.id, *([request.merged_into_id] if request.merged_into_id else [])], text_words(text))
    return message


def happened(  # noqa: PLR0913 - what an event is made of
    session: Session, request: RequestRow, kind: EventKind, change: Change, now: datetime, details: dict[str, Any]
) -> None:
    """Append an event that the agent brought about."""
    append_event(session, request.id, NewEvent(kind, now, Actor.AGENT, change.agent_id, None, details))


def require_mergeable(session: Session, request: RequestRow, target: RequestRow | None) -> None:
    """Raise Refused where ``request`` must not be joined with ``target``."""
    if target is None:
        raise Refused(request.code, Reason.UNKNOWN)
    if target.id == request.id:
        raise Refused(request.code, Reason.SAME)
    if target.is_held:
        raise Refused(request.code, Reason.HELD)
    if target.merged_into_id is not None:
        raise Refused(request.code, Reason.MERGED)
    if session.scalar(select(RequestRow.id).where(RequestRow.merged_into_id == request.id).limit(1)):
        raise Refused(request.code, Reason.HAS_MERGED)
    if set(addresses(session, request)) != set(addresses(session, target)):
        raise Refused(request.code, Reason.ANOTHER_CUSTOMER)


def addresses(session: Session, request: RequestRow) -> list[str]:
    """Return the addresses of all who take part in ``request``."""
    return list(session.scalars(select(ParticipantRow.email).where(ParticipantRow.request_id == request.id)))


def stage_before_merging(session: Session, request: RequestRow) -> Stage:
    """Return the stage that ``request`` had when it was joined with another."""
    asked = (
        select(EventRow)
        .where(EventRow.request_id == request.id, EventRow.kind == EventKind.MERGED)
        .order_by(EventRow.number.desc())
    )
    stages = (row.details["stage"] for row in session.scalars(asked) if "stage" in row.details)
    return Stage(next(stages))


def is_news(before: Stage, after: Stage) -> bool:
    """Return whether a letter that a request went from ``before`` to ``after`` tells its customers anything."""
    is_known = (before, after) == (Stage.RESOLVED, Stage.CLOSED)  # the letter about the solution said all of it
    return before != after and after in TOLD and not is_known


def tell_stage(session: Session, request: RequestRow) -> None:
    """Have the customers told which stage ``request`` has now."""
    kind = LetterKind.RESOLVED if request.stage == Stage.RESOLVED else LetterKind.STAGE_CHANGED
    values = {} if request.stage == Stage.RESOLVED else {"stage": request.stage}
    if request.due_on and request.stage in OPEN:
        values["due_on"] = request.due_on.isoformat()
    tell(session, request, kind, f"{request.stage} {request.id} {request.changed_at.isoformat()}", **values)


def tell(session: Session, request: RequestRow, kind: LetterKind, once: str, **values: str) -> None:
    """Have everybody who takes part in ``request`` told, in its language."""
    for email in addresses(session, request):
        said = {"code": request.code, **values}
        post(session, Letter(kind, email, request.language, request.id, said, once=f"{once} {email}"))

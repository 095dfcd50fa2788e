"""Which stage may follow which, and the only way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.config import day_of
from webapp.database.event_chain import NewEvent, append_event
from webapp.database.kinds import Actor, EventKind, Stage
from webapp.database.models import RequestRow
from webapp.working_days import promised_day

NEXT: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.RECEIVED: (Stage.ASSIGNED,),
    Stage.ASSIGNED: (Stage.INVESTIGATING, Stage.WAITING, Stage.RESOLVED, Stage.RECEIVED),
    Stage.INVESTIGATING: (Stage.WAITING, Stage.RESOLVED),
    Stage.WAITING: (Stage.INVESTIGATING, Stage.RESOLVED),
    Stage.RESOLVED: (Stage.CLOSED, Stage.INVESTIGATING),
    Stage.CLOSED: (Stage.INVESTIGATING,),
}
"""Stage -> what it may become; back to received where an assignment is taken back."""

OPEN = (Stage.RECEIVED, Stage.ASSIGNED, Stage.INVESTIGATING, Stage.WAITING)
FINISHED = (Stage.RESOLVED, Stage.CLOSED)
"""From these, every other stage is a reopening."""


@dataclass(frozen=True, slots=True)
class By:
    """Who does something to a request."""

    actor: Actor
    agent_id: int | None = None
    participant_id: int | None = None


SYSTEM = By(Actor.SYSTEM)


class StageNotAllowed(Exception):
    """A request cannot go from its stage to the one that was asked for."""

    def __init__(self, stage: Stage, to: Stage) -> None:
        allowed = ", ".join(NEXT[stage]) or "nothing"
        super().__init__(f"stage: {stage} cannot become {to}. Use one of: {allowed}.")
        self.stage = stage
        self.to = to


def is_allowed(stage: Stage, to: Stage) -> bool:
    """Return whether ``to`` may follow ``stage``."""
    return to in NEXT[stage]


def is_reopening(stage: Stage, to: Stage) -> bool:
    """Return whether going from ``stage`` to ``to`` opens what was finished."""
    return stage in FINISHED and to in OPEN


def move(session: Session, request: RequestRow, to: Stage, by: By, now: datetime) -> None:
    """Bring ``request`` to stage ``to`` and append the event; StageNotAllowed where it may not follow.

    A request that is opened again is promised anew. Nothing is sent: that is for whoever calls.
    """
    stage = Stage(request.stage)
    if not is_allowed(stage, to):
        raise StageNotAllowed(stage, to)
    reopens = is_reopening(stage, to)
    set_stage(request, to, now)
    if reopens:
        request.due_on = promised_day(day_of(now), request.language)
    kind = EventKind.REOPENED if reopens else EventKind.STAGE_CHANGED
    details = {"from": str(stage), "to": str(to)}
    event = NewEvent(kind, now, by.actor, by.agent_id, by.participant_id, details)
    append_event(session, request.id, event)


def set_stage(request: RequestRow, stage: Stage, now: datetime) -> None:
    """Write ``stage`` and the times that belong to it; the event is the caller's."""
    request.stage = stage
    request.changed_at = now
    if stage in OPEN:
        request.resolved_at = request.closed_at = None
    elif stage is Stage.RESOLVED:
        request.resolved_at, request.closed_at = now, None
    else:
        request.closed_at = now

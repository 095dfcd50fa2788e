"""What the desk calls stages, events and reasons, in the language of the agent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from search import Thresholds
from webapp.database.desk_store import Reason
from webapp.database.kinds import Actor, AgentRole, EventKind, HeldBecause, Stage
from webapp.database.record_store import Event
from webapp.working_days import WorkingDays

STAGES: Mapping[str, Any] = {
    Stage.RECEIVED: lazy_gettext("New"),
    Stage.ASSIGNED: lazy_gettext("Assigned"),
    Stage.INVESTIGATING: lazy_gettext("Under investigation"),
    Stage.WAITING: lazy_gettext("Waiting for the customer"),
    Stage.RESOLVED: lazy_gettext("Resolved"),
    Stage.CLOSED: lazy_gettext("Closed"),
}

STEPS: Mapping[str, Any] = {
    Stage.INVESTIGATING: lazy_gettext("Start investigating"),
    Stage.WAITING: lazy_gettext("Wait for the customer"),
    Stage.RESOLVED: lazy_gettext("Mark as resolved"),
    Stage.CLOSED: lazy_gettext("Close the request"),
}
"""What leads to a stage."""

REOPEN = lazy_gettext("Reopen")

ROLES: Mapping[str, Any] = {AgentRole.AGENT: lazy_gettext("Agent"), AgentRole.ADMIN: lazy_gettext("Admin")}

HELD: Mapping[HeldBecause, Any] = {
    HeldBecause.EMAIL: lazy_gettext("Many requests from one e-mail address"),
    HeldBecause.VISITOR: lazy_gettext("Many requests from one visitor"),
    HeldBecause.NETWORK: lazy_gettext("Many requests from one network"),
    HeldBecause.EVERYBODY: lazy_gettext("Many requests at once"),
    HeldBecause.TOO_FAST: lazy_gettext("Sent faster than anybody types"),
    HeldBecause.TRAP: lazy_gettext("A field that people do not see was filled in"),
    HeldBecause.AGENT: lazy_gettext("An agent took it for spam"),
}

REFUSALS: Mapping[Reason, Any] = {
    Reason.HELD: lazy_gettext("A request is held as possible spam. Release it first."),
    Reason.MERGED: lazy_gettext("A request was merged with another one. Work on that one, or separate them first."),
    Reason.NOT_HELD: lazy_gettext("The request is not held any more."),
    Reason.NOT_MERGED: lazy_gettext("The request is no longer merged with another one."),
    Reason.SAME: lazy_gettext("A request cannot be merged with itself. Give the code of another one."),
    Reason.UNKNOWN: lazy_gettext("There is no request with this code. Check the code."),
    Reason.ANOTHER_CUSTOMER: lazy_gettext(
        "The two requests are from different customers, and each would read what the other wrote. Answer both."
    ),
    Reason.HAS_MERGED: lazy_gettext("Others have been merged into this request. Merge the other one into it instead."),
    Reason.NO_AGENT: lazy_gettext("Nobody can take the request. Choose somebody who works here."),
}

DONE: Mapping[str, Any] = {
    "replied": lazy_gettext("Your reply is on its way."),
    "repeated": lazy_gettext("This has already been sent; it was stored only once."),
    "noted": lazy_gettext("Your note is saved."),
    "assigned": lazy_gettext("The request was assigned."),
    "moved": lazy_gettext("The stage was changed."),
    "merged": lazy_gettext("The requests were merged."),
    "unmerged": lazy_gettext("The requests were separated."),
    "held": lazy_gettext("The request is held as possible spam."),
    "released": lazy_gettext("The request was released."),
    "discarded": lazy_gettext("The request was discarded."),
    "added": lazy_gettext("The agent was added."),
    "changed": lazy_gettext("The agent was changed."),
    "password": lazy_gettext("Your password was changed, and you are signed out everywhere else."),
    "signed-out": lazy_gettext("That browser is signed out."),
}
"""What an address says was just done -> the sentence that confirms it."""


def in_words(texts: Mapping[Any, Any], key: str) -> str:
    """Return the text for ``key``, ``key`` itself where there is none."""
    return str(texts.get(key, key))


def held_text(because: HeldBecause | None) -> str:
    """Return why a request is held; one may be held for a reason that this release does not know."""
    return str(HELD[because] if because else gettext("For a reason that is not known"))


def step_name(stage: Stage, to: Stage) -> str:
    """Return what going from ``stage`` to ``to`` is called."""
    is_finished = stage in (Stage.RESOLVED, Stage.CLOSED)
    return str(REOPEN) if is_finished and to is Stage.INVESTIGATING else in_words(STEPS, to)


def event_text(event: Event) -> str:  # noqa: C901 - one sentence for each kind
    """Return what happened, in one sentence."""
    who = event.author or (gettext("The customer") if event.actor is Actor.CUSTOMER else gettext("The site"))
    details = event.details
    match event.kind:
        case EventKind.RECEIVED:
            if answer := str(details.get("answer", "")):
                return str(gettext("%(who)s sent the request after being shown %(answer)s", who=who, answer=answer))
            return str(gettext("%(who)s sent the request", who=who))
        case EventKind.HELD:
            because = HeldBecause.read(str(details.get("because", "")))
            return str(gettext("Held for review: %(why)s", why=held_text(because)))
        case EventKind.RELEASED:
            return str(gettext("%(who)s released the request", who=who))
        case EventKind.DISCARDED:
            return str(gettext("%(who)s discarded the request as spam", who=who))
        case EventKind.ASSIGNED:
            if not event.assignee:
                return str(gettext("%(who)s took back the assignment", who=who))
            if event.assignee == event.author:
                return str(gettext("%(who)s took the request", who=who))
            return str(gettext("%(who)s assigned the request to %(assignee)s", who=who, assignee=event.assignee))
        case EventKind.STAGE_CHANGED:
            return str(gettext("Now: %(stage)s", stage=in_words(STAGES, str(details.get("to", "")))))
        case EventKind.REOPENED:
            return str(gettext("%(who)s reopened the request", who=who))
        case EventKind.REPLIED:
            return str(gettext("%(who)s replied", who=who))
        case EventKind.NOTED:
            return str(gettext("%(who)s wrote a note", who=who))
        case EventKind.MERGED:
            if "into" in details:
                return str(gettext("%(who)s merged the request into %(code)s", who=who, code=details["into"]))
            return str(gettext("%(who)s merged %(code)s into this request", who=who, code=details.get("from", "")))
        case EventKind.UNMERGED:
            code = details.get("from") or details.get("of", "")
            return str(gettext("%(who)s separated the request and %(code)s", who=who, code=code))
        case EventKind.RATED:
            return str(gettext("%(who)s rated the answer", who=who))
        case EventKind.EXPORTED:
            return str(gettext("%(who)s downloaded the record", who=who))
        case EventKind.SEALED:
            return str(gettext("The history up to here was sealed"))


def decision_text(thresholds: Thresholds) -> str:
    """Return what the decision between articles and form was set from, and what is expected of it."""
    from_what = [
        ngettext("%(num)s question of the articles", "%(num)s questions of the articles", thresholds.questions),
        ngettext("%(num)s question of customers", "%(num)s questions of customers", thresholds.traffic),
        ngettext("%(num)s judged query", "%(num)s judged queries", thresholds.judged),
    ]
    counts = (thresholds.questions, thresholds.traffic, thresholds.judged)
    named = [str(each) for each, count in zip(from_what, counts, strict=True) if count]
    if not named:
        return str(gettext("nothing of this help centre yet, only what was measured on public ones"))
    if not thresholds.keeps:
        return ", ".join(named)
    kept = gettext("expected to keep %(share)s %% of the right answers", share=round(100 * thresholds.keeps))
    return f"{', '.join(named)}; {kept}"


def due_text(due_on: date | None, today: date, days: WorkingDays) -> str:
    """Return how far away the promised day is."""
    if due_on is None:
        return ""
    if due_on == today:
        return str(gettext("Due today"))
    left = days.between(today, due_on)
    if due_on < today:
        return str(ngettext("%(num)s working day late", "%(num)s working days late", max(1, -left)))
    return str(ngettext("%(num)s working day left", "%(num)s working days left", left))


def age_text(received: date, today: date, days: WorkingDays) -> str:
    """Return how old a request is."""
    age = days.between(received, today)
    if received == today:
        return str(gettext("Today"))
    return str(ngettext("%(num)s working day", "%(num)s working days", age))

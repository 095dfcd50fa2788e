"""The page of one request: everything that an agent needs to answer it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import url_for
from flask_babel import gettext

from webapp.articles.listed import topic
from webapp.config import day_of
from webapp.database import agents_store, queue_store
from webapp.database.kinds import Actor, Stage
from webapp.database.record_store import Message, Other, Record
from webapp.database.stages import FINISHED, NEXT, OPEN
from webapp.desk.filters import packed, query_of, today_for, unpacked
from webapp.desk.frame import asker, frame
from webapp.desk.pages import Choice, Draft, FileLink, Person, Relative, RequestPage, Said, StageChoice, Step
from webapp.desk.queue_views import tone_of
from webapp.desk.replying import articles_for
from webapp.desk.words import STAGES, age_text, due_text, event_text, held_text, in_words, step_name
from webapp.duplicates import Known, similar
from webapp.http.form_tokens import nonce
from webapp.i18n import language_name, page_language
from webapp.texts.linked import linked
from webapp.texts.sizes import size_text
from webapp.working_days import WorkingDays

KEYS = {Stage.INVESTIGATING: "i", Stage.WAITING: "w", Stage.RESOLVED: "x", Stage.CLOSED: "c"}
"""Stage -> key that leads to it."""


def page_of(record: Record, view: str, draft: Draft) -> RequestPage:
    """Return the page of ``record``, opened from the queue ``view``, with what the agent has written so far."""
    agent = asker()
    today = day_of(datetime.now(UTC))
    days = WorkingDays(record.language)
    is_open = record.stage in OPEN
    is_workable = not record.is_held and not record.merged_into
    is_answerable = not record.merged_into and not (record.is_held and record.stage is Stage.CLOSED)
    filters = unpacked(view)
    before, after = neighbours(record.code, view)
    likely, others = relatives(record, view)
    return RequestPage(
        frame=frame(
            "held" if record.is_held else "queue", url_for("desk.request_page", code=record.code, queue=view or None)
        ),
        code=record.code,
        version=record.version,
        seen=len(record.events),
        subject=record.subject,
        language=record.language,
        language_name=language_name(record.language),
        category=topic(record.category, page_language()) or record.category,
        stage=record.stage,
        stage_name=in_words(STAGES, record.stage),
        is_open=is_open,
        is_urgent=record.is_urgent,
        is_held=record.is_held,
        is_discarded=record.is_held and record.stage is Stage.CLOSED,
        held_because=held_text(record.held_because) if record.is_held else "",
        searched=tuple(record.searched.splitlines()),
        received_at=record.received_at,
        age=age_text(day_of(record.received_at), today, days),
        due_on=record.due_on,
        due=due_text(record.due_on, today, days) if is_open else "",
        tone=tone_of(record.due_on, today, days) if is_open else "",
        rating=record.rating,
        rating_text=record.rating_text,
        assignee=record.assignee,
        is_mine=record.assignee_id == agent.id,
        people=tuple(
            Person(each.name, each.email, each.is_verified, url_for("desk.queue", q=each.email, state="all"))
            for each in record.people
        ),
        messages=tuple(said(each, record.code) for each in record.messages),
        steps=steps_since(record, 0),
        is_whole=record.is_whole,
        stages=stage_choices(record.stage) if is_workable else (),
        endings=endings(record.stage) if is_answerable else (),
        agents=tuple(
            Choice(str(each.id), each.name, each.id == record.assignee_id)
            for each in agents_store.everybody()
            if each.is_active
        ),
        likely=likely,
        others=others,
        merged=tuple(relative(each, view, may_be_joined=False) for each in record.merged),
        merged_into=record.merged_into,
        draft=replace(draft, submission=nonce(draft.submission)),
        articles=articles_for(draft.find, record.language, record.code, view),
        queue=view,
        queue_url=url_for("desk.held" if record.is_held else "desk.queue", **query_of(filters)),  # type: ignore[arg-type]
        before_url=before,
        after_url=after,
    )


def steps_since(record: Record, seen: int) -> tuple[Step, ...]:
    """Return what happened after event number ``seen``."""
    return tuple(Step(each.happened_at, event_text(each)) for each in record.events[seen:])


def said(message: Message, code: str) -> Said:
    """Return ``message`` as the conversation shows it."""
    kind = "note" if message.is_internal else "customer" if message.actor is Actor.CUSTOMER else "agent"
    files = tuple(
        FileLink(each.name, size_text(each.size_bytes), url_for("desk.attachment", code=code, file_id=each.id))
        for each in message.files
    )
    author = message.author or (gettext("The customer") if kind == "customer" else gettext("The site"))
    return Said(kind, author, message.written_at, linked(message.text), files, message.from_code)


def stage_choices(stage: Stage) -> tuple[StageChoice, ...]:
    """Return what an agent may make of a request; one that nobody has becomes the agent's own first."""
    following = NEXT[Stage.ASSIGNED if stage is Stage.RECEIVED else stage]
    return tuple(
        StageChoice(each, step_name(stage, each), KEYS.get(each, ""))
        for each in following
        if each not in (Stage.RECEIVED, Stage.ASSIGNED)
    )


def endings(stage: Stage) -> tuple[StageChoice, ...]:
    """Return what a reply may make of a request, the usual first."""
    if stage in FINISHED:
        return (
            StageChoice("", gettext("Send"), ""),
            StageChoice(Stage.INVESTIGATING, gettext("Send and reopen"), ""),
        )
    return (
        StageChoice(Stage.WAITING, gettext("Send and wait for the customer"), ""),
        StageChoice(Stage.RESOLVED, gettext("Send and resolve"), ""),
        StageChoice("", gettext("Only send"), ""),
    )


def relatives(record: Record, view: str) -> tuple[tuple[Relative, ...], tuple[Relative, ...]]:
    """Return the other requests of the customer: those likely about the same, and the rest."""
    free = {each.code: each for each in record.others if not each.is_merged and each.stage in OPEN}
    first = next((each.text for each in record.messages if each.actor is Actor.CUSTOMER), "")
    known = [Known(each.code, each.language, f"{each.subject}\n{each.text}") for each in free.values()]
    alike = [each.code for each in similar(f"{record.subject}\n{first}", record.language, known)]
    may_be_joined = not record.is_held and not record.merged_into and record.stage in OPEN
    likely = tuple(relative(free[code], view, may_be_joined=may_be_joined, is_likely=True) for code in alike)
    others = tuple(
        relative(each, view, may_be_joined=may_be_joined and each.code in free)
        for each in record.others
        if each.code not in alike
    )
    return likely, others


def relative(other: Other, view: str, *, may_be_joined: bool, is_likely: bool = False) -> Relative:
    """Return ``other`` as the page shows it."""
    return Relative(
        code=other.code,
        subject=other.subject,
        stage=in_words(STAGES, other.stage),
        received_on=day_of(other.received_at),
        version=other.version,
        url=url_for("desk.request_page", code=other.code, queue=view or None),
        is_likely=is_likely,
        may_be_joined=may_be_joined,
    )


def neighbours(code: str, view: str) -> tuple[str, str]:
    """Return the addresses of the requests before and after this one in the queue it was opened from."""
    filters = unpacked(view)
    rows = queue_store.queue(filters, asker().id, today_for("")).rows
    codes = [each.code for each in rows]
    if code not in codes:
        return "", (address_in_queue(codes[0], view) if codes else "")
    place = codes.index(code)
    before = address_in_queue(codes[place - 1], view) if place else ""
    after = address_in_queue(codes[place + 1], view) if place + 1 < len(codes) else ""
    return before, after


def address_in_queue(code: str, view: str) -> str:
    """Return the address of a request, as opened from the queue ``view``."""
    return url_for("desk.request_page", code=code, queue=packed(unpacked(view)) or None)

"""Requests as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import format_decimal, gettext

from webapp.articles.listed import topic
from webapp.config import day_of
from webapp.database.attachment_quota import MEGABYTE
from webapp.database.customer_store import Happening, KeptFile, Message, OwnRequest, Summary
from webapp.database.kinds import EventKind
from webapp.files import attachments
from webapp.files.kinds import KINDS
from webapp.http.form_fields import Field
from webapp.i18n import LANGUAGES, LanguageLink, language_links
from webapp.sessions import customer_token
from webapp.support_requests.pages import FileLink, Line, ReplyForm, RequestPage, Saying, Step
from webapp.support_requests.rating import NOT_RATED, Rated, shown
from webapp.support_requests.replies import TEXT_LETTERS, Typed, new_submission
from webapp.texts.held_requests import held_reason
from webapp.texts.linked import linked
from webapp.texts.stage_names import stage_name


def line(summary: Summary, language: str) -> Line:
    """Return a request as the list shows it."""
    return Line(
        code=summary.code,
        subject=summary.subject,
        language=summary.language,
        url=url_for("support_requests.show", language=language, code=summary.code),
        stage=summary.stage,
        stage_name=stage_name(summary.stage),
        received=day_of(summary.received_at),
        changed=day_of(summary.changed_at),
        due_on=summary.due_on if summary.is_open else None,
    )


def request_page(found: OwnRequest, language: str, typed: Typed, rated: Rated = NOT_RATED) -> RequestPage:
    """Return the page of a request, with what was ``typed`` and what is wrong with it."""
    summary = found.summary
    merged = summary.merged_into
    return RequestPage(
        language=language,
        switch=switch(summary.code, language),
        code=summary.code,
        subject=summary.subject,
        request_language=summary.language,
        category=topic(summary.category, language),
        stage=summary.stage,
        stage_name=stage_name(summary.stage),
        received=day_of(summary.received_at),
        due_on=summary.due_on if summary.is_open else None,
        steps=tuple(steps(found.happenings)),
        sayings=tuple(saying(each, summary.code, language) for each in found.messages),
        merged_url=url_for("support_requests.show", language=language, code=merged) if merged else "",
        merged_code=merged,
        is_held=found.is_held,
        held=held_reason(found.held_because) if found.is_held and found.held_because else "",
        is_finished=found.is_finished,
        notice=typed.notice,
        is_wrong=bool(typed.text_error or typed.files_error or typed.is_refused or rated.error),
        reply=reply_form(typed),
        rating=shown(found, rated),
        token=customer_token(),
    )


def switch(code: str, language: str) -> tuple[LanguageLink, ...]:
    """Return the switch of the page of a request."""
    urls = {each: url_for("support_requests.show", language=each, code=code) for each in LANGUAGES}
    return language_links(language, urls)


def steps(happened: Iterable[Happening]) -> Iterable[Step]:
    """Yield the timeline: every stage that a request came to, in order."""
    known = [each for each in happened if each.stage or each.kind is EventKind.MERGED]
    for number, each in enumerate(known, 1):
        name = step_name(each)
        yield Step(name, day_of(each.happened_at), number == len(known))


def step_name(happening: Happening) -> str:
    """Return what a step of the timeline is called."""
    if happening.kind is EventKind.REOPENED:
        return str(gettext("Opened again"))
    return stage_name(happening.stage) if happening.stage else str(gettext("Joined with another request"))


def saying(message: Message, code: str, language: str) -> Saying:
    """Return a message as the conversation shows it."""
    return Saying(
        is_own=message.is_own,
        author=message.author or (gettext("You") if message.is_own else gettext("Support")),
        paragraphs=tuple(linked(part.strip()) for part in message.text.split("\n\n") if part.strip()),
        written_on=day_of(message.written_at),
        written_at=message.written_at.isoformat(timespec="minutes"),
        files=tuple(file_link(number, file, code, language) for number, file in message.files),
    )


def file_link(number: int, file: KeptFile, code: str, language: str) -> FileLink:
    """Return the link to a file."""
    url = url_for("support_requests.download", language=language, code=code, number=number)
    return FileLink(file.original_name, url, size_text(file.size_bytes))


def size_text(size_bytes: int) -> str:
    """Return a size as people read it."""
    if size_bytes < MEGABYTE:
        return f"{max(1, round(size_bytes / 1024))} kB"
    return f"{format_decimal(round(size_bytes / MEGABYTE, 1))} MB"


def reply_form(typed: Typed) -> ReplyForm:
    """Return the form for a reply."""
    label = gettext("Your message")
    return ReplyForm(
        text=Field("text", label, typed.text, typed.text_error, is_required=True, letters=TEXT_LETTERS),
        attachments=Field("attachments", gettext("Attachments"), error=typed.files_error),
        accept=",".join(KINDS),
        attachment_count=attachments.DEFAULT_LIMITS.count,
        attachment_bytes=attachments.DEFAULT_LIMITS.file_bytes,
        submission=typed.submission or new_submission(),
    )

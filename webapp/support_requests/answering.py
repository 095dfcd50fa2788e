"""Answers straight from a letter, without signing in; they show nothing of what was written before."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request, url_for
from flask_babel import gettext

from webapp.database import customer_store
from webapp.database.customer_store import OwnRequest, Written
from webapp.http.form_tokens import TokenState, new_token
from webapp.http.letter_links import may_answer
from webapp.i18n import LANGUAGES, language_links
from webapp.support_requests.pages import AnswerPage
from webapp.support_requests.replies import Typed, take
from webapp.support_requests.showing import reply_form
from webapp.texts.typed import lines

FORM = "answer from a letter"
"""What the form is for, whoever opened the letter."""


def invited(code: str, ticket: str) -> str:
    """Return the address that the letter with ``ticket`` went to; empty where it is old or not for this request."""
    today = datetime.now(UTC).date()
    known = customer_store.addresses_of(code)
    return next((each for each in known if may_answer(ticket, code, each, today)), "")


def taken(address: str, code: str, state: TokenState) -> Written | Typed | None:
    """Keep the answer that the form brings, as ``replies.take``; a form that no person can have sent comes back."""
    if state is TokenState.EXPIRED:
        notice = gettext("This page was open for too long. Please try again.")
    elif state is TokenState.EARLY:
        notice = gettext("That was faster than anybody reads. Please send it once more.")
    else:
        return take(address, code)
    return Typed(
        lines(request.form.get("text", "")), request.form.get("submission", ""), notice=notice, is_refused=True
    )


def answer_page(found: OwnRequest, language: str, ticket: str, typed: Typed, *, is_kept: bool = False) -> AnswerPage:
    """Return the page that a letter leads to, with what was ``typed`` and what is wrong with it."""
    code = found.summary.code
    urls = {
        each: url_for("support_requests.answer_by_letter", language=each, code=code, ticket=ticket)
        for each in LANGUAGES
    }
    return AnswerPage(
        language=language,
        switch=language_links(language, urls),
        code=code,
        notice=typed.notice,
        is_wrong=bool(typed.text_error or typed.files_error or typed.is_refused),
        is_kept=is_kept,
        is_finished=found.is_finished,
        reply=reply_form(typed),
        url=urls[language],
        request_url=url_for("support_requests.show", language=language, code=code),
        token=new_token(FORM),
    )

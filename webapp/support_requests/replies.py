"""What a customer adds to a request: checked, put in its place, and kept once."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from webapp.database import DatabaseUnavailable, customer_store
from webapp.database.attachment_quota import NoRoom
from webapp.database.customer_store import NewReply, Written
from webapp.database.requests_store import NewAttachment
from webapp.files import attachments
from webapp.files.attachments import RefusedFiles, no_room
from webapp.http.form_tokens import nonce
from webapp.http.visitors import network_key
from webapp.texts.typed import lines

TEXT_LETTERS = 10_000
"""Longest reply, in characters."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Typed:
    """A reply as it came, and what is wrong with it."""

    text: str = ""
    submission: str = ""
    text_error: str = ""
    files_error: str = ""
    notice: str = ""
    """What has just been done, or why it was not."""

    is_refused: bool = False
    status: int = 422


def take(email: str, code: str) -> Written | Typed | None:
    """Keep the reply that the form brought; what is wrong with it, or None where there is no such request."""
    text, submission = lines(request.form.get("text", "")), nonce(request.form.get("submission", ""))
    text_error = wrong_with(text)
    try:
        uploads = attachments.check(request.files.getlist("attachments"))
    except RefusedFiles as error:
        return Typed(text, submission, text_error, str(error))
    if text_error:
        return Typed(text, submission, text_error)
    target = attachments.folder()
    kept: tuple[NewAttachment, ...] = ()
    try:
        kept = attachments.put_away(uploads, target)
        written = customer_store.add_reply(email, code, NewReply(submission, text, kept, network_key()))
    except NoRoom as error:
        attachments.discard(kept, target)
        log.warning("%s", error)
        return Typed(text, submission, files_error=no_room())
    except (DatabaseUnavailable, OSError) as error:  # files stay: whether they are needed, the sweep will find out
        log.error("A reply could not be stored: %s", error)
        notice = gettext("We could not save your message just now. Nothing is lost: please send it again in a minute.")
        return Typed(text, submission, notice=notice, is_refused=True, status=503)
    if written is None or written.is_repeat:
        attachments.discard(kept, target)
    return written


def wrong_with(text: str) -> str:
    """Return what is wrong with the text of a reply; empty where nothing is."""
    wrong = ""
    if not text:
        wrong = gettext("Write what you want to add.")
    elif len(text) > TEXT_LETTERS:
        wrong = gettext(
            "“%(label)s” has %(typed)s characters. Shorten it to %(letters)s.",
            label=gettext("Your message"),
            typed=len(text),
            letters=TEXT_LETTERS,
        )
    return wrong

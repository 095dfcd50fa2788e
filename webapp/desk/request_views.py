"""One request: read, answered, assigned, moved on, joined with another."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.database import desk_store, record_store
from webapp.database.desk_store import Change, NoSuchRequest, Outdated, Refused, Reply
from webapp.database.follow_up_codes import read_code
from webapp.database.kinds import Stage
from webapp.database.record_store import Record
from webapp.database.stages import StageNotAllowed
from webapp.desk.blueprint import blueprint
from webapp.desk.frame import asker
from webapp.desk.pages import Draft
from webapp.desk.replying import FIND_LETTERS, articles_for, with_article
from webapp.desk.request_page import page_of, steps_since
from webapp.desk.words import REFUSALS
from webapp.files.downloads import sandboxed
from webapp.http.form_tokens import nonce
from webapp.i18n import page_language
from webapp.sessions import require_agent
from webapp.texts.typed import lines, one_line

TEXT_LETTERS = 20_000
"""Longest reply or note, in characters."""

QUEUE_LETTERS = 600
"""What is read of the view that a request was opened from, in characters."""

LONGEST_NUMBER = 9


@blueprint.get("/requests/<code>")
@require_agent()
def request_page(code: str) -> ResponseReturnValue:
    """Show a request with everything about it; ``?find=`` looks for articles."""
    record = found(code)
    if record.code != code:
        return redirect(url_for("desk.request_page", code=record.code, queue=view() or None), 301)
    return shown(record, Draft(find=request.args.get("find", "")), 200)


@blueprint.get("/requests/<code>/articles")
@require_agent()
def articles(code: str) -> ResponseReturnValue:
    """Return what ``?find=`` finds, as a part of the page for its script."""
    record = found(code)
    matching = articles_for(request.args.get("find", ""), record.language, record.code, view())
    return render_template(
        "desk/_articles.html", articles=matching, language=record.language, page_language=page_language()
    )


@blueprint.get("/requests/<code>/attachments/<int:file_id>")
@require_agent()
def attachment(code: str, file_id: int) -> ResponseReturnValue:
    """Send a file that a customer sent, as a download."""
    kept = record_store.kept_file(code, file_id) if len(str(file_id)) <= LONGEST_NUMBER else None
    if kept is None:
        abort(404)
    return sandboxed(kept)


@blueprint.post("/requests/<code>/draft")
@require_agent()
def draft(code: str) -> ResponseReturnValue:
    """Show the request again with an article in the reply, or with articles to choose from; nothing is kept."""
    written = draft_of()
    article_id = request.form.get("insert", "")
    if article_id:
        written = Draft(with_article(written.text, article_id), written.note, "", written.submission)
    return shown(found(code), written, 200)


@blueprint.post("/requests/<code>/reply")
@require_agent()
def reply(code: str) -> ResponseReturnValue:
    """Send a reply; where somebody was faster, show what happened and keep what was written."""
    written = draft_of()
    wrong = what_is_wrong(written.text, gettext("Write a reply first."))
    if wrong:
        return not_done(code, wrong, 422)
    to = request.form.get("to", "")
    if to and to not in tuple(Stage):
        abort(400)
    new = Reply(written.text, written.submission, Stage(to) if to else None)

    def do(change: Change) -> str:
        return "replied" if desk_store.reply(change, new) else "repeated"

    return changed(code, do)


@blueprint.post("/requests/<code>/note")
@require_agent()
def note(code: str) -> ResponseReturnValue:
    """Keep a note for the team."""
    written = draft_of()
    wrong = what_is_wrong(written.note, gettext("Write a note first."))
    if wrong:
        return not_done(code, wrong, 422)
    submission = written.submission

    def do(change: Change) -> str:
        return "noted" if desk_store.note(change, written.note, submission) else "repeated"

    return changed(code, do)


@blueprint.post("/requests/<code>/assign")
@require_agent()
def assign(code: str) -> ResponseReturnValue:
    """Give the request to ``me``, to the ``least`` loaded, to ``nobody``, or to the chosen ``agent``."""
    whom = request.form.get("whom", "")
    chosen = request.form.get("agent", "")

    def do(change: Change) -> str:
        if whom == "least":
            desk_store.assign_least_loaded(change)
        elif whom == "me":
            desk_store.assign(change, change.agent_id)
        elif whom == "nobody":
            desk_store.assign(change, None)
        else:
            desk_store.assign(change, number(chosen))
        return "assigned"

    return changed(code, do)


@blueprint.post("/requests/<code>/stage")
@require_agent()
def stage(code: str) -> ResponseReturnValue:
    """Bring the request to another stage."""
    to = request.form.get("to", "")
    if to not in (Stage.INVESTIGATING, Stage.WAITING, Stage.RESOLVED, Stage.CLOSED):
        abort(400)

    def do(change: Change) -> str:
        desk_store.change_stage(change, Stage(to))
        return "moved"

    return changed(code, do)


@blueprint.post("/requests/<code>/merge")
@require_agent()
def merge(code: str) -> ResponseReturnValue:
    """Join the request with the one of code ``into``."""
    into = read_code(request.form.get("into", "")) or ""

    def do(change: Change) -> str:
        desk_store.merge(change, into)
        return "merged"

    return changed(code, do, into)


@blueprint.post("/requests/<code>/unmerge")
@require_agent()
def unmerge(code: str) -> ResponseReturnValue:
    """Take the request and the one it was joined with apart."""

    def do(change: Change) -> str:
        desk_store.unmerge(change)
        return "unmerged"

    return changed(code, do)


@blueprint.post("/requests/<code>/hold")
@require_agent()
def hold(code: str) -> ResponseReturnValue:
    """Put the request among those that may be spam."""

    def do(change: Change) -> str:
        desk_store.hold(change)
        return "held"

    return changed(code, do)


@blueprint.post("/requests/<code>/release")
@require_agent()
def release(code: str) -> ResponseReturnValue:
    """Say that the request is no spam."""

    def do(change: Change) -> str:
        desk_store.release(change)
        return "released"

    return changed(code, do)


@blueprint.post("/requests/<code>/discard")
@require_agent()
def discard(code: str) -> ResponseReturnValue:
    """Say that the request is spam."""

    def do(change: Change) -> str:
        desk_store.discard(change)
        return "discarded"

    return changed(code, do)


def changed(code: str, do: Callable[[Change], str], then: str = "") -> Response:
    """Do it and lead back to the request, or to ``then``; where it cannot be done, say why and keep what was typed."""
    change = Change(code, number(request.form.get("version", "")), asker().id)
    try:
        done = do(change)
    except NoSuchRequest:
        abort(404)
    except Outdated:
        warning = gettext(
            "Somebody was faster: the request has changed since you opened it. Nothing was done, and what you wrote "
            "is still here. Look at what happened, and send it again if it still fits."
        )
        return not_done(code, warning, 409)
    except Refused as error:
        return not_done(code, str(REFUSALS[error.reason]), 409)
    except StageNotAllowed:
        return not_done(code, gettext("The request cannot go to this stage from where it is now. Choose another."), 409)
    if request.form.get("back") == "held":
        return redirect(url_for("desk.held", done=done), 303)
    return redirect(url_for("desk.request_page", code=then or code, queue=view() or None, done=done), 303)


def not_done(code: str, warning: str, status: int) -> Response:
    """Show the request as it is now, with what the agent wrote, why it was not done, and what happened meanwhile."""
    record = found(code)
    seen = number(request.form.get("seen", ""))
    news = steps_since(record, seen) if seen else ()
    written = draft_of()
    return shown(record, Draft(written.text, written.note, written.find, written.submission, warning, news), status)


def shown(record: Record, written: Draft, status: int) -> Response:
    """Return the page of ``record``."""
    return make_response(render_template("desk/request.html", page=page_of(record, view(), written)), status)


def found(code: str) -> Record:
    """Return the request with ``code``, in whichever way it is written; 404 where there is none."""
    record = record_store.record(read_code(code) or "")
    if record is None:
        abort(404)
    return record


def draft_of() -> Draft:
    """Return what the form brings."""
    return Draft(
        text=lines(request.form.get("text", "")),
        note=lines(request.form.get("note", "")),
        find=one_line(request.form.get("find", ""))[:FIND_LETTERS],
        submission=nonce(request.form.get("submission", "")),
    )


def what_is_wrong(text: str, if_empty: str) -> str:
    """Return why ``text`` cannot be kept; empty where it can."""
    if not text:
        return if_empty
    if len(text) > TEXT_LETTERS:
        shorten = gettext(
            "The text has %(typed)s characters. Shorten it to %(letters)s.", typed=len(text), letters=TEXT_LETTERS
        )
        return str(shorten)
    return ""


def view() -> str:
    """Return the view that the request was opened from, packed."""
    return request.args.get("queue", "")[:QUEUE_LETTERS]


def number(text: str) -> int:
    """Return the number that ``text`` is, 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0

"""The requests that a customer's own pages answer; what somebody takes no part in does not exist for them."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.database import customer_store
from webapp.database.customer_store import OwnRequest, Summary
from webapp.database.follow_up_codes import read_code
from webapp.files.downloads import sandboxed
from webapp.http.form_tokens import TokenState, require_same_origin, token_state
from webapp.http.incoming import allow_files
from webapp.i18n import IN_PATH, LANGUAGES, language_links
from webapp.own_requests import own_similar
from webapp.sessions import (
    PRIVATE,
    current_customer,
    customer_token,
    form_state,
    require_customer,
    to_sign_in,
)
from webapp.support_requests.answering import FORM as ANSWER_FORM
from webapp.support_requests.answering import answer_page, taken
from webapp.support_requests.answering import invited as invited_to_answer
from webapp.support_requests.exporting import record
from webapp.support_requests.finding import matching
from webapp.support_requests.pages import IndexPage, RequestPage, SimilarPart
from webapp.support_requests.rating import FORM, NOT_RATED, Rated, invited, rating_page, read
from webapp.support_requests.replies import Typed, take
from webapp.support_requests.showing import line, request_page
from webapp.texts.questions import QUESTION_LETTERS, asked_text
from webapp.texts.typed import lines

blueprint = Blueprint("support_requests", __name__)


@blueprint.get(f"/{IN_PATH}/requests")
@require_customer
def index(language: str) -> ResponseReturnValue:
    """List the customer's requests, or those that ``?q=`` finds."""
    text = asked_text()
    if text:
        everything = customer_store.searchable_requests(email())
        found, has_any = matching(text, language, everything), bool(everything)
    else:
        found = customer_store.requests_of(email())
        has_any = bool(found)
    return render_template("support_requests/index.html", page=index_page(language, text, found, has_any))


@blueprint.get(f"/{IN_PATH}/requests/similar")
def similar(language: str) -> ResponseReturnValue:
    """Return the part of the contact page that offers own requests to add to; empty for whoever is not signed in."""
    part = SimilarPart(language, own_similar(asked_text(), language))
    return render_template("support_requests/similar.html", page=part)


@blueprint.get(f"/{IN_PATH}/requests/<code>")
@require_customer
def show(language: str, code: str) -> ResponseReturnValue:
    """Show a request; ``?text=`` comes from a question that belongs to it."""
    found = own(code)
    typed = Typed(text=lines(request.args.get("text", ""))[:QUESTION_LETTERS], notice=done())
    return answer_with(request_page(found, language, typed))


@blueprint.post(f"/{IN_PATH}/requests/<code>/reply")
@require_customer
def reply(language: str, code: str) -> ResponseReturnValue:
    """Keep what the customer adds, which opens a finished request again; else show it with what is wrong."""
    found = own(code)
    written = take(email(), found.summary.code)
    if written is None:
        abort(404)
    if isinstance(written, Typed):
        return answer_with(request_page(found, language, written), written.status)
    what = "reopened" if written.is_reopened else "sent"
    return redirect(url_for("support_requests.show", language=language, code=written.code, done=what), 303)


@blueprint.post(f"/{IN_PATH}/requests/<code>/rate")
@require_customer
def rate(language: str, code: str) -> ResponseReturnValue:
    """Keep the customer's rating, once."""
    found = own(code)
    if not found.is_finished:
        abort(404)
    rated = read(form_state())
    if rated.error:
        return answer_with(request_page(found, language, Typed(), rated), 422)
    what = rate_once(email(), found, rated)
    return redirect(url_for("support_requests.show", language=language, code=found.summary.code, done=what), 303)


@blueprint.route(f"/{IN_PATH}/requests/<code>/rate/<ticket>", methods=["GET", "POST"])
def rate_by_letter(language: str, code: str, ticket: str) -> ResponseReturnValue:
    """Let whoever received the letter about a resolved request rate it; anybody else signs in first."""
    written = read_code(code) or ""
    address = invited(written, ticket)
    found = customer_store.find_own(address, written) if address else None
    if found is None:
        return redirect(url_for("support_requests.show", language=language, code=code, _anchor="rate"), 303)
    rated = NOT_RATED
    if request.method == "POST":
        require_same_origin()
        state = token_state(request.form.get("token", ""), FORM)
        if state is TokenState.INVALID:
            abort(403)
        rated = read(state)
        if not rated.error:
            return redirect(f"{request.path}?done={rate_once(address, found, rated)}", 303)
    page = rating_page(found, language, ticket, done(), rated)
    response = make_response(render_template("support_requests/rate.html", page=page), 422 if rated.error else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route(f"/{IN_PATH}/requests/<code>/answer/<ticket>", methods=["GET", "POST"])
def answer_by_letter(language: str, code: str, ticket: str) -> ResponseReturnValue:
    """Let whoever received a letter about a request answer it; anybody else signs in first, and loses no text."""
    written = read_code(code) or ""
    address = invited_to_answer(written, ticket)
    found = customer_store.find_own(address, written) if address else None
    if found is None:
        return to_sign_in(url_for("support_requests.show", language=language, code=code, _anchor="reply"))
    done_so_far = done()
    typed = Typed(notice=done_so_far)
    if request.method == "POST":
        require_same_origin()
        allow_files()
        state = token_state(request.form.get("token", ""), ANSWER_FORM)
        if state is TokenState.INVALID:
            abort(403)
        kept = taken(address, written, state)
        if kept is None:
            abort(404)
        if not isinstance(kept, Typed):
            return redirect(f"{request.path}?done={'reopened' if kept.is_reopened else 'sent'}", 303)
        typed = kept
    page = answer_page(found, language, ticket, typed, is_kept=request.method == "GET" and bool(done_so_far))
    response = make_response(
        render_template("support_requests/answer.html", page=page), typed.status if page.is_wrong else 200
    )
    response.headers["Cache-Control"] = PRIVATE
    return response


@blueprint.post(f"/{IN_PATH}/requests/<code>/export")
@require_customer
def export(language: str, code: str) -> ResponseReturnValue:
    """Return a finished request as a file."""
    found = customer_store.export(email(), read_code(code) or "")
    if found is None:
        abort(404)
    response = make_response(record(found))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.summary.code}.json"'
    return response


@blueprint.get(f"/{IN_PATH}/requests/<code>/print")
@require_customer
def printable(language: str, code: str) -> ResponseReturnValue:
    """Show a finished request on one page, to be printed."""
    found = own(code)
    if not found.is_finished:
        abort(404)
    return render_template("support_requests/print.html", page=request_page(found, language, Typed()))


@blueprint.get(f"/{IN_PATH}/requests/<code>/files/<int:number>")
@require_customer
def download(language: str, code: str, number: int) -> ResponseReturnValue:
    """Return a file."""
    file = dict(own(code).files).get(number)
    if file is None:
        abort(404)
    return sandboxed(file)


def email() -> str:
    """Return the address of the customer who asks."""
    customer = current_customer()
    assert customer
    return customer.email


def rate_once(address: str, found: OwnRequest, rated: Rated) -> str:
    """Keep a rating, unless there is one; return what ``done`` is to say."""
    return "rated" if customer_store.rate(address, found.summary.code, rated.stars, rated.text) else "rated-before"


def own(code: str) -> OwnRequest:
    """Return a request of the customer who asks; 404 for anything else."""
    found = customer_store.find_own(email(), read_code(code) or "")
    if found is None:
        abort(404)
    return found


def index_page(language: str, text: str, found: tuple[Summary, ...], has_any: bool) -> IndexPage:
    """Return the list."""
    urls = {each: url_for("support_requests.index", language=each, q=text or None) for each in LANGUAGES}
    return IndexPage(
        language=language,
        switch=language_links(language, urls),
        email=email(),
        text=text,
        has_any=has_any,
        open=tuple(line(each, language) for each in found if each.is_open),
        closed=tuple(line(each, language) for each in found if not each.is_open),
        token=customer_token(),
    )


def done() -> str:
    """Return what has just been done, as the address says; one of a few sentences, whatever it says."""
    sentences = {
        "sent": gettext("Your message is with us."),
        "reopened": gettext("Your message is with us, and the request is open again."),
        "rated": gettext("Thank you. The people who worked on it will read this."),
        "rated-before": gettext("You have already rated this request, and that rating stands."),
    }
    said: str = sentences.get(request.args.get("done", ""), "")
    return said


def answer_with(page: RequestPage, status: int = 200) -> Response:
    """Return the page of a request."""
    return make_response(render_template("support_requests/show.html", page=page), status)

"""What is said when there is nothing to show: what happened and where to go on, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, make_response, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    SecurityError,
    TooManyRequests,
)
from werkzeug.http import HTTP_STATUS_CODES

from search import IndexUnavailable
from webapp.database import DatabaseUnavailable
from webapp.http.api_errors import error_response, is_api_request
from webapp.http.incoming import RETRY_S
from webapp.http.limits import WINDOW_S
from webapp.i18n import LANGUAGES, LanguageLink, language_links, page_language
from webapp.sessions import PRIVATE, Unsent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything that ``errors/error.html`` shows."""

    language: str
    switch: tuple[LanguageLink, ...]
    title: str
    explanation: str
    has_search: bool


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """Everything that ``errors/unsent.html`` shows."""

    language: str
    switch: tuple[LanguageLink, ...]
    text: str
    """What somebody wrote, to be copied."""

    sign_in_url: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is said of an error: to a person in the page's language, to a program in English."""

    status: int
    title: str
    explanation: str
    message: str
    """For a program: where: what. remedy."""

    has_search: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    """Answer every error of ``app``: below ``/api/`` with JSON, else with a page."""
    app.register_error_handler(IndexUnavailable, no_index)
    app.register_error_handler(DatabaseUnavailable, no_database)
    app.register_error_handler(InternalServerError, failure)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(TooManyRequests, too_many)
    app.register_error_handler(SecurityError, foreign_host)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Unsent, unsent)


def not_found(error: NotFound) -> Response:
    """Return the answer for an address that leads nowhere."""
    return answer(
        Fault(
            404,
            gettext("We cannot find this page"),
            gettext("The address may be mistyped, or the article has been removed. Search for what you need instead."),
            "path: there is nothing at this address. Use one that the README lists.",
        )
    )


def too_many(error: TooManyRequests) -> Response:
    """Return the answer for somebody who asks too often."""
    return answer(
        Fault(
            429,
            gettext("That was a little too fast"),
            gettext("Too many requests came from your connection. Wait a minute, go back and try again."),
            f"requests: there were too many from this address. Try again in {WINDOW_S} seconds.",
            headers={"Retry-After": str(WINDOW_S)},
        )
    )


def foreign_host(error: SecurityError) -> Response:
    """Return the answer to a name that is none of ``Config.hosts``; a page could not say where it belongs."""
    message = "host: the site does not answer to this name. Use its own address."
    if is_api_request():
        return error_response(400, "bad_host", message)
    return Response(message, 400, mimetype="text/plain")


def refused(error: HTTPException) -> Response:
    """Return the answer for a request that the site does not understand."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    headers = {}
    message = f"request: {error.name.lower()}. Mend it as the README describes."
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
        message = f"method: not allowed here. Use {headers['Allow']}."
    return answer(
        Fault(
            error.code,
            gettext("That did not work"),
            gettext("The site could not understand what your browser asked for. Start again from the home page."),
            message,
            headers=headers,
        )
    )


def unsent(error: Unsent) -> Response:
    """Return the page that gives back what was written in a page whose session is over."""
    language = page_language()
    page = UnsentPage(language, home_links(language), error.text, error.sign_in_url)
    response = make_response(render_template("errors/unsent.html", page=page), error.status)
    response.headers["Cache-Control"] = PRIVATE
    return response


def no_index(error: IndexUnavailable) -> Response:
    """Return the answer for the time when there are no articles to show."""
    log.error("%s", error, extra={"repeats": True})
    return unavailable(gettext("The help centre is not available right now"), "index: there is none to search.")


def no_database(error: DatabaseUnavailable) -> Response:
    """Return the answer for the time when nothing can be stored."""
    log.error("%s", error, extra={"repeats": True})
    return unavailable(gettext("This is not available right now"), "database: it cannot be reached.")


def unavailable(title: str, what: str) -> Response:
    """Return the answer for something that will work again later."""
    return answer(
        Fault(
            503,
            title,
            gettext("We are working on it. Please try again in a few minutes."),
            f"{what} Try again in {RETRY_S} seconds.",
            has_search=False,
            headers={"Retry-After": str(RETRY_S)},
        )
    )


def failure(error: InternalServerError) -> Response:
    """Return the answer for a fault of ours; Flask has logged it."""
    return answer(
        Fault(
            500,
            gettext("Something went wrong on our side"),
            gettext("It is not your fault, and we have made a note of it. Please try again in a moment."),
            "server: something failed on our side. Try again.",
        )
    )


def answer(fault: Fault) -> Response:
    """Return ``fault`` as whoever asked reads it."""
    if is_api_request():
        code = HTTP_STATUS_CODES[fault.status].lower().replace(" ", "_")  # HTTPStatus was renamed in Python 3.13
        return error_response(fault.status, code, fault.message, fault.headers)
    language = page_language()
    page = ErrorPage(language, home_links(language), fault.title, fault.explanation, fault.has_search)
    response = make_response(render_template("errors/error.html", page=page), fault.status)
    response.headers.update(fault.headers)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def home_links(language: str) -> tuple[LanguageLink, ...]:
    """Return the switch of a page that has no address of its own in other languages."""
    return language_links(language, {code: url_for("help_centre.home", language=code) for code in LANGUAGES})

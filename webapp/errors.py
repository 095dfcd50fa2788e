"""What a visitor sees when there is no page to show: what happened and where to go on, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from search import IndexUnavailable
from webapp.i18n import LANGUAGES, LanguageLink, language_links, page_language

RETRY_S = 30
"""When to come back while there is no index, in seconds."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything that ``errors/error.html`` shows."""

    language: str
    switch: tuple[LanguageLink, ...]
    title: str
    explanation: str
    has_search: bool


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` with a page."""
    app.register_error_handler(IndexUnavailable, unavailable)
    app.register_error_handler(InternalServerError, failure)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(HTTPException, refused)


def not_found(error: NotFound) -> Response:
    """Return the page for an address that leads nowhere."""
    return error_page(
        404,
        gettext("We cannot find this page"),
        gettext("The address may be mistyped, or the article has been removed. Search for what you need instead."),
    )


def refused(error: HTTPException) -> Response:
    """Return the page for a request that the site does not understand."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return error_page(
        error.code,
        gettext("That did not work"),
        gettext("The site could not understand what your browser asked for. Start again from the home page."),
        headers=headers,
    )


def unavailable(error: IndexUnavailable) -> Response:
    """Return the page for the time when there are no articles to show."""
    log.error("%s", error)
    return error_page(
        503,
        gettext("The help centre is not available right now"),
        gettext("We are working on it. Please try again in a few minutes."),
        has_search=False,
        headers={"Retry-After": str(RETRY_S)},
    )


def failure(error: InternalServerError) -> Response:
    """Return the page for a fault of ours; Flask has logged it."""
    return error_page(
        500,
        gettext("Something went wrong on our side"),
        gettext("It is not your fault, and we have made a note of it. Please try again in a moment."),
    )


def error_page(
    status: int, title: str, explanation: str, *, has_search: bool = True, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the page that says ``title`` and ``explanation`` in the language of the address."""
    language = page_language()
    homes = {code: url_for("help_centre.home", language=code) for code in LANGUAGES}
    page = ErrorPage(language, language_links(language, homes), title, explanation, has_search)
    response = make_response(render_template("errors/error.html", page=page), status)
    response.headers.update(headers or {})
    response.vary.add("Accept-Language")
    return response

"""Signing in at the desk, signing out, and the language it is read in."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.attempts import tries_at
from webapp.database import accounts_store, agents_store
from webapp.desk.blueprint import blueprint
from webapp.desk.frame import asker
from webapp.desk.pages import SignInPage
from webapp.http.form_tokens import TokenState, new_token, require_same_origin, token_state
from webapp.i18n import LANGUAGES, language_links, page_language
from webapp.known_devices import remember
from webapp.sessions import current_agent, end_agent, local_path, require_agent, start_agent
from webapp.texts.email_addresses import EMAIL_LETTERS
from webapp.texts.typed import one_line

PURPOSE = "desk sign-in"

PASSWORD_LETTERS = 1_000
"""What is read of a password, in characters."""


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on."""
    target = local_path(request.args.get("next", ""))
    if current_agent():
        return redirect(target or url_for("desk.queue"), 303)
    return sign_in_page("", target, "", 200)


@blueprint.post("/sign-in")
def use_password() -> ResponseReturnValue:
    """Sign in with e-mail and password; what is wrong is not said, and guessing is slowed down."""
    require_same_origin()
    email = one_line(request.form.get("email", ""))[:EMAIL_LETTERS]
    target = local_path(request.form.get("next", ""))
    if token_state(request.form.get("token", ""), PURPOSE) in (TokenState.INVALID, TokenState.EXPIRED):
        return sign_in_page(email, target, gettext("This page was open for too long. Please try again."), 403)
    tries = tries_at(account_of(email))
    if not accounts_store.may_try(tries):
        return sign_in_page(email, target, gettext("Too many attempts. Wait fifteen minutes and try again."), 429)
    agent = agents_store.check_password(email, request.form.get("password", "")[:PASSWORD_LETTERS])
    if agent is None:
        error = gettext("The e-mail address and password do not match. Check both and try again.")
        return sign_in_page(email, target, error, 422)
    accounts_store.forget_attempts(tries)
    response = redirect(target or url_for("desk.queue"), 303)
    start_agent(response, agent.id)
    remember(response, account_of(email))
    return response


def account_of(email: str) -> str:
    """Return what tries to sign in as an agent are counted for."""
    return f"agent {email}"


@blueprint.post("/sign-out")
@require_agent()
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    response = redirect(url_for("desk.sign_in"), 303)
    end_agent(response)
    return response


@blueprint.post("/language")
@require_agent()
def choose_language() -> ResponseReturnValue:
    """Keep the language that the agent reads the desk in."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    agents_store.set_language(asker().id, language)
    return redirect(local_path(request.form.get("next", "")) or url_for("desk.queue"), 303)


def sign_in_page(email: str, target: str, error: str, status: int) -> Response:
    """Return the form, with what is wrong."""
    language = page_language()
    urls = {code: url_for("desk.sign_in", language=code, next=target or None) for code in LANGUAGES}
    page = SignInPage(language, language_links(language, urls), email, target, new_token(PURPOSE), error)
    response = make_response(render_template("desk/sign_in.html", page=page), status)
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.update(("Accept-Language", "Cookie"))
    return response

"""What every agent looks after themselves: their password, and where they are signed in."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.attempts import tries_of_session
from webapp.database import accounts_store, agents_store
from webapp.database.accounts_store import OpenSession, SignedIn
from webapp.database.agents_store import LONGEST_PASSWORD, PASSWORD_LETTERS
from webapp.desk.blueprint import blueprint, short_moment
from webapp.desk.frame import asker, frame
from webapp.desk.pages import AccountPage
from webapp.places import places_of, sign_out_elsewhere, sign_out_of
from webapp.sessions import agent_session, require_agent, start_agent


@blueprint.get("/account")
@require_agent()
def account() -> ResponseReturnValue:
    """Show the agent's own account."""
    return account_page({}, 200)


@blueprint.post("/account/password")
@require_agent()
def change_password() -> ResponseReturnValue:
    """Give the agent another password and sign them out everywhere else; guessing the present one is slowed down."""
    me = asker()
    password = request.form.get("password", "")
    errors = errors_of(password, request.form.get("again", ""))
    if errors:
        return account_page(errors, 422)
    tries = tries_of_session(this_session().key_hash)
    if not accounts_store.may_try(tries):
        return account_page({"present": gettext("Too many attempts. Wait fifteen minutes and try again.")}, 429)
    if agents_store.check_password(me.email, request.form.get("present", "")) is None:
        return account_page({"present": gettext("This is not your current password. Try again.")}, 422)
    accounts_store.forget_attempts(tries)
    agents_store.set_password(me.id, password, by_agent_id=me.id)
    response = redirect(url_for("desk.account", done="password"), 303)
    start_agent(response, me.id)
    return response


@blueprint.post("/account/sign-out/<int:session_id>")
@require_agent()
def revoke(session_id: int) -> ResponseReturnValue:
    """End one of the agent's sessions."""
    sign_out_of(this_session(), session_id)
    return redirect(url_for("desk.account", done="signed-out"), 303)


@blueprint.post("/account/sign-out-elsewhere")
@require_agent()
def revoke_others() -> ResponseReturnValue:
    """End all sessions of the agent but this one."""
    sign_out_elsewhere(this_session())
    return redirect(url_for("desk.account", done="signed-out"), 303)


def this_session() -> SignedIn:
    """Return the session of the agent who asks."""
    found = agent_session()
    assert found is not None, "the view lets in somebody who is no agent"
    return found


def errors_of(password: str, again: str) -> dict[str, str]:
    """Return field -> what is wrong with a new password."""
    if wrong := wrong_with_password(password):
        return {"password": wrong}
    return {} if again == password else {"again": gettext("The passwords do not match. Type the new one twice.")}


def wrong_with_password(password: str) -> str:
    """Return why nobody may have ``password``; empty where they may."""
    if PASSWORD_LETTERS <= len(password) <= LONGEST_PASSWORD:
        return ""
    return str(gettext("Use a password of at least %(letters)s characters.", letters=PASSWORD_LETTERS))


def sign_out_url(place: OpenSession) -> str:
    """Return the address that ends a session."""
    if place.id == this_session().id:
        return url_for("desk.sign_out")
    return url_for("desk.revoke", session_id=place.id)


def account_page(errors: dict[str, str], status: int) -> Response:
    """Return the page, with what is wrong."""
    page = AccountPage(
        frame=frame("account", url_for("desk.account")),
        places=places_of(this_session(), short_moment, sign_out_url),
        errors=errors,
        password_letters=PASSWORD_LETTERS,
    )
    return make_response(render_template("desk/account.html", page=page), status)

"""For admins: how answers were rated, and who works here."""

from __future__ import annotations

import logging

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.articles.knowledge_base import knowledge_base
from webapp.database import agents_store, queue_store
from webapp.database.agents_store import PASSWORD_LETTERS, AgentRefused, EmailTaken, LastAdmin, NewAgent
from webapp.database.kinds import LARGEST_ID, AgentRole
from webapp.database.queue_store import RATED_DAYS
from webapp.desk.account_views import wrong_with_password
from webapp.desk.blueprint import blueprint
from webapp.desk.frame import asker, frame
from webapp.desk.pages import Choice, Member, RatingsPage, Star, TeamPage
from webapp.desk.words import ROLES, decision_text, in_words
from webapp.i18n import LANGUAGES, page_language
from webapp.sessions import require_agent
from webapp.texts.email_addresses import ascii_address
from webapp.texts.typed import one_line

NAME_LETTERS = 100
"""Longest name, in characters."""

STARS = (5, 4, 3, 2, 1)

log = logging.getLogger(__name__)


@blueprint.get("/ratings")
@require_agent(AgentRole.ADMIN)
def ratings() -> ResponseReturnValue:
    """Show how answers were rated lately."""
    found = queue_store.ratings()
    page = RatingsPage(
        frame=frame("ratings"),
        ratings=found,
        stars=tuple(Star(stars, found.counts.get(stars, 0)) for stars in STARS),
        days=RATED_DAYS,
        urls={each.code: url_for("desk.request_page", code=each.code) for each in found.texts},
        decisions=decisions(),
    )
    return render_template("desk/ratings.html", page=page)


def decisions() -> dict[str, str]:
    """Return language by name -> what the decision between articles and form was set from."""
    try:
        found = knowledge_base().thresholds()
    except Exception:  # the desk works without an index
        log.exception("The thresholds cannot be read; the desk does not say what they were set from.")
        return {}
    return {LANGUAGES[code].name: decision_text(each) for code, each in found.items() if code in LANGUAGES}


@blueprint.get("/team")
@require_agent(AgentRole.ADMIN)
def team() -> ResponseReturnValue:
    """Show who works here."""
    return team_page({}, "", 200)


@blueprint.post("/team")
@require_agent(AgentRole.ADMIN)
def add_agent() -> ResponseReturnValue:
    """Add somebody to the team."""
    new = NewAgent(
        email=one_line(request.form.get("email", "")),
        name=one_line(request.form.get("name", ""))[:NAME_LETTERS],
        role=role_of(request.form.get("role", "")),
        language=language_of(request.form.get("language", "")),
        password=request.form.get("password", ""),
    )
    errors = errors_of(new)
    if errors:
        return team_page(errors, "", 422)
    try:
        agents_store.add(new, asker().id)
    except EmailTaken:
        return team_page({"email": gettext("Somebody in the team already has this address. Use another.")}, "", 409)
    return redirect(url_for("desk.team", done="added"), 303)


@blueprint.post("/team/<int:agent_id>")
@require_agent(AgentRole.ADMIN)
def change_agent(agent_id: int) -> ResponseReturnValue:
    """Let somebody in or keep them out, or give them another role."""
    if agent_id > LARGEST_ID:
        abort(404)
    do = request.form.get("do", "")
    try:
        match do:
            case "enable" | "disable":
                changed = agents_store.set_active(agent_id, do == "enable", asker().id)
            case "agent" | "admin":
                changed = agents_store.set_role(agent_id, AgentRole(do), asker().id)
            case _:
                abort(400)
    except AgentRefused as error:
        return team_page({}, refusal(error), 409)
    if changed is None:
        abort(404)
    if agent_id == asker().id:  # who is no admin any more, or not signed in, has no page to go back to
        return redirect(url_for("desk.queue"), 303)
    return redirect(url_for("desk.team", done="changed"), 303)


def refusal(error: AgentRefused) -> str:
    """Return why a change was not made."""
    if isinstance(error, LastAdmin):
        return str(gettext("This is the only admin. Make somebody else an admin first."))
    return str(error)


def errors_of(new: NewAgent) -> dict[str, str]:
    """Return field -> what is wrong with it."""
    errors = {}
    if not new.name:
        errors["name"] = gettext("Enter a name; customers see it.")
    if ascii_address(new.email) is None:
        errors["email"] = gettext("This is not a complete e-mail address. Write it like name@example.com.")
    if wrong := wrong_with_password(new.password):
        errors["password"] = wrong
    return errors


def role_of(value: str) -> AgentRole:
    """Return the role that the form names, the lesser one where it names none."""
    return AgentRole.ADMIN if value == AgentRole.ADMIN else AgentRole.AGENT


def language_of(value: str) -> str:
    """Return the language that the form names, that of the page where it names none."""
    return value if value in LANGUAGES else page_language()


def team_page(errors: dict[str, str], notice: str, status: int) -> Response:
    """Return the page, with what is wrong and what was typed."""
    me = asker()
    open_requests = queue_store.open_counts()
    language = language_of(request.form.get("language", ""))
    role = role_of(request.form.get("role", ""))
    page = TeamPage(
        frame=frame("team", url_for("desk.team")),
        members=tuple(
            Member(each, in_words(ROLES, each.role), open_requests.get(each.id, 0), each.id == me.id)
            for each in agents_store.everybody()
        ),
        languages=tuple(Choice(each.code, each.name, each.code == language) for each in LANGUAGES.values()),
        roles=tuple(Choice(each, in_words(ROLES, each), each is role) for each in AgentRole),
        name=one_line(request.form.get("name", "")) if errors else "",
        email=one_line(request.form.get("email", "")) if errors else "",
        errors=errors,
        notice=notice,
        password_letters=PASSWORD_LETTERS,
    )
    return make_response(render_template("desk/team.html", page=page), status)

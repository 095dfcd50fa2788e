"""The desk of the support team: its address, and the language that each agent reads it in."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, request
from flask_babel import format_datetime, format_decimal

from webapp.i18n import LANGUAGES, answer_in
from webapp.sessions import current_agent

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@blueprint.before_request
def speak_their_language() -> None:
    """Answer an agent in the language they chose, anybody else in the one asked for or the browser's."""
    agent = current_agent()
    asked = request.args.get("language", "")
    if agent and agent.language in LANGUAGES:
        answer_in(agent.language)
    elif asked in LANGUAGES:
        answer_in(asked)


@blueprint.app_template_filter("short_moment")
def short_moment(time: datetime) -> str:
    """Return ``time`` as the language of the page writes it, to the minute."""
    written: str = format_datetime(time, "short")
    return written


@blueprint.app_template_filter("decimal")
def decimal(number: float) -> str:
    """Return ``number`` with one decimal, as the language of the page writes it."""
    written: str = format_decimal(round(number, 1), "0.0")
    return written

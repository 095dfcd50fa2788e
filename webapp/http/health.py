"""Whether the process lives, and whether it can do its work; asked by whatever keeps it running."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from search import IndexUnavailable
from webapp.articles.knowledge_base import knowledge_base
from webapp.config import config
from webapp.database import DatabaseUnavailable, database, outbox_store
from webapp.mail.sending import how_mail_leaves

LEAST_FREE_BYTES = 256 * 1024 * 1024
"""Free room where the site's data lie below which an operator should look: four forms with as many files as may be."""

OLDEST_LETTER = timedelta(minutes=15)
"""How long a letter may be overdue before nobody seems to send any."""

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Return that the process answers; nothing else is looked at."""
    return report(HTTPStatus.OK, {"status": "alive"})


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Return what works: 503 without index or database, ``degraded`` where somebody should look soon."""
    generation = generation_that_answers()
    required = {"index": bool(generation), "database": database().is_writable()}
    watched = {"disk": has_room(), "outbox": letters_leave()}
    is_ready = all(required.values())
    status = ("ready" if all(watched.values()) else "degraded") if is_ready else "not ready"
    found = {
        "status": status,
        "generation": generation,
        **required,
        **watched,
        "mail": how_mail_leaves(config()),
        "decision": thresholds_in_force(),
    }
    return report(HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE, found)


def generation_that_answers() -> str:
    """Return the name of the generation that a question was just answered from, nothing where it was not."""
    try:
        searcher = knowledge_base().searcher()
        for language in searcher.languages[:1]:
            for head in searcher.heads(language)[:1]:
                knowledge_base().search(head.title, language, limit=1)
    except IndexUnavailable:
        return ""
    return searcher.content


def thresholds_in_force() -> dict[str, dict[str, str | int]]:
    """Return language -> what its thresholds were set from, and from how much; nothing without an index."""
    try:
        found = knowledge_base().thresholds()
    except IndexUnavailable:
        return {}
    return {
        language: {
            "source": each.source,
            "questions": each.questions,
            "traffic": each.traffic,
            "judged": each.judged,
        }
        for language, each in found.items()
    }


def has_room() -> bool:
    """Return whether the disk has room for what customers send."""
    try:
        return shutil.disk_usage(config().instance).free >= LEAST_FREE_BYTES
    except OSError:
        return False


def letters_leave() -> bool:
    """Return whether no letter has been overdue for long."""
    try:
        since = outbox_store.waiting_since()
    except DatabaseUnavailable:
        return False
    return since is None or datetime.now(UTC) - since < OLDEST_LETTER


def report(status: HTTPStatus, found: dict[str, object]) -> Response:
    """Return ``found``, kept by nobody."""
    return Response(json.dumps(found), status, {"Cache-Control": "no-store"}, mimetype="application/json")

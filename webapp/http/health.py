"""Whether the process lives, and whether it can do its work; asked by whatever keeps it running."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from search import IndexUnavailable
from webapp.articles.knowledge_base import knowledge_base
from webapp.database import database

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Return that the process answers; nothing else is looked at."""
    return report(HTTPStatus.OK, {"status": "alive"})


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Return the generation that answers and whether the database does; 503 where one of them does not."""
    try:
        generation = knowledge_base().searcher().content
    except IndexUnavailable:
        generation = ""
    has_database = database().is_ready()
    is_ready = bool(generation) and has_database
    return report(
        HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
        {"status": "ready" if is_ready else "not ready", "generation": generation, "database": has_database},
    )


def report(status: HTTPStatus, found: dict[str, object]) -> Response:
    """Return ``found``, kept by nobody."""
    return Response(json.dumps(found), status, {"Cache-Control": "no-store"}, mimetype="application/json")

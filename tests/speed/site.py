"""The site under gunicorn, with a route beside it that answers the same JSON always."""

from __future__ import annotations

from flask import Flask, Response, jsonify

import webapp
from tests.speed.engines import SHOWN

SUGGEST = "/api/v1/suggest"
STATIC = "/benchmark/static"
ANSWER = {"hits": [{"title": "Mi cuenta está bloqueada", "url": "/es/", "snippet": "Se desbloquea solo."}] * SHOWN}


def create_app() -> Flask:
    """Return the site that the environment describes, and the route to compare with."""
    app = webapp.create_app()
    app.add_url_rule(STATIC, view_func=static_answer)
    return app


def static_answer() -> Response:
    """Answer without looking at the request."""
    return jsonify(ANSWER)

"""The site under gunicorn, with a route beside it that answers the same JSON always."""

from __future__ import annotations

import json

from flask import Flask, Response, jsonify, request

import webapp
from tests.speed.corpora import LANGUAGE
from tests.speed.engines import SHOWN
from webapp.knowledge_base import knowledge_base

SUGGEST = "/api/v1/suggest"
STAND_IN = "/benchmark/suggest"
STATIC = "/benchmark/static"
ANSWER = {"hits": [{"title": "Mi cuenta está bloqueada", "url": "/es/", "snippet": "Se desbloquea solo."}] * SHOWN}


def create_app() -> Flask:
    """Return the site that the environment describes, and the routes to measure."""
    app = webapp.create_app()
    app.add_url_rule(STATIC, view_func=static_answer)
    app.add_url_rule(STAND_IN, view_func=suggest)
    return app


def suggest_path(app: Flask) -> str:
    """Return the route that suggests: the site's own where it has one."""
    return SUGGEST if any(rule.rule == SUGGEST for rule in app.url_map.iter_rules()) else STAND_IN


def static_answer() -> Response:
    """Answer without looking at the request."""
    return jsonify(ANSWER)


def suggest() -> Response:
    """Answer what a suggestion needs: title, address and snippet of the first hits."""
    results = knowledge_base().searcher().search(request.args["q"], request.args.get("language", LANGUAGE), SHOWN)
    hits = [
        {"title": hit.article.title, "url": f"/{hit.article.article_id}", "snippet": hit.snippet.text}
        for hit in results.hits
    ]
    return Response(json.dumps({"hits": hits}, ensure_ascii=False), mimetype="application/json")

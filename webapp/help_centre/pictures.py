"""Pictures in articles: by the hash of their content, so that a browser never asks twice."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, send_file

from webapp.config import config

FOLDER = "pictures"
"""In the folder of the index, which says what lies there."""

NAME = re.compile(r"[0-9a-f]{32}\.([a-z]{3,4})")
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}
YEAR_S = 31_536_000
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""An SVG opened by itself is a document: it may be drawn, on an origin of its own, and run nothing."""

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<name>")
def picture(name: str) -> Response:
    """Send a picture that an article shows."""
    found = NAME.fullmatch(name)
    if found is None or found[1] not in TYPES:
        abort(404)
    path = (config().settings.index / FOLDER / name).resolve()
    try:
        response = send_file(path, TYPES[found[1]], etag=name, max_age=YEAR_S)
    except (FileNotFoundError, IsADirectoryError):
        abort(404)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = POLICY
    return response

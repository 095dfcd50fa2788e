"""Addresses of static files that change with their content, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

VERSION_LETTERS = 12
"""Hexadecimal digits of the hash that stand in an address."""

YEAR_S = 31_536_000


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` the function ``static_url``, and its static files their cache headers."""
    versions = versions_of(Path(app.static_folder or "static"))

    @app.template_global()
    def static_url(filename: str) -> str:
        """Return the address of this content of ``filename``."""
        return url_for("static", filename=filename, v=versions[filename])

    @app.after_request
    def keep_for_good(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            filename = (request.view_args or {}).get("filename", "")
            if request.args.get("v") == versions.get(filename):
                response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return response


def versions_of(folder: Path) -> dict[str, str]:
    """Return file name -> start of the hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:VERSION_LETTERS]
        for path in folder.rglob("*")
        if path.is_file()
    }

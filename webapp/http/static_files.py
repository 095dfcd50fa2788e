"""Static files, read once and compressed once; addresses change with the content, so that browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]  # ships no types
from flask import Flask, Response, abort, request, url_for

from webapp.site import Site

STATIC = Path(__file__).parent.parent / "static"
STYLE_SHEET = "site.css"
KEPT = "kept.js"
SCRIPTS = ("site.js", "desk.js")
ICON = "icon.svg"

VERSION_LETTERS = 12
"""Hexadecimal digits of the hash that stand in an address."""

YEAR_S = 31_536_000

BROTLI_QUALITY = 11
GZIP_LEVEL = 9
"""The best each can do: it is done once."""

SMALLEST_GAIN = 0.9
"""A file is only sent compressed where that is at most this share of it."""


CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=BROTLI_QUALITY)),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}
"""Content coding -> what makes it, the smallest first."""


class StaticFile:
    """One file in every form it is sent in; each is made when it is first asked for, and kept."""

    def __init__(self, name: str, body: bytes) -> None:
        self.body = body
        self.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.version = hashlib.sha256(body).hexdigest()[:VERSION_LETTERS]
        self._compressed: dict[str, bytes] = {}

    def compressed(self, coding: str) -> bytes | None:
        """Return the file in ``coding``, None where that does not make it smaller."""
        if coding not in self._compressed:
            self._compressed[coding] = CODINGS[coding](self.body)
        found = self._compressed[coding]
        return found if len(found) <= SMALLEST_GAIN * len(self.body) else None


def init_app(app: Flask, site: Site) -> None:
    """Serve the static files of ``app``; templates know the address of each by ``static_url``."""
    files = {name: StaticFile(name, body) for name, body in contents(STATIC, site)}
    app.jinja_env.globals["icon_url"] = data_url(files[ICON])

    @app.template_global()
    def static_url(filename: str) -> str:
        """Return the address of this content of ``filename``."""
        return url_for("static", filename=filename, v=files[filename].version)

    @app.get("/static/<path:filename>", endpoint="static")
    def serve(filename: str) -> Response:
        if filename not in files:
            abort(404)
        return response_of(files[filename])


def contents(folder: Path, site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all files: those of ``folder``, with the colours of ``site``, and its logo.

    Each page loads one script; what keeps forms stands behind those of customers and of agents.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield name, path.read_bytes() + behind(path, name, site)
    if site.logo:
        yield site.logo_name, site.logo.read_bytes()


def behind(path: Path, name: str, site: Site) -> bytes:
    """Return what is sent behind the file ``name`` at ``path``."""
    if name in SCRIPTS:
        return path.with_name(KEPT).read_bytes()
    return site.style.encode() if name == STYLE_SHEET else b""


def response_of(file: StaticFile) -> Response:
    """Return ``file`` in the form that the browser likes best."""
    coding = request.accept_encodings.best_match(CODINGS) or ""
    compressed = file.compressed(coding) if coding else None
    response = Response(compressed or file.body, mimetype=file.mimetype)
    if compressed:
        response.content_encoding = coding
    response.vary.add("Accept-Encoding")
    response.set_etag(file.version, weak=True)
    is_this = request.args.get("v") == file.version
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable" if is_this else "no-cache"
    response.make_conditional(request)
    return response


def data_url(file: StaticFile) -> str:
    """Return ``file`` as an address that holds it, so that a page needs no request for it."""
    return f"data:{file.mimetype},{quote(file.body)}"

"""The envelope of a request, checked before it is used: the name it was sent to, the body as it is read, redirects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv6Address
from typing import IO, TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, SecurityError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = re.compile(r"(?P<name>[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:(?P<port>[0-9]{1,5}))?")
LARGEST_PORT = 65_535
NO_NAME = "invalid."
"""Stands for a name that is none, since everything below reads it. RFC 6761, section 6.4."""

BAD_HOST = "ventanilla.bad_host"
"""In the environment of a request that was sent to something that is no name."""

NOWHERE = SplitResult("", "", "", "", "")


class Envelope:
    """Hands requests on with a name that can be read and a body that fails as the sender's fault."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the site does."""
        if not is_host(environ.get("HTTP_HOST", "")):
            environ["HTTP_HOST"] = NO_NAME
            environ[BAD_HOST] = True
        environ["wsgi.input"] = Body(environ["wsgi.input"])
        return self._app(environ, start_response)


class Body:
    """What is read of a body; whatever goes wrong is a bad request, since only the sender can have done it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, *size: int) -> bytes:
        """Return what the server gives."""
        return self._tried(self._stream.read, *size)

    def readline(self, *size: int) -> bytes:
        """Return what the server gives."""
        return self._tried(self._stream.readline, *size)

    def __iter__(self) -> Iterator[bytes]:
        """Yield line by line."""
        return iter(self.readline, b"")

    def _tried(self, read: Callable[..., bytes], *size: int) -> bytes:
        try:
            return read(*size)
        except Exception as error:  # each server has its own errors
            raise BadRequest from error


def init_app(app: Flask) -> None:
    """Check every request of ``app``; must come before what reads requests or changes responses."""
    app.wsgi_app = Envelope(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(require_host)
    app.after_request(stay_here)


def require_host() -> None:
    """Refuse what was sent to no name."""
    if BAD_HOST in request.environ:
        raise SecurityError("the name is none")


def stay_here(response: Response) -> Response:
    """Redirect within the site by path, so that no answer holds a name that a stranger wrote."""
    location = response.headers.get("Location", "")
    if location and location.startswith(request.host_url):
        response.headers["Location"] = "/" + location.removeprefix(request.host_url).lstrip("/")
        response.set_data(b"")
    return response


def is_host(value: str) -> bool:
    """Return whether ``value`` names a host and perhaps a port; nothing is said by who speaks HTTP/1.0."""
    if not value:
        return True
    found = HOST.fullmatch(value)
    if found is None or int(found["port"] or 0) > LARGEST_PORT:
        return False
    try:
        if found["name"].startswith("["):
            IPv6Address(found["name"][1:-1])
        else:
            found["name"].encode().decode("idna").encode("idna")  # raises for bad punycode and for labels of 0 or 64
    except ValueError:
        return False
    return True


def address_parts(address: str | None) -> SplitResult:
    """Return the parts of an address that a browser named, nothing where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return NOWHERE

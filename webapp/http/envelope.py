"""What a request is wrapped in, looked at before anything believes it: a host that is one, a body that can be read."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from flask import Flask
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Response

HOST = re.compile(
    r"(?:(?!-)[A-Za-z0-9_-]{1,63}(?:\.(?!-)[A-Za-z0-9_-]{1,63})*\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
"""Labels of RFC 1123, an address in brackets, perhaps a port."""

HOST_LETTERS = 261
"""A name of 253, a colon, a port and what is to spare."""

log = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Look at the envelope of every request to ``app`` first."""
    app.wsgi_app = Envelope(app.wsgi_app)  # type: ignore[method-assign]


class Envelope:
    """Refuses what cannot be understood with 400; what fails outside the site's handlers is a 500 without a trace."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        if not is_host(environ.get("HTTP_HOST", "")):
            return plain(400, "host: this is no name of a site. Use its own address.")(environ, start_response)
        environ["wsgi.input"] = ReadableBody(environ["wsgi.input"])
        try:
            return self._inner(environ, start_response)
        except Exception as error:
            log.error("A request failed outside the site.", exc_info=error)
            return plain(500, "server: something failed on our side. Try again.")(environ, start_response)


class ReadableBody:
    """The body of a request, of which a part that cannot be read is the fault of whoever sent it."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes; ClientDisconnected, a 400, where they do not come or make no sense."""
        return self._read(self._body.read, size)

    def readline(self, size: int = -1) -> bytes:
        """Return the next line, or ``size`` bytes of it; ClientDisconnected as ``read``."""
        return self._read(self._body.readline, size)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        return iter(self.readline, b"")

    def _read(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except Exception as error:  # each server has its own errors for chunks that are none
            raise ClientDisconnected from error


def is_host(name: str) -> bool:
    """Return whether ``name`` can be that of a host; a request may come without one."""
    if not name:
        return True
    if len(name) > HOST_LETTERS or not HOST.fullmatch(name):
        return False
    try:
        name.encode().decode("idna")  # as Werkzeug does wherever it writes an address
    except UnicodeError:
        return False
    return True


def plain(status: int, message: str) -> Response:
    """Return ``message`` as text; a page could not say where it belongs."""
    return Response(message + "\n", status, mimetype="text/plain")

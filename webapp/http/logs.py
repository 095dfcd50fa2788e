"""One line of JSON for each request and each fault: what a program did, never who asked or what for."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream

from webapp.articles.knowledge_base import knowledge_base
from webapp.config import Config

LOGGER = "webapp"
"""Parent of the loggers of all modules here, and the one of Flask."""

REPEAT_S = 60.0
"""How often a trouble that lasts is written, in seconds."""

FaultInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

faults_log = logging.getLogger(LOGGER)
requests_log = logging.getLogger("webapp.requests")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a request brings its own fields."""
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        request_fields = getattr(record, "request_fields", None)
        if isinstance(request_fields, dict):
            fields |= request_fields
        else:
            fields |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            fields["trace"] = trace(record.exc_info[1])
        return json.dumps(fields, ensure_ascii=False)


def trace(error: BaseException) -> str:
    """Return where ``error`` arose and what led to it, by name: what errors say may hold what was asked."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = "".join(traceback.format_tb(error.__traceback__))
    return (trace(before) if before else "") + f"Traceback:\n{frames}{type(error).__qualname__}\n"


class Seldom(logging.Filter):
    """Lets what is said of a lasting trouble through once in ``REPEAT_S``: records that bring ``repeats``."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said_s: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether ``record`` is written."""
        if not getattr(record, "repeats", False):
            return True
        now_s = self._clock()
        message = record.getMessage()
        self._said_s = {each: said_s for each, said_s in self._said_s.items() if now_s - said_s < REPEAT_S}
        return self._said_s.setdefault(message, now_s) == now_s


class OwnHandler(logging.StreamHandler):  # type: ignore[type-arg]  # the stream stands for whichever is the server's
    """The handler of this module, told from others by its class."""


def init_app(app: Flask, config: Config) -> None:
    """Write the lines of ``app`` to where its server writes errors; must come before what changes responses."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(config.log_level.upper())
    if not any(isinstance(each, OwnHandler) for each in logger.handlers):
        handler = OwnHandler(wsgi_errors_stream)
        handler.setFormatter(JsonLines())
        handler.addFilter(Seldom())
        logger.addHandler(handler)
    app.log_exception = log_fault  # type: ignore[method-assign]  # Flask's own line holds the address
    app.before_request(start)
    app.after_request(write_line)


def log_fault(exc_info: FaultInfo) -> None:
    """Write what went wrong, and in which rule."""
    rule = request.url_rule.rule if request.url_rule else "an unknown address"
    faults_log.error("Exception on %s [%s]", rule, request.method, exc_info=exc_info)


def start() -> None:
    """Remember when the request began."""
    g.began_s = time.perf_counter()


def write_line(response: Response) -> Response:
    """Write the line of the present request."""
    if requests_log.isEnabledFor(logging.INFO):
        began_s = g.get("began_s")
        fields = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": None if began_s is None else round((time.perf_counter() - began_s) * 1000, 2),
            "bytes": response.content_length,
            "generation": knowledge_base().generation,
        }
        requests_log.info("request", extra={"request_fields": fields})
    return response

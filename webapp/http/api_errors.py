"""The one shape in which everything below ``/api/`` says that something went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import HTTPException

PREFIX = "/api/"


class ApiRefusal(HTTPException):
    """A request that cannot be answered as it is: the caller's to mend."""

    def __init__(self, code: str, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        self.code = status
        super().__init__(message, error_response(status, code, message))


def is_api_request() -> bool:
    """Return whether a program asks, which wants no page."""
    return request.path.startswith(PREFIX)


def error_response(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error: ``code`` for programs, ``message`` (where: what. remedy.) for who writes them."""
    body = json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, mimetype="application/json")

"""Tokens that a form must bring back, and the check that it comes from a page of ours."""

from __future__ import annotations

import re
import secrets
from enum import Enum, auto
from time import time

from flask import abort, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from webapp.http.envelope import address_parts

YOUNGEST_S = 2
"""A form sent sooner after its page was made was filled in by a program, in seconds."""

NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
NONCE_BYTES = 16

OLDEST_S = 24 * 3600
"""An older form is shown again, with all that was typed, in seconds."""

TRUSTED_FETCHES = ("same-origin", "none")
"""``Sec-Fetch-Site`` of a form of ours, and of a person who reloads."""


class TokenState(Enum):
    """What a token says about the form that brought it."""

    FRESH = auto()
    EARLY = auto()
    """Younger than ``YOUNGEST_S``."""

    EXPIRED = auto()
    """Older than ``OLDEST_S``."""

    INVALID = auto()
    """Missing, changed, or made for something else."""


def nonce(given: str = "") -> str:
    """Return ``given`` where it can be the name of a form of ours, else a new random one."""
    return given if NONCE.fullmatch(given) else secrets.token_urlsafe(NONCE_BYTES)


def new_token(purpose: str) -> str:
    """Return a token for a form that does ``purpose``, which knows when it was made."""
    return sign(f"token {purpose}", str(int(time())))


def token_state(token: str, purpose: str) -> TokenState:
    """Return what ``token`` says of a form that does ``purpose``."""
    made = unsign(f"token {purpose}", token)
    if made is None:
        return TokenState.INVALID
    age_s = int(time()) - int(made)
    if age_s > OLDEST_S:
        return TokenState.EXPIRED
    return TokenState.EARLY if age_s < YOUNGEST_S else TokenState.FRESH


def sign(purpose: str, value: str) -> str:
    """Return ``value`` in a form that nobody else can make; anyone can read it."""
    written = serializer(purpose).dumps(value)
    return written if isinstance(written, str) else written.decode()


def unsign(purpose: str, signed: str) -> str | None:
    """Return what ``sign`` was given for the same purpose, None for anything else."""
    try:
        value = serializer(purpose).loads(signed)
    except BadData:
        return None
    return value if isinstance(value, str) else None


def serializer(purpose: str) -> URLSafeSerializer:
    """Return the signer for ``purpose``; what one signs, another does not accept."""
    assert current_app.secret_key, "the site has no secret key"
    return URLSafeSerializer(current_app.secret_key, salt=f"ventanilla {purpose}")


def is_same_origin() -> bool:
    """Return whether the request comes from a page of ours, as far as the browser says; programs say nothing."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in TRUSTED_FETCHES
    origin = request.headers.get("Origin")
    return origin is None or address_parts(origin)[:2] == (request.scheme, request.host)


def require_same_origin() -> None:
    """Answer 403 to what another site made the browser send."""
    if not is_same_origin():
        abort(403)

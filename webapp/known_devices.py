"""Browsers that somebody has signed in with: a signed cookie for each account, so that strangers' tries are not theirs.

The cookie opens nothing.  It only says that this browser once had the right password or letter, so it is given an
allowance of its own, which nobody else can use up.  OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from time import time

from flask import current_app, request
from werkzeug.wrappers import Response

from webapp.http.form_tokens import sign, unsign
from webapp.http.visitors import keyed
from webapp.sessions import cookie_name, is_over_tls

KNOWN_FOR = timedelta(days=360)
"""How long a browser stays known after signing in; browsers keep no cookie longer than 400 days."""

NAME_LETTERS = 12
"""Hexadecimal digits of an account in the name of its cookie: people who share a browser have one each."""

ID_BYTES = 16


def remember(response: Response, account: str) -> None:
    """Let the browser that gets ``response`` be known as one of ``account``, such as ``agent ana@example.com``."""
    said = f"{int(time())} {secrets.token_urlsafe(ID_BYTES)}"
    response.set_cookie(
        device_cookie(account),
        sign(purpose(account), said),
        max_age=KNOWN_FOR,
        secure=is_over_tls(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def known_device(account: str) -> str:
    """Return a name for the browser that asks, where somebody has signed in with it as ``account``; else nothing."""
    made, _, name = (unsign(purpose(account), request.cookies.get(device_cookie(account), "")) or "").partition(" ")
    is_known = bool(name) and time() - int(made) < KNOWN_FOR.total_seconds()
    return keyed("device", f"{account.lower()} {name}") if is_known else ""


def device_cookie(account: str) -> str:
    """Return the name of the cookie for ``account``, from which nobody can tell who it is."""
    secret = current_app.secret_key
    assert secret, "the site has no secret key"
    secret = secret if isinstance(secret, bytes) else secret.encode()
    digest = hmac.new(secret, purpose(account).encode(), hashlib.sha256).hexdigest()
    return cookie_name(f"device_{digest[:NAME_LETTERS]}")


def purpose(account: str) -> str:
    """Return what the cookie for ``account`` is signed for; that of another account is not for it."""
    return f"known device of {account.lower()}"

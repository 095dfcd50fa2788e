"""Links in letters that let whoever received one do one thing without signing in."""

from __future__ import annotations

from webapp.http.form_tokens import sign


def rating_purpose(email: str) -> str:
    """Return what the ticket of a letter to ``email`` is good for."""
    return f"rating by {email}"


def rating_ticket(code: str, email: str) -> str:
    """Return what lets ``email`` rate the request with ``code``; the address itself cannot be read from it."""
    return sign(rating_purpose(email), code)

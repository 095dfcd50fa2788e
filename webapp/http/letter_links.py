"""Links in letters that let whoever received one do one thing without signing in."""

from __future__ import annotations

from datetime import date, timedelta

from webapp.http.form_tokens import sign, unsign

ANSWER_DAYS = 60
"""How long a letter lets its reader answer without signing in; afterwards whoever holds it signs in first."""


def rating_purpose(email: str) -> str:
    """Return what the ticket of a letter to ``email`` is good for."""
    return f"rating by {email}"


def rating_ticket(code: str, email: str) -> str:
    """Return what lets ``email`` rate the request with ``code``; the address itself cannot be read from it."""
    return sign(rating_purpose(email), code)


def answering_purpose(email: str) -> str:
    """Return what the ticket for an answer, in a letter to ``email``, is good for."""
    return f"answer by {email}"


def answer_ticket(code: str, email: str, written_on: date) -> str:
    """Return what lets ``email`` answer in the request with ``code``, for ``ANSWER_DAYS`` after ``written_on``."""
    return sign(answering_purpose(email), f"{code} {written_on.isoformat()}")


def may_answer(ticket: str, code: str, email: str, today: date) -> bool:
    """Return whether ``ticket`` lets ``email`` answer in the request with ``code`` on the day ``today``."""
    of_code, _, written_on = (unsign(answering_purpose(email), ticket) or "").partition(" ")
    return of_code == code and today - date.fromisoformat(written_on) <= timedelta(ANSWER_DAYS)

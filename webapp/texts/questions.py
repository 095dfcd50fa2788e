"""What a visitor asked, as the address of any page brings it."""

from __future__ import annotations

from flask import request

QUESTION_LETTERS = 1000
"""What is read of a question, in characters."""


def asked_text() -> str:
    """Return ``?q=`` in one line, empty where nothing was asked."""
    asked = request.args.get("q", "")[:QUESTION_LETTERS]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in asked).split())

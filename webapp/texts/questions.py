"""What a visitor asked, cleaned in one way whichever way it came."""

from __future__ import annotations

import unicodedata

from flask import request

from webapp.texts.typed import one_line

QUESTION_LETTERS = 1000
"""What is kept of a question, in characters."""

READ_LETTERS = 4 * QUESTION_LETTERS
"""What is looked at of one that is not clean yet."""

UNSEEN = "Cf"
"""Category of what joins, parts or turns letters and is no letter: soft hyphens, spaces without width."""


def question(text: str) -> str:
    """Return ``text`` in one line as it is searched for and shown: nothing unseen in words, controls as blanks."""
    read = text[:READ_LETTERS]
    if not read.isprintable():
        read = "".join(each if each.isprintable() else instead_of(each) for each in read)
    return one_line(read)[:QUESTION_LETTERS].strip()


def instead_of(letter: str) -> str:
    """Return what stands for a ``letter`` that is not printed."""
    return "" if unicodedata.category(letter) == UNSEEN else " "


def asked_text() -> str:
    """Return the question in the address, ``?q=``; empty where nothing was asked."""
    return question(request.args.get("q", ""))


def sent_text() -> str:
    """Return the question that a form brings in its field ``q``."""
    return question(request.form.get("q", ""))

"""The words of subjects, by which the desk finds requests: in small letters, without diacritics."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select, true

from search import folded_words
from webapp.database.models import SUBJECT_WORD_LETTERS, RequestRow, SubjectWordRow

LAST_LETTER = "\U0010ffff"
"""Sorts behind all others: every word that begins with ``word`` lies between it and ``word`` with this one behind."""


def subject_words(subject: str) -> frozenset[str]:
    """Return what a request with ``subject`` is found by, a joined word as one and in parts."""
    return frozenset(word[:SUBJECT_WORD_LETTERS] for word in folded_words(subject, with_parts=True))


def says(text: str) -> ColumnElement[bool]:
    """Return the condition that every word of ``text`` begins a word of the subject; none holds for no word."""
    words = {word[:SUBJECT_WORD_LETTERS] for word in folded_words(text)}
    condition: ColumnElement[bool] = true() if words else false()
    for word in sorted(words):
        is_begun = (SubjectWordRow.word >= word) & (SubjectWordRow.word < word + LAST_LETTER)
        condition &= RequestRow.id.in_(select(SubjectWordRow.request_id).where(is_begun))
    return condition

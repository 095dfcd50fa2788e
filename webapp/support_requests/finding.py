"""Search in one's own requests, with the words of the help centre."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.fuzz import ratio

from search import content_keys
from webapp.database.customer_store import Searchable, Summary
from webapp.database.follow_up_codes import read_code

NEAR = 80.0
"""Two words as like as this are taken for one, 0..100."""

NEAR_LETTERS = 5
"""Shorter words are like others by chance."""


def matching(text: str, language: str, requests: Iterable[Searchable]) -> tuple[Summary, ...]:
    """Return those of ``requests`` that hold every word of ``text``, in their order; or the one with that code."""
    code = read_code(text)
    asked = frozenset(content_keys(text, language))
    return tuple(each.summary for each in requests if each.summary.code == code or (asked and holds(each, asked)))


def holds(found: Searchable, asked: frozenset[str]) -> bool:
    """Return whether the words of ``found`` hold each of ``asked``, as it is, longer or misspelt."""
    words = frozenset(content_keys(found.text, found.summary.language))
    return all(word in words or any(is_meant(word, each) for each in words) for word in asked)


def is_meant(asked: str, word: str) -> bool:
    """Return whether whoever typed ``asked`` may mean ``word``."""
    if len(asked) >= NEAR_LETTERS - 2 and word.startswith(asked):
        return True
    return len(asked) >= NEAR_LETTERS and asked.isalpha() and ratio(asked, word) >= NEAR

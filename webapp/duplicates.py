"""Whether two requests are about the same: for customers before they send one twice, and for agents who merge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from search import content_keys

LEAST_LIKENESS = 0.55
"""From here on two requests are taken for one; ``tests/webapp/test_duplicates.py`` holds what that finds and misses."""

LEAST_SHARED = 3.0
"""What they must share, by weight: one word alone is a topic, two are a phrase of it."""

NEAR = 84.0
"""Two long words as like as this are one that was mistyped, or its inflections, 0..100."""

NEAR_LETTERS = 5
"""Shorter words are like others by chance."""

COMPARED_LETTERS = 1_500
"""Beginning of a text that is compared, in characters."""

NUMBER_WEIGHT = 2.0
"""What a number counts: an amount or a date tells one case from another of its kind."""

THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Known:
    """A request that another text may be about as well."""

    code: str
    language: str
    text: str
    """Subject and description."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A request that is likely about the same."""

    code: str
    likeness: float
    """``LEAST_LIKENESS``..1."""


def similar(text: str, language: str, known: Iterable[Known], limit: int = 3) -> tuple[Likely, ...]:
    """Return those of ``known`` that ``text`` is likely about as well, the likeliest first."""
    words = words_of(text, language)
    found = (Likely(each.code, likeness(words, words_of(each.text, each.language))) for each in known)
    likely = [each for each in found if each.likeness >= LEAST_LIKENESS]
    return tuple(sorted(likely, key=lambda each: (-each.likeness, each.code))[:limit])


def words_of(text: str, language: str) -> frozenset[str]:
    """Return the keys of the words of ``text``, numbers in one spelling."""
    return frozenset(content_keys(THOUSANDS.sub("", text[:COMPARED_LETTERS]), language))


def likeness(words: frozenset[str], known: frozenset[str]) -> float:
    """Return which share of the shorter text, by weight, the longer one holds too, 0..1; 0 where that is little."""
    fewer, more = sorted((words, known), key=len)
    shared = [word for word in fewer if is_in(word, more)]
    together = sum(map(weight, shared))
    return together / sum(map(weight, fewer)) if together >= LEAST_SHARED else 0.0


def is_in(word: str, words: frozenset[str]) -> bool:
    """Return whether ``words`` hold ``word``, or one that it is a misspelling of."""
    if word in words:
        return True
    return len(word) >= NEAR_LETTERS and word.isalpha() and any(ratio(word, each, score_cutoff=NEAR) for each in words)


def weight(word: str) -> float:
    """Return what ``word`` counts."""
    return NUMBER_WEIGHT if word.isdigit() else 1.0

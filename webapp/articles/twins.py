"""Hits that a customer cannot tell apart, folded into one: the same article kept once for every product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from search import ArticleHead, Hit

LEAST_LIKENESS = 90.0
"""Of two summaries under one title, 0..100 (normalised indel similarity): below it they say different things."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A hit, and the later ones that say the same."""

    hit: Hit
    twins: tuple[Hit, ...] = ()


def folded(hits: Iterable[Hit]) -> tuple[Fold, ...]:
    """Return ``hits`` in order, each that says the same as an earlier one with that one."""
    folds: list[tuple[Hit, list[Hit]]] = []
    by_title: dict[tuple[str, str], list[tuple[Hit, list[Hit]]]] = {}
    for hit in hits:
        namesakes = by_title.setdefault((hit.article.language, hit.article.title.casefold()), [])
        twins = next((twins for first, twins in namesakes if says_the_same(first.article, hit.article)), None)
        if twins is None:
            namesakes.append((hit, []))
            folds.append(namesakes[-1])
        else:
            twins.append(hit)
    return tuple(Fold(hit, tuple(twins)) for hit, twins in folds)


def says_the_same(one: ArticleHead, other: ArticleHead) -> bool:
    """Return whether two articles of one title and language have summaries that differ by a word or two."""
    return fuzz.ratio(one.summary, other.summary) >= LEAST_LIKENESS

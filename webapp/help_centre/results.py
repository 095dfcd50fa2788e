"""Hits made into a page of results: narrowed by category and language, counted, and cut into pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search import ArticleHead, Hit
from webapp.articles.knowledge_base import Suggestion
from webapp.articles.openings import Opening, has_list, opens, why_open
from webapp.articles.reasons import heading, reason_text
from webapp.articles.twins import Fold, folded
from webapp.help_centre.pages import Outcome

RESULT_HITS = 100
"""Best hits that facets count and pages show; who looks further should ask otherwise."""

LEAST_SHARE = 0.3
"""Of the best hit's confidence; below it a hit holds a word of the question by chance."""

PAGE_HITS = 10
"""Articles on one page of results."""

NEAREST_HITS = 5
"""Articles shown where none seems to answer."""

FACET_VALUES = 12
"""Values listed of a facet, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor narrowed the results to; empty where nothing was chosen."""

    category: str = ""
    language: str = ""


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The part of the hits that one page shows."""

    choice: Choice
    """Without what no hit has."""

    folds: tuple[Fold, ...]
    total: int
    """Folds on all pages."""

    page: int
    """1 and up."""

    pages: int
    categories: tuple[tuple[str, int], ...]
    """(category, folds there), the most frequent first."""

    languages: tuple[tuple[str, int], ...]


def relevant(hits: Sequence[Hit]) -> list[Hit]:
    """Return ``hits`` without those that have hardly anything to do with the question."""
    best = max((hit.confidence for hit in hits), default=0.0)
    return [hit for hit in hits if hit.confidence >= LEAST_SHARE * best]


def worth_showing(suggestion: Suggestion) -> list[Hit]:
    """Return the hits of a page of results: few where none seems to answer, none where no article knows a word."""
    if suggestion.results.is_gibberish and suggestion.decision.band.reaches_form:
        return []
    hits = relevant(suggestion.results.hits) if has_list(suggestion) else []
    return hits[:NEAREST_HITS] if opens(suggestion) is Opening.NONE else hits


def outcome_of(suggestion: Suggestion) -> Outcome:
    """Return what a page of results says of ``suggestion``."""
    opening, decision = opens(suggestion), suggestion.decision
    return Outcome(
        opens=opening,
        opens_text=why_open(opening),
        reason=reason_text(decision),
        heading=heading(decision),
        is_question=decision.has_enough_words,
    )


def narrow(hits: Sequence[Hit], choice: Choice, page: int) -> Narrowed:
    """Return ``page`` of the hits that ``choice`` leaves; a page beyond the last is the last.

    A facet counts what it would show together with the choice made in the other one.
    """
    in_category = [hit for hit in hits if hit.article.category == choice.category]
    category = choice.category if in_category else ""
    in_category = in_category or list(hits)
    in_both = [hit for hit in in_category if hit.article.language == choice.language]
    language = choice.language if in_both else ""
    shown = folded(in_both or in_category)
    pages = max(1, -(-len(shown) // PAGE_HITS))
    page = min(max(page, 1), pages)
    return Narrowed(
        choice=Choice(category, language),
        folds=shown[(page - 1) * PAGE_HITS : page * PAGE_HITS],
        total=len(shown),
        page=page,
        pages=pages,
        categories=counts(lambda it: it.category, (hit for hit in hits if language in ("", hit.article.language))),
        languages=counts(lambda it: it.language, in_category),
    )


def counts(value_of: Callable[[ArticleHead], str], hits: Iterable[Hit]) -> tuple[tuple[str, int], ...]:
    """Return at most ``FACET_VALUES`` values with the lines that the hits of each make, the most frequent first."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(value_of(hit.article), []).append(hit)
    lines = Counter({value: len(folded(each)) for value, each in found.items()})
    return tuple(lines.most_common(FACET_VALUES))

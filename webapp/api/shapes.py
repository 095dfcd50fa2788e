"""The JSON that the API answers with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict
from urllib.parse import quote

from flask import url_for

from search import ArticleHead, Cause, Decision
from webapp.articles.alarms import Emergency, emergency
from webapp.articles.cited import Cited, cited
from webapp.articles.knowledge_base import Suggestion
from webapp.articles.listed import Piece, article_url, category_name, folders_within, pieces, twins_of
from webapp.articles.openings import listed, opens, why_open
from webapp.articles.reasons import count_text, heading, reason_text
from webapp.articles.twins import Fold
from webapp.i18n import language_name, long_date

MOST_HEADS = 5000
"""Heads of articles that are kept ready, in all languages of pages together; about 1 KB each."""

CONFIDENCE_DIGITS = 3


class PieceShape(TypedDict):
    """A part of a snippet."""

    text: str
    is_marked: bool


class HeadShape(TypedDict):
    """What a hit shows of its article, whatever was asked."""

    id: str
    title: str
    url: str
    content: str
    language: str
    language_name: str
    updated: str
    updated_text: str
    category: str
    folders: list[str]
    """Within the category, from the outermost."""


class TwinShape(TypedDict):
    """An article that says the same as the hit it stands with."""

    place: str
    url: str


class HitShape(HeadShape):
    """An article found."""

    snippet: list[PieceShape]
    twins: list[TwinShape]
    """Articles that say the same elsewhere."""


class LineShape(TypedDict):
    """A line of an answer."""

    kind: str
    pieces: list[PieceShape]


class AnswerShape(TypedDict):
    """What the first hit says, in its writer's words."""

    article: str
    language: str
    lines: list[LineShape]
    source: str
    url: str
    reference: str
    proof: str
    opens: bool


class ReasonShape(TypedDict):
    """Why the band was chosen."""

    cause: str
    text: str


class UrgentShape(TypedDict):
    """What to do at once, and where to write to."""

    article: str
    line: str
    title: str
    url: str
    language: str
    category: str
    contact: str


class SuggestShape(TypedDict):
    """``GET /api/v1/suggest``."""

    q: str
    language: str
    generation: str
    band: str
    confidence: float
    reason: ReasonShape
    heading: str
    """Stands above the hits."""

    has_enough_words: bool
    is_urgent: bool
    urgent: UrgentShape | None
    opens: str
    opens_text: str
    did_you_mean: str
    hits: list[HitShape]
    answer: AnswerShape | None
    announcement: str


class ArticleShape(TypedDict):
    """``GET /api/v1/articles/<language>/<slug>``."""

    id: str
    title: str
    url: str
    updated_text: str
    heading: str
    html: str
    is_whole: bool


class HeadShapes:
    """What hits show of articles, made once of all it is made from; shared by threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[ArticleHead, str, str], HeadShape] = {}

    def of(self, head: ArticleHead, language: str) -> HeadShape:
        """Return what a page in ``language`` shows of ``head``."""
        category = category_name(head.category, language)
        name = (head, language, category)
        known = self._known
        if name not in known:
            if len(known) >= MOST_HEADS:
                known = self._known = {}
            known[name] = head_shape(head, language, category)
        return known[name]


def head_shape(head: ArticleHead, language: str, category: str) -> HeadShape:
    """Return what a page in ``language`` shows of ``head``."""
    return {
        "id": head.article_id,
        "title": head.title,
        "url": article_url(head),
        "content": url_for("api.article", language=head.language, slug=head.slug),
        "language": head.language,
        "language_name": language_name(head.language) if head.language != language else "",
        "updated": head.updated.isoformat() if head.updated else "",
        "updated_text": long_date(head.updated) if head.updated else "",
        "category": category,
        "folders": list(folders_within(head)),
    }


def hit_shape(fold: Fold, head: HeadShape, language: str) -> HitShape:
    """Return the first hit of ``fold``, whose article shows ``head``, for a page in ``language``."""
    hit = fold.hit
    twins: list[TwinShape] = [{"place": each.place, "url": each.url} for each in twins_of(fold, language)]
    snippet = pieces_shape(pieces(hit.snippet))
    if not hit.anchor:
        return {**head, "snippet": snippet, "twins": twins}
    anchor = quote(hit.anchor)
    return {
        **head,
        "url": f"{head['url']}#{anchor}",
        "content": f"{head['content']}?anchor={anchor}",
        "snippet": snippet,
        "twins": twins,
    }


def announcement(decision: Decision, articles: int) -> str:
    """Return what a screen reader says of so many ``articles``; to a greeting, what is asked back."""
    return reason_text(decision) if decision.reason.cause is Cause.GREETING else count_text(articles)


def urgent_shape(found: Emergency | None) -> UrgentShape | None:
    """Return ``found`` for a program."""
    if found is None:
        return None
    return {
        "article": found.article,
        "line": found.line,
        "title": found.title,
        "url": found.url,
        "language": found.language,
        "category": found.category,
        "contact": found.contact_url,
    }


def answer_shape(answer: Cited) -> AnswerShape:
    """Return ``answer``."""
    return {
        "article": answer.article_id,
        "language": answer.language,
        "lines": [{"kind": line.kind, "pieces": pieces_shape(line.pieces)} for line in answer.lines],
        "source": answer.source,
        "url": answer.url,
        "reference": answer.reference,
        "proof": answer.proof,
        "opens": answer.opens,
    }


def pieces_shape(parts: Iterable[Piece]) -> list[PieceShape]:
    """Return the parts of a text."""
    return [{"text": each.text, "is_marked": each.is_marked} for each in parts]


def suggest_shape(suggestion: Suggestion, language: str, heads: HeadShapes) -> SuggestShape:
    """Return ``suggestion`` for a page in ``language``."""
    results, decision, opening = suggestion.results, suggestion.decision, opens(suggestion)
    folds = listed(suggestion)
    answer = cited(suggestion)
    return {
        "q": results.text,
        "language": language,
        "generation": suggestion.state,
        "band": decision.band,
        "confidence": round(decision.confidence, CONFIDENCE_DIGITS),
        "reason": {"cause": decision.reason.cause, "text": reason_text(decision)},
        "heading": heading(decision),
        "has_enough_words": decision.has_enough_words,
        "is_urgent": suggestion.alarm is not None,
        "urgent": urgent_shape(emergency(suggestion.alarm, language, results.text)),
        "opens": opening,
        "opens_text": why_open(opening),
        "did_you_mean": results.did_you_mean,
        "hits": [hit_shape(fold, heads.of(fold.hit.article, language), language) for fold in folds],
        "answer": answer_shape(answer) if answer else None,
        "announcement": announcement(decision, len(folds)),
    }

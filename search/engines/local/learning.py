"""Learned wordings: articles compiled once more, in memory, as if writers had written the questions of customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from search.analysis.analyzer import Analyzer, open_analyzer
from search.engines.local.compiling import Background, Reader, compile_segment
from search.engines.local.engine import LocalEngine
from search.engines.local.segment import Segment
from search.engines.local.shelf import Shelf
from search.model import Article, LearnedWording
from search.settings import LearningSettings, Settings

Learned = Mapping[str, Sequence[str]]
"""article_id -> its learned wordings."""


def with_learned(engine: LocalEngine, wordings: Iterable[LearnedWording], settings: Settings) -> LocalEngine:
    """Return an engine over the generation of ``engine`` that knows ``wordings``; unknown articles are passed over.

    An article is still shown, and its content hash is still counted, as it was written.
    """
    shelves = {}
    for language, learned in by_language(wordings, settings.learning).items():
        if language in engine.languages:
            shelf = engine.vocabulary(language)
            known = {article_id: texts for article_id, texts in learned.items() if shelf.place_of(article_id)}
            if known:
                shelves[language] = learned_shelf(shelf, known, open_analyzer(language), settings)
    return engine.with_shelves(shelves) if shelves else engine


def by_language(wordings: Iterable[LearnedWording], settings: LearningSettings) -> dict[str, dict[str, list[str]]]:
    """Return language -> article_id -> the newest wordings, which stand last, cut where they are too long."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for wording in wordings:
        texts = found[wording.article_id.partition("/")[0]][wording.article_id]
        texts.append(wording.text[: settings.wording_letters])
        del texts[: -settings.wordings_per_article]
    return found


def learned_shelf(shelf: Shelf, learned: Learned, analyzer: Analyzer, settings: Settings) -> Shelf:
    """Return ``shelf`` with what is ``learned`` in its small segment, or in its only one where most have it."""
    small = {article.article_id: article for article in waiting(shelf)}
    small |= {article_id: article_of(shelf, article_id) for article_id in learned}
    if len(small) < settings.learning.together_share * shelf.article_count:
        large = shelf.segments[0].arrays
        background = Background(float(large.average_length[0]), large.feature_weights)
        return shelf.beside(compiled(small.values(), learned, analyzer, settings, background))
    articles = (segment.article(number) for segment, number in shelf.living())
    segment = compiled(articles, learned, analyzer, settings, None)
    return Shelf((segment,), frozenset(), settings.snippet, settings.answer)


def waiting(shelf: Shelf) -> Iterable[Article]:
    """Yield the living articles of the small segment."""
    large = shelf.segments[0]
    return (segment.article(number) for segment, number in shelf.living() if segment is not large)


def article_of(shelf: Shelf, article_id: str) -> Article:
    """Return an article whole; KeyError where there is none."""
    place = shelf.place_of(article_id)
    if place is None:
        raise KeyError(article_id)
    segment, number = place
    return segment.article(number)


def compiled(
    articles: Iterable[Article], learned: Learned, analyzer: Analyzer, settings: Settings, background: Background | None
) -> Segment:
    """Return a segment of ``articles`` with what is ``learned``, in memory only."""
    reader = Reader(analyzer, learned_weight=settings.learning.weight)
    for article in articles:
        reader.read(article, learned.get(article.article_id, ()))
    return Segment(*compile_segment(reader, settings, background))

"""Short ways to write articles and to compile them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from search.analysis.analyzer import Analyzer
from search.analysis.synonyms import Synonyms
from search.engines.local.compiling import Background, compile_articles
from search.engines.local.segment import Segment
from search.engines.local.shelf import Shelf, ShelfShortlist
from search.meaning import open_model
from search.model import Article, Feedback, Section
from search.protocols import NO_MEANING, RetrievalQuery
from search.query.expand import Expander
from search.query.parse import parse_query, title_keys
from search.ranking.ranker import rank
from search.searcher import meant
from search.settings import NO_MODEL, MeaningSettings, ProfileSettings, RetrievalSettings, Settings, SnippetSettings

RETRIEVAL = RetrievalSettings()
PROFILE = ProfileSettings()
BY_WORDS = Settings(meaning=MeaningSettings(model=NO_MODEL))
BY_MEANING = Settings()
NO_FEEDBACK = Feedback()


def section(text: str, heading: str = "", anchor: str = "") -> Section:
    """Return a section; the first of an article has no heading."""
    return Section(anchor=anchor, heading=heading, level=2 if heading else 0, text=text, html=f"<p>{text}</p>")


def article(  # noqa: PLR0913 - a test names only what it is about
    article_id: str = "en/vpn",
    title: str = "",
    text: str | Sequence[Section] = "",
    *,
    questions: Sequence[str] = (),
    keywords: Sequence[str] = (),
    summary: str = "",
    updated: date | None = None,
) -> Article:
    """Return an article that is empty where nothing is said; ``text`` is its only section, or all of them."""
    language, _, key = article_id.partition("/")
    return Article(
        article_id=article_id,
        language=language,
        key=key,
        title=title,
        category="general",
        slug=key,
        summary=summary,
        questions=tuple(questions),
        keywords=tuple(keywords),
        sections=(section(text),) if isinstance(text, str) else tuple(text),
        related=(),
        aliases=(),
        finds=(),
        not_for=(),
        updated=updated,
        content_hash="",
    )


def segment(
    articles: Iterable[Article],
    analyzer: Analyzer,
    background: Background | None = None,
    settings: Settings = BY_WORDS,
) -> Segment:
    """Return ``articles`` compiled, in memory."""
    return compile_articles(articles, analyzer, settings, background)


def shelf(*segments: Segment, removed: Iterable[str] = ()) -> Shelf:
    """Return a shelf of ``segments``, the large one first."""
    return Shelf(segments, frozenset(removed), SnippetSettings())


def retrieve(
    shelf: Shelf,
    analyzer: Analyzer,
    text: str,
    limit: int = RETRIEVAL.candidates,
    settings: Settings = BY_WORDS,
) -> ShelfShortlist:
    """Return the candidates for ``text``, unranked."""
    parsed = parse_query(text, analyzer, shelf, RETRIEVAL)
    groups = Expander(analyzer, shelf, Synonyms(), RETRIEVAL).expand(parsed)
    model = open_model(settings.meaning)
    meaning = model.encode([meant(parsed, groups, model)])[0] if model else NO_MEANING
    features, frequencies = parsed.features(PROFILE)
    titles = title_keys(parsed, analyzer, shelf)
    query = RetrievalQuery(analyzer.language.code, groups, features, frequencies, titles, meaning)
    return shelf.retrieve(query, limit, settings.meaning)


def ranked_ids(  # noqa: PLR0913 - a test names only what it is about
    shelf: Shelf,
    analyzer: Analyzer,
    text: str,
    feedback: Feedback = NO_FEEDBACK,
    limit: int = RETRIEVAL.candidates,
    settings: Settings = BY_WORDS,
) -> list[str]:
    """Return the ids of all articles found for ``text``, best first."""
    shortlist = retrieve(shelf, analyzer, text, limit, settings)
    ranking = rank(shortlist, feedback, settings.weights)
    return [shortlist.article_id(place) for place in ranking.places.tolist()]

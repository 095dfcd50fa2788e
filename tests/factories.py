"""Short ways to write articles and to compile them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from search.analysis.analyzer import Analyzer
from search.analysis.synonyms import Synonyms
from search.engines.local.compiling import Background, Reader, compile_segment
from search.engines.local.segment import Segment
from search.engines.local.shelf import Shelf, ShelfShortlist
from search.model import Article, Feedback, Section
from search.protocols import RetrievalQuery
from search.query.expand import Expander
from search.query.parse import parse_query
from search.ranking.ranker import rank
from search.settings import ProfileSettings, RankingSettings, RetrievalSettings, SnippetSettings

RETRIEVAL = RetrievalSettings()
PROFILE = ProfileSettings()
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


def segment(articles: Iterable[Article], analyzer: Analyzer, background: Background | None = None) -> Segment:
    """Return ``articles`` compiled, in memory."""
    reader = Reader(analyzer, PROFILE)
    for each in articles:
        reader.read(each)
    return Segment(*compile_segment(reader, RETRIEVAL, PROFILE, background))


def shelf(*segments: Segment, removed: Iterable[str] = ()) -> Shelf:
    """Return a shelf of ``segments``, the large one first."""
    return Shelf(segments, frozenset(removed), SnippetSettings())


def retrieve(shelf: Shelf, analyzer: Analyzer, text: str, limit: int = RETRIEVAL.candidates) -> ShelfShortlist:
    """Return the candidates for ``text``, unranked."""
    parsed = parse_query(text, analyzer, shelf, RETRIEVAL)
    groups = Expander(analyzer, shelf, Synonyms(), RETRIEVAL).expand(parsed)
    features, frequencies = parsed.features(PROFILE)
    return shelf.retrieve(RetrievalQuery(analyzer.language.code, groups, features, frequencies), limit)


def ranked_ids(
    shelf: Shelf,
    analyzer: Analyzer,
    text: str,
    feedback: Feedback = NO_FEEDBACK,
    limit: int = RETRIEVAL.candidates,
) -> list[str]:
    """Return the ids of all articles found for ``text``, best first."""
    shortlist = retrieve(shelf, analyzer, text, limit)
    ranking = rank(shortlist, feedback, RankingSettings())
    return [shortlist.article_id(place) for place in ranking.places.tolist()]

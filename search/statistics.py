"""What an index holds, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from search.engines import open_engine
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class ShelfStatistics:
    """Figures of one language."""

    articles: int
    wordings: int
    """Titles and questions."""

    forms: int
    """Distinct words as written."""

    keys: int
    """Distinct words whatever their inflection."""

    without_questions: int
    """Articles that have neither written nor drafted questions."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of an index."""

    generation: str
    articles: int
    bytes: int
    """On disk, all files below the index folder."""

    languages: dict[str, ShelfStatistics]


def read_statistics(settings: Settings) -> Statistics:
    """Return the figures of ``settings.index``; IndexUnavailable without one."""
    engine = open_engine(settings)
    languages = {}
    for code in engine.languages:
        shelf = engine.vocabulary(code)
        large = shelf.segments[0]
        languages[code] = ShelfStatistics(
            articles=shelf.article_count,
            wordings=sum(int(each.arrays.wording_offsets[-1]) for each in shelf.segments),
            forms=len(large.forms.words),
            keys=len(large.keys.words),
            without_questions=len(engine.heads_without_questions(code)),
        )
    return Statistics(
        generation=engine.generation,
        articles=sum(each.articles for each in languages.values()),
        bytes=sum(path.stat().st_size for path in settings.index.rglob("*") if path.is_file()),
        languages=languages,
    )

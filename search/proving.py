"""Whether articles are found by what their writers say they answer: every ``finds`` and ``not_for``, asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.content.sources import Source, is_json_lines, list_sources
from search.engines.local.generations import read_current
from search.engines.local.writer import FullBuild, require_fingerprint
from search.errors import IndexUnavailable
from search.indexing.last_build import open_last_build
from search.indexing.updating import read_tables
from search.kinds import ProblemKind
from search.model import Article, Hit, Problem, Severity
from search.searcher import Searcher
from search.settings import Settings

SHOWN = 3
"""Hits a visitor sees before a request is written."""

LOOKED_AT = 40
"""Hits among which the place of an article is looked for."""

SIGNALS = 3
"""Most signals that are named."""

FIND_IT = "Write the question, or one like it, among the article's 'questions', or take the entry away"
LEAVE_IT = "Take its words out of 'questions' and 'keywords', write the article it is for, or take the entry away"


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the questions."""

    questions: int
    generation: str
    """Of the live index, where that was asked; empty where one was built for it."""

    problems: tuple[Problem, ...]


def prove(settings: Settings, articles: Sequence[Article]) -> Proof:
    """Ask every ``finds`` and ``not_for`` of ``articles``, which are all that ``settings.articles`` holds.

    The live index is asked where it holds just these; else one is built in a folder that is removed again. Raises
    SettingsError where ``settings.articles`` is not there.
    """
    count = sum(len(article.finds) + len(article.not_for) for article in articles)
    if not count:
        return Proof(0, "", ())
    sources = {source.article_id: source for source in list_sources(settings.articles, settings.content, LANGUAGES)[0]}
    generation = current_generation(settings, articles)
    if generation:
        return Proof(count, generation, tuple(failures(Searcher(settings), articles, sources)))
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        own = replace(settings, index=Path(folder))
        categories, synonyms, _ = read_tables(settings)
        FullBuild(own.index, own).fill(articles, len(articles), categories, synonyms)
        return Proof(count, "", tuple(failures(Searcher(own), articles, sources)))


def current_generation(settings: Settings, articles: Sequence[Article]) -> str:
    """Return the generation of the live index where it holds just ``articles``, else nothing."""
    try:
        manifest = read_current(settings.index)
        require_fingerprint(settings.index, manifest, settings)
        hashes = open_last_build(settings.index, manifest).hashes()
    except IndexUnavailable:
        return ""
    is_current = hashes == {article.article_id: article.content_hash for article in articles}
    return manifest.generation if is_current and manifest.synonyms == read_tables(settings)[1] else ""


def failures(searcher: Searcher, articles: Sequence[Article], sources: dict[str, Source]) -> Iterator[Problem]:
    """Yield a problem for every question that finds the wrong article, at the line it stands in."""
    for article in articles:
        source = sources.get(article.article_id)
        for query in article.finds:
            if article.article_id not in found(searcher, query, article):
                what = what_came_instead(query, article, hits_of(searcher, query, article))
                yield problem(source, article, "finds", query, what, FIND_IT, ProblemKind.NOT_FOUND)
        for query in article.not_for:
            if article.article_id in found(searcher, query, article):
                what = why_it_came(query, article, hits_of(searcher, query, article))
                yield problem(source, article, "not_for", query, what, LEAVE_IT, ProblemKind.WRONGLY_FOUND)


def found(searcher: Searcher, query: str, article: Article) -> list[str]:
    """Return the ids of the hits that a visitor sees."""
    return [hit.article.article_id for hit in searcher.search(query, article.language, SHOWN).hits]


def hits_of(searcher: Searcher, query: str, article: Article) -> tuple[Hit, ...]:
    """Return many hits with their signals."""
    return searcher.search(query, article.language, LOOKED_AT, explain=True).hits


def what_came_instead(query: str, article: Article, hits: Sequence[Hit]) -> str:
    """Return a sentence about ``query``, which does not find ``article``."""
    if not hits:
        return f"'{query}' finds nothing"
    place, own = place_of(article, hits)
    first = f"'{query}' finds '{hits[0].article.article_id}' first"
    if own is None:
        return f"{first} ({named(contributions(hits[0]))}), and this article not at all"
    theirs, ours = contributions(hits[0]), contributions(own)
    ahead = {name: value - ours.get(name, 0.0) for name, value in theirs.items()}
    return f"{first}, and this article in place {place}, behind by {named(ahead, '+')}"


def why_it_came(query: str, article: Article, hits: Sequence[Hit]) -> str:
    """Return a sentence about ``query``, which finds ``article`` and should not."""
    place, own = place_of(article, hits)
    others = [hit.article.article_id for hit in hits if hit.article.article_id != article.article_id]
    other = f"; the best of the others is '{others[0]}'" if others else ""
    why = f" because of {named(contributions(own))}" if own else ""
    return f"'{query}', which is not for this article, finds it in place {place}{why}{other}"


def place_of(article: Article, hits: Sequence[Hit]) -> tuple[int, Hit | None]:
    """Return place, from 1, and hit of ``article``; 0 and None where it is none of ``hits``."""
    places = ((place, hit) for place, hit in enumerate(hits, 1) if hit.article.article_id == article.article_id)
    return next(places, (0, None))


def contributions(hit: Hit) -> dict[str, float]:
    """Return signal -> what it adds to the score of ``hit``."""
    return {signal.name: signal.value * signal.weight for signal in hit.signals}


def named(values: dict[str, float], sign: str = "") -> str:
    """Return the largest of ``values`` with their names."""
    largest = sorted(((name, value) for name, value in values.items() if value > 0), key=lambda each: -each[1])
    return ", ".join(f"{name} {value:{sign}.3f}" for name, value in largest[:SIGNALS]) or "no signal"


def problem(  # noqa: PLR0913 - what a problem has, and where it is looked for
    source: Source | None, article: Article, key: str, query: str, what: str, remedy: str, kind: ProblemKind
) -> Problem:
    """Return a warning at the line of ``query``, an entry of ``key``."""
    path = source.path if source else f"{article.article_id}.md"
    line = line_of(source, key, query) if source else 1
    return Problem(path, line, f"{key}: {what}", remedy, Severity.WARNING, kind)


def line_of(source: Source, key: str, query: str) -> int:
    """Return the line of ``query`` below ``key``; that of ``key``, or the first, where it is written otherwise."""
    if is_json_lines(source.path):
        return source.line
    lines = source.raw.decode(errors="replace").splitlines()
    start = next((number for number, line in enumerate(lines) if line.lstrip('" ').startswith(key)), 0)
    return next((number for number, line in enumerate(lines[start:], start) if query in line), start) + 1

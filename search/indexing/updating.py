"""Bring the index up to date with the files: all of them, or only what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.content.articles import parse_source
from search.content.categories import read_categories
from search.content.sources import Source, list_sources
from search.engines.local.generations import Manifest, read_current, write_lock
from search.engines.local.writer import FullBuild, Update, fingerprint, known_hashes
from search.errors import IndexUnavailable
from search.model import Article, Category, Problem
from search.settings import ContentSettings, Settings

Progress = Callable[[int, int], None]
"""Called with articles read and articles in all."""

FEWEST_FOR_PROCESSES = 300
"""Articles below which starting processes costs more than it saves."""

CHUNK = 32
MOST_CHANGED = 0.25
"""Share of changed articles from which everything is built anew."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or update did."""

    generation: str
    articles: int
    """In the index now."""

    changed: int
    """Added or replaced."""

    removed: int
    problems: tuple[Problem, ...]
    seconds: float
    is_full: bool


def no_progress(_: int, __: int) -> None:
    """Show nothing."""


def build(settings: Settings, progress: Progress = no_progress) -> Report:
    """Build a new generation from all files and make it the current one.

    Files that cannot become articles are among the report's problems. Raises SettingsError where ``articles`` is not
    there, IndexLocked where another process keeps writing.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        return build_locked(settings, progress)


def build_locked(settings: Settings, progress: Progress) -> Report:
    """Build a new generation; the caller holds the lock."""
    started = time.perf_counter()
    sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
    categories, synonyms, found = read_tables(settings)
    problems += found
    full = FullBuild(settings.index, settings)
    count = 0

    def articles() -> Iterator[Article]:
        nonlocal count
        for number, (article, its_problems) in enumerate(parsed(sources, settings), 1):
            problems.extend(its_problems)
            progress(number, len(sources))
            if article:
                count += 1
                yield article

    full.fill(articles())
    manifest = full.finish(categories, synonyms)
    return Report(
        generation=manifest.generation,
        articles=count,
        changed=count,
        removed=0,
        problems=tuple(sorted(problems)),
        seconds=time.perf_counter() - started,
        is_full=True,
    )


def update(settings: Settings, progress: Progress = no_progress) -> Report:
    """Take what changed since the last build or update into the index.

    Builds everything where there is no index, where it is outdated or damaged, or where much changed. Raises what
    ``build`` raises.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        try:
            manifest = read_current(settings.index)
            if manifest.fingerprint == fingerprint(settings):
                return update_locked(settings, manifest, progress)
        except (IndexUnavailable, OSError, ValueError):
            pass
        return build_locked(settings, progress)


def update_locked(settings: Settings, manifest: Manifest, progress: Progress) -> Report:
    """Apply what changed to ``manifest``; the caller holds the lock.

    Raises IndexUnavailable, OSError or ValueError where the index is damaged.
    """
    started = time.perf_counter()
    sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
    categories, synonyms, found = read_tables(settings)
    problems += found
    known = known_hashes(settings.index, manifest)
    changed = [source for source in sources if known.get(source.article_id) != source.content_hash]
    if len(changed) > max(MOST_CHANGED * len(known), settings.indexing.changed_articles):
        return build_locked(settings, progress)
    articles = []
    for number, (article, its_problems) in enumerate(parsed(changed, settings), 1):
        problems += its_problems
        progress(number, len(changed))
        if article:
            articles.append(article)
    present = {source.article_id for source in sources}
    unusable = {source.article_id for source in changed}.difference(each.article_id for each in articles)
    removed = sorted(each for each in known if each not in present or each in unusable)
    if articles or removed or tables_changed(manifest, categories, synonyms):
        manifest = Update(settings.index, settings, manifest).apply(articles, removed, categories, synonyms)
    added = sum(each.article_id not in known for each in articles)
    return Report(
        generation=manifest.generation,
        articles=len(known) + added - len(removed),
        changed=len(articles),
        removed=len(removed),
        problems=tuple(sorted(problems)),
        seconds=time.perf_counter() - started,
        is_full=False,
    )


def parsed(sources: Sequence[Source], settings: Settings) -> Iterable[tuple[Article | None, tuple[Problem, ...]]]:
    """Yield article and problems of every source, in order; many sources are read by several processes."""
    parse = partial(parse_one, settings=settings.content)
    if len(sources) < FEWEST_FOR_PROCESSES or settings.indexing.processes < 2:
        yield from map(parse, sources)
        return
    with ProcessPoolExecutor(settings.indexing.processes, get_context("forkserver")) as pool:
        yield from pool.map(parse, sources, chunksize=CHUNK)


def parse_one(source: Source, settings: ContentSettings) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return article and problems of ``source``."""
    return parse_source(source, settings)


def read_tables(settings: Settings) -> tuple[tuple[Category, ...], dict[str, str], list[Problem]]:
    """Return categories, synonyms by language, and what is wrong with the former."""
    categories, problems = read_categories(settings.articles)
    return categories, synonym_files(settings.articles), list(problems)


def synonym_files(root: Path) -> dict[str, str]:
    """Return language -> text of ``synonyms/<language>.txt``."""
    paths = {language: root / "synonyms" / f"{language}.txt" for language in LANGUAGES}
    return {
        language: path.read_text("utf-8-sig", errors="replace") for language, path in paths.items() if path.is_file()
    }


def tables_changed(manifest: Manifest, categories: Sequence[Category], synonyms: dict[str, str]) -> bool:
    """Return whether categories or synonyms differ from those of ``manifest``."""
    return synonyms != manifest.synonyms or list(map(asdict, categories)) != list(manifest.categories)

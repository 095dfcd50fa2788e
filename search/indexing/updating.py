"""Bring the index up to date with the files: all of them, or only what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from search.analysis.languages import LANGUAGES
from search.analysis.synonyms import read_synonym_files
from search.content.categories import read_categories
from search.content.sources import list_sources
from search.engines.local.generations import REBUILD, Manifest, prune, read_current, write_lock
from search.engines.local.writer import FullBuild, Update, known_hashes, require_fingerprint
from search.errors import IndexOutdated, IndexUnavailable
from search.indexing.reading import read_sources
from search.model import Article, Category, Problem
from search.settings import Settings

Progress = Callable[[int, int], None]
"""Called with articles read and articles in all."""

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
    rebuilt_because: str = ""
    """Why an update built everything anew, a sentence; empty where it did not, or found no index."""


def no_progress(_: int, __: int) -> None:
    """Show nothing."""


def build(settings: Settings, progress: Progress = no_progress) -> Report:
    """Build a new generation from all files and make it the current one.

    Files that cannot become articles are among the report's problems. Raises SettingsError where ``articles`` is not
    there, IndexLocked where another process keeps writing.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        return build_locked(settings, progress)


def build_locked(settings: Settings, progress: Progress, reason: str = "") -> Report:
    """Build a new generation; the caller holds the lock and says why, where it was not asked to build."""
    started = time.perf_counter()
    sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
    categories, synonyms, found = read_tables(settings)
    problems += found
    full = FullBuild(settings.index, settings)
    count = 0

    def articles() -> Iterator[Article]:
        nonlocal count
        for number, (article, its_problems) in enumerate(read_sources(sources, settings.content, settings.indexing), 1):
            problems.extend(its_problems)
            progress(number, len(sources))
            if article:
                count += 1
                yield article

    manifest = full.fill(articles(), len(sources), categories, synonyms)
    return Report(
        generation=manifest.generation,
        articles=count,
        changed=count,
        removed=0,
        problems=tuple(sorted(problems)),
        seconds=time.perf_counter() - started,
        is_full=True,
        rebuilt_because=reason,
    )


def update(settings: Settings, progress: Progress = no_progress) -> Report:
    """Take what changed since the last build or update into the index.

    Builds everything where there is no index, where it is outdated or damaged, or where much changed. Raises what
    ``build`` raises.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        try:
            manifest = read_current(settings.index)
            require_fingerprint(settings.index, manifest, settings)
            return update_locked(settings, manifest, progress)
        except IndexOutdated as error:
            reason = str(error).removesuffix(f" {REBUILD}.")
        except IndexUnavailable:
            reason = ""
        return build_locked(settings, progress, reason)


def update_locked(settings: Settings, manifest: Manifest, progress: Progress) -> Report:
    """Apply what changed to ``manifest``; the caller holds the lock.

    Raises IndexOutdated where the index is damaged.
    """
    prune(settings.index, manifest)
    started = time.perf_counter()
    sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
    categories, synonyms, found = read_tables(settings)
    problems += found
    known = known_hashes(settings.index, manifest)
    changed = [source for source in sources if known.get(source.article_id) != source.content_hash]
    if len(changed) > max(MOST_CHANGED * len(known), settings.indexing.changed_articles):
        reason = f"{settings.articles}: {len(changed)} articles changed or are new, beside {len(known)} indexed."
        return build_locked(settings, progress, reason)
    articles = []
    for number, (article, its_problems) in enumerate(read_sources(changed, settings.content, settings.indexing), 1):
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


def read_tables(settings: Settings) -> tuple[tuple[Category, ...], dict[str, str], list[Problem]]:
    """Return categories, synonyms by language, and the files of either that cannot be read as they should."""
    categories, problems = read_categories(settings.articles)
    synonyms, found = read_synonym_files(settings.articles, LANGUAGES)
    return categories, synonyms, [*problems, *found]


def tables_changed(manifest: Manifest, categories: Sequence[Category], synonyms: dict[str, str]) -> bool:
    """Return whether categories or synonyms differ from those of ``manifest``."""
    return synonyms != manifest.synonyms or list(map(asdict, categories)) != list(manifest.categories)

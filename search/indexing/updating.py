"""Bring the index up to date with the files: all of them, or only what changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from search.analysis.languages import LANGUAGES
from search.analysis.synonyms import read_synonym_files
from search.checking import rule_problems
from search.content.categories import read_categories
from search.content.collection import problems_between
from search.content.sources import list_sources
from search.engines.local.generations import REBUILD, Manifest, prune, read_current, write_lock
from search.engines.local.writer import FullBuild, Update, require_fingerprint
from search.errors import IndexOutdated, IndexUnavailable
from search.indexing.last_build import Intake, LastBuild, language_of, last_build, open_last_build, renamed
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
    """Of a build all that ``check_folder`` finds, of an update those of the files that changed."""

    seconds: float
    is_full: bool
    rebuilt_because: str = ""
    """Why an update built everything anew, a sentence; empty where it did not, or found no index."""

    refused: str = ""
    """Why the index stays as it was, in sentences; empty where it does not."""

    notices: tuple[Problem, ...] = ()
    """Articles that are kept as of the last build, and the aliases that renamed ones should have."""


def no_progress(_: int, __: int) -> None:
    """Show nothing."""


def build(settings: Settings, progress: Progress = no_progress, allow_fewer: bool = False) -> Report:
    """Build a new generation from all files and make it the current one.

    Files that cannot become articles are among the report's problems; where the index has a good version of one, that
    stays. With fewer than half of the articles in the index, or of those in one language, the index stays as it is and
    the report says why, unless ``allow_fewer``. Raises SettingsError where ``articles`` is not there, IndexLocked where
    another process keeps writing.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        return Writing(settings, progress, allow_fewer).build()


def update(settings: Settings, progress: Progress = no_progress, allow_fewer: bool = False) -> Report:
    """Take what changed since the last build or update into the index.

    Builds everything where there is no index, where it is outdated or damaged, or where much changed. Keeps what
    ``build`` keeps, refuses what it refuses and raises what it raises.
    """
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        return Writing(settings, progress, allow_fewer).update()


class TooFew(Exception):
    """What was read would take more than half of the index away, or of one language."""


class Writing:
    """One build or update; the caller holds the lock."""

    def __init__(self, settings: Settings, progress: Progress, allow_fewer: bool) -> None:
        self._settings = settings
        self._progress = progress
        self._allow_fewer = allow_fewer
        self._started = time.perf_counter()

    def build(self, reason: str = "") -> Report:
        """Build everything, for a ``reason`` where it was not asked for."""
        settings, last = self._settings, last_build(self._settings.index)
        sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
        categories, synonyms, found = read_tables(settings)
        intake = Intake(settings, last, [*problems, *found], self._progress)
        taken: list[Article] = []

        def articles() -> Iterator[Article]:
            for article in intake.articles(sources, {source.article_id for source in sources}):
                taken.append(article)
                yield article
            self._require_enough(Counter(article.language for article in taken), last)

        full = FullBuild(settings.index, settings)
        try:
            manifest = full.fill(articles(), len(sources), categories, synonyms)
        except TooFew as error:
            full.discard()
            return self._refused(str(error), last, intake)
        intake.problems += problems_between(taken, categories, LANGUAGES, sources, settings.articles)
        intake.problems += rule_problems(settings.articles, synonyms)
        return Report(
            generation=manifest.generation,
            articles=len(taken),
            changed=len(taken) - len(intake.kept),
            removed=0,
            problems=tuple(sorted(intake.problems)),
            seconds=time.perf_counter() - self._started,
            is_full=True,
            rebuilt_because=reason,
            notices=tuple(sorted([*intake.notices, *renamed(last, taken, sources)])),
        )

    def update(self) -> Report:
        """Take in what changed, or everything where that cannot be told."""
        try:
            manifest = read_current(self._settings.index)
            require_fingerprint(self._settings.index, manifest, self._settings)
            return self._update(manifest, open_last_build(self._settings.index, manifest))
        except IndexOutdated as error:
            return self.build(str(error).removesuffix(f" {REBUILD}."))
        except IndexUnavailable:
            return self.build()

    def _update(self, manifest: Manifest, last: LastBuild) -> Report:
        """Apply what changed to ``manifest``; raises IndexOutdated where the index is damaged."""
        settings = self._settings
        prune(settings.index, manifest)
        sources, problems = list_sources(settings.articles, settings.content, LANGUAGES)
        categories, synonyms, found = read_tables(settings)
        known = last.hashes()
        changed = [source for source in sources if known.get(source.article_id) != source.content_hash]
        if len(changed) > max(MOST_CHANGED * len(known), settings.indexing.changed_articles):
            what = f"{len(changed)} articles changed or are new, beside {len(known)} indexed."
            return self.build(f"{settings.articles}: {what}")
        intake = Intake(settings, last, [*problems, *found], self._progress)
        present = {source.article_id for source in sources}
        taken = list(intake.articles(changed, present))
        kept = set(intake.kept)
        articles = [article for article in taken if article.article_id not in kept]
        unusable = {source.article_id for source in changed}.difference(each.article_id for each in taken)
        removed = sorted(each for each in known if each not in kept and (each not in present or each in unusable))
        left = last.languages()
        left.update(article.language for article in articles if article.article_id not in known)
        left.subtract(map(language_of, removed))
        try:
            self._require_enough(left, last)
        except TooFew as error:
            return self._refused(str(error), last, intake)
        if articles or removed or tables_changed(manifest, categories, synonyms):
            manifest = Update(settings.index, settings, manifest).apply(articles, removed, categories, synonyms)
        return Report(
            generation=manifest.generation,
            articles=left.total(),
            changed=len(articles),
            removed=len(removed),
            problems=tuple(sorted(intake.problems)),
            seconds=time.perf_counter() - self._started,
            is_full=False,
            notices=tuple(sorted([*intake.notices, *renamed(last, articles, sources)])),
        )

    def _require_enough(self, counts: Counter[str], last: LastBuild) -> None:
        """Raise TooFew where articles, counted by language, must not take the place of the last build."""
        before = last.languages()
        found = [
            ("", counts.total(), before.total()),
            *((f" in {each}", counts[each], before[each]) for each in before),
        ]
        for where, count, most in [] if self._allow_fewer else found:
            if most and count * 2 < most:
                left = "no articles" if not count else "1 article" if count == 1 else f"{count} articles"
                what = f"{left}{where} where the index has {most}, so the index stays as it was."
                raise TooFew(
                    f"{self._settings.articles}: {what}"
                    " Name the right folder with --articles, or take the others away with --allow-fewer."
                )

    def _refused(self, reason: str, last: LastBuild, intake: Intake) -> Report:
        """Return the report of an index that stays as it was."""
        return Report(
            generation=read_current(self._settings.index).generation,
            articles=len(last),
            changed=0,
            removed=0,
            problems=tuple(sorted(intake.problems)),
            seconds=time.perf_counter() - self._started,
            is_full=False,
            refused=reason,
        )


def read_tables(settings: Settings) -> tuple[tuple[Category, ...], dict[str, str], list[Problem]]:
    """Return categories, synonyms by language, and the files of either that cannot be read as they should."""
    categories, problems = read_categories(settings.articles)
    synonyms, found = read_synonym_files(settings.articles, LANGUAGES)
    return categories, synonyms, [*problems, *found]


def tables_changed(manifest: Manifest, categories: Sequence[Category], synonyms: dict[str, str]) -> bool:
    """Return whether categories or synonyms differ from those of ``manifest``."""
    return synonyms != manifest.synonyms or list(map(asdict, categories)) != list(manifest.categories)

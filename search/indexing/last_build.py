"""What the index held before: the last good version of an article that broke, and what was renamed."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.content.sources import UNNAMED, Source, id_at, is_markdown
from search.engines.local.generations import Manifest, read_current
from search.engines.local.segment import Segment, load_segment
from search.engines.local.writer import SEGMENTS
from search.errors import IndexUnavailable
from search.indexing.reading import read_sources
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Article, ArticleHead, Problem, Severity
from search.settings import Settings

HIDING = {
    *(ProblemKind.BAD_LINK_ON_DISK, ProblemKind.BAD_RECORD, ProblemKind.NOT_A_FILE),
    *(ProblemKind.TOO_LARGE, ProblemKind.UNREADABLE),
}
"""Kinds of problems because of which a file that is still there gives no source."""


@dataclass(frozen=True, slots=True)
class LastBuild:
    """The articles that readers see."""

    places: Mapping[str, tuple[Segment, int]] = field(default_factory=dict)
    """article_id -> segment, and number in it."""

    def __len__(self) -> int:
        return len(self.places)

    def languages(self) -> Counter[str]:
        """Return language -> articles in it."""
        return Counter(map(language_of, self.places))

    def hashes(self) -> dict[str, str]:
        """Return article_id -> hash of what the article was read from."""
        return {article_id: segment.content_hashes[number] for article_id, (segment, number) in self.places.items()}

    def article(self, article_id: str) -> Article | None:
        """Return an article whole; None where there is none, or its record is of another version."""
        try:
            segment, number = self.places[article_id]
            return segment.article(number)
        except (KeyError, TypeError, IndexUnavailable):
            return None

    def head(self, article_id: str) -> ArticleHead | None:
        """Return the head of an article; None where it cannot be read."""
        try:
            segment, number = self.places[article_id]
            return segment.head(number)[0]
        except (KeyError, TypeError, IndexUnavailable):
            return None


def language_of(article_id: str) -> str:
    """Return the language of an article."""
    return article_id.partition("/")[0]


def open_last_build(index: Path, manifest: Manifest) -> LastBuild:
    """Return the articles of ``manifest``; raises IndexOutdated where a segment is damaged."""
    places: dict[str, tuple[Segment, int]] = {}
    for shelving in manifest.shelves.values():
        for name in shelving.segments:
            segment = load_segment(index / manifest.folder / SEGMENTS / name)
            places.update((article_id, (segment, number)) for number, article_id in enumerate(segment.article_ids))
        for article_id in shelving.removed:
            places.pop(article_id, None)
    return LastBuild(places)


def last_build(index: Path) -> LastBuild:
    """Return the articles of ``index``; none where it is not there or cannot be read."""
    try:
        return open_last_build(index, read_current(index))
    except IndexUnavailable:
        return LastBuild()


@dataclass(slots=True)
class Intake:
    """Parses sources; an article that cannot be had any more stays as it was in the last build."""

    settings: Settings
    last: LastBuild
    problems: list[Problem]
    """What listing the sources found; what parsing finds is added."""

    progress: Callable[[int, int], None]
    kept: list[str] = field(default_factory=list)
    """Ids of the articles that are as in the last build."""

    notices: list[Problem] = field(default_factory=list)

    def articles(self, sources: Sequence[Source], present: Collection[str]) -> Iterator[Article]:
        """Yield the article of every source, kept ones included, by article_id; ``present`` are all ids."""
        hidden = hidden_ids(self.settings, self.problems, set(self.last.places).difference(present))
        results = read_sources(sources, self.settings.content, self.settings.indexing)
        waiting = deque(hidden.items())
        for number, (source, (article, problems)) in enumerate(zip(sources, results, strict=True), 1):
            yield from self._hidden(waiting, source.article_id)
            self.problems += problems
            self.progress(number, len(sources))
            is_broken = article is None and any(each.severity is Severity.ERROR for each in problems)
            article = self._keep(source.article_id, source.path, source.line) if is_broken else article
            if article:
                yield article
        yield from self._hidden(waiting)

    def _hidden(self, waiting: deque[tuple[str, Problem]], before: str = "") -> Iterator[Article]:
        """Yield those of the ``waiting`` articles whose ids come before ``before``, so that all come in order."""
        while waiting and (not before or waiting[0][0] < before):
            article_id, problem = waiting.popleft()
            article = self._keep(article_id, problem.path, problem.line)
            if article:
                yield article

    def _keep(self, article_id: str, path: str, line: int) -> Article | None:
        """Return the last good version of an article, and say that it stays; None where there is none."""
        article = self.last.article(article_id)
        if article:
            self.kept.append(article_id)
            what = f"article '{article_id}' is kept as of the last build"
            remedy = "Mend the file to publish it, or delete it to take the article away"
            self.notices.append(Problem(path, line, what, remedy, Severity.WARNING, ProblemKind.KEPT_ARTICLE))
        return article


def hidden_ids(settings: Settings, problems: Iterable[Problem], missing: Collection[str]) -> dict[str, Problem]:
    """Return those of the ``missing`` ids whose file is there but could not be read, with the reason."""
    root, unnamed = settings.articles, settings.content.language or UNNAMED
    found: dict[str, Problem] = {}
    for problem in problems:
        if problem.kind in HIDING and problem.severity is Severity.ERROR:
            found |= {
                each: problem for each in missing if each not in found and hides(root, problem.path, each, unnamed)
            }
    return dict(sorted(found.items()))


def hides(root: Path, path: str, article_id: str, unnamed: str = UNNAMED) -> bool:
    """Return whether ``article_id`` was read from the file ``path``, or from one below the folder ``path``.

    ``unnamed`` is the language of files that neither their folder nor their name says one of.
    """
    if Path(path) == root:
        return True
    if not Path(path).is_relative_to(root):
        return False
    place = unicodedata.normalize("NFC", Path(path).relative_to(root).as_posix())
    names = place.split("/")
    if is_markdown(place):
        return article_id == id_at(place, names[0] if names[0] in LANGUAGES else unnamed, LANGUAGES)
    language, _, key = article_id.partition("/")
    if names[0] in LANGUAGES and names.pop(0) != language:
        return False
    folder = FOLDER_MARK.join(names)
    return not folder or key == folder or key.startswith(folder + FOLDER_MARK)


def renamed(last: LastBuild, articles: Iterable[Article], sources: Iterable[Source]) -> list[Problem]:
    """Return what to add to articles that stood under another name in the last build.

    The same content, or else the same title, under a new name in one language, where the old name is gone.
    """
    by_id = {source.article_id: source for source in sources}
    gone = [head for head in (last.head(each) for each in last.places if each not in by_id) if head]
    hashes = last.hashes() if gone else {}
    alike: dict[tuple[str, str], list[ArticleHead]] = defaultdict(list)
    for head in gone:
        alike[head.language, hashes[head.article_id]].append(head)
        alike[head.language, head.title].append(head)
    notices = []
    for article in articles if gone else ():
        if article.article_id in last.places:
            continue
        language, source = article.language, by_id.get(article.article_id)
        same = alike.get((language, article.content_hash)) or alike.get((language, article.title)) or []
        if len(same) == 1 and source and same[0].slug not in (article.slug, *article.aliases):
            notices.append(rename(same[0], article, source))
    return notices


def rename(old: ArticleHead, article: Article, source: Source) -> Problem:
    """Return the advice to keep the old address of ``article``."""
    slugs = ", ".join((*article.aliases, *old.aliases, old.slug))
    what = f"article '{old.article_id}' is now '{article.article_id}', and its old address leads nowhere"
    remedy = f"Write 'aliases: [{slugs}]' in the front matter, so that the old address leads to the new one"
    return Problem(source.path, source.line, what, remedy, Severity.WARNING, ProblemKind.RENAMED_ARTICLE)

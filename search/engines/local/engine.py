"""The local engine: a snapshot of one generation, answered from memory-mapped arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from search.engines.local.generations import Manifest, read_current
from search.engines.local.segment import Segment, load_segment
from search.engines.local.shelf import Shelf, ShelfShortlist
from search.engines.local.writer import SEGMENTS, require_fingerprint
from search.errors import IndexOutdated
from search.model import Article, ArticleHead, Category
from search.protocols import RetrievalQuery
from search.settings import Settings

CONTENT_BYTES = 6
"""Length of the hash that names what a generation holds."""

TITLE_ONLY = 1
"""Wordings of an article without a question."""


class LocalEngine:
    """The shelves of all languages of one generation."""

    def __init__(self, manifest: Manifest, shelves: Mapping[str, Shelf], segments: Mapping[Path, Segment]) -> None:
        self.segments = segments
        """By folder; the next generation may hold some of them too."""

        self.manifest = manifest
        self.generation = manifest.generation
        self.languages = tuple(sorted(language for language, shelf in shelves.items() if shelf.article_count))
        self.categories = tuple(Category(**each) for each in manifest.categories)
        self.synonyms = manifest.synonyms
        self._shelves = shelves

    @cached_property
    def content(self) -> str:
        """Name of all that is answered from: equal names, equal answers, wherever and however often it was built."""
        manifest = self.manifest
        held = {path.name: (each.article_ids, each.content_hashes) for path, each in self.segments.items()}
        parts = [
            (language, shelving.removed, [held[name] for name in shelving.segments])
            for language, shelving in sorted(manifest.shelves.items())
        ]
        said = repr((manifest.fingerprint, parts, manifest.categories, sorted(manifest.synonyms.items())))
        return blake2b(said.encode(), digest_size=CONTENT_BYTES).hexdigest()

    def with_shelves(self, shelves: Mapping[str, Shelf]) -> LocalEngine:
        """Return an engine over the same generation with ``shelves`` in the place of those of their languages."""
        return LocalEngine(self.manifest, {**self._shelves, **shelves}, self.segments)

    def vocabulary(self, language: str) -> Shelf:
        """Return the vocabulary of ``language``."""
        return self._shelves[language]

    def retrieve(self, query: RetrievalQuery, limit: int) -> ShelfShortlist:
        """Return at most ``limit`` candidates of each segment of the query's language."""
        return self._shelves[query.language].retrieve(query, limit)

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        segment, number = self._place(article_id)
        return segment.article(number)

    def head(self, article_id: str) -> ArticleHead:
        """Return an article's head; KeyError where there is none."""
        segment, number = self._place(article_id)
        return segment.head(number)[0]

    def _place(self, article_id: str) -> tuple[Segment, int]:
        shelf = self._shelves.get(article_id.partition("/")[0])
        place = shelf.place_of(article_id) if shelf else None
        if place is None:
            raise KeyError(article_id)
        return place

    def article_ids(self, language: str) -> Iterator[str]:
        """Yield the ids of all articles of ``language``."""
        return (segment.article_ids[number] for segment, number in self._shelves[language].living())

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        """Return the heads of all articles of ``language``, by article_id."""
        found = [segment.head(number)[0] for segment, number in self._shelves[language].living()]
        return tuple(sorted(found, key=lambda head: head.article_id))

    def heads_without_questions(self, language: str) -> tuple[ArticleHead, ...]:
        """Return those of the heads whose articles have neither written nor drafted questions."""
        titles_only = (place for place in self._shelves[language].living() if wordings_of(*place) == TITLE_ONLY)
        found = [segment.head(number)[0] for segment, number in titles_only]
        return tuple(sorted(found, key=lambda head: head.article_id))


def wordings_of(segment: Segment, number: int) -> int:
    """Return how many wordings article ``number`` has, its title among them."""
    first, last = segment.arrays.wording_offsets[number : number + 2]
    return int(last - first)


def open_local(index: Path, settings: Settings, previous: LocalEngine | None = None) -> LocalEngine:
    """Return the engine over the current generation of ``index``; segments that ``previous`` holds are not read again.

    Those of another build are: the files of an index that was deleted meanwhile had the same names.

    Raises IndexUnavailable without one, IndexOutdated where it is damaged or was built otherwise. A writer that removes
    the generation while it is being opened has made a newer one current: that one is opened.
    """
    while True:
        manifest = read_current(index)
        try:
            is_same_build = previous is not None and previous.manifest.stamp == manifest.stamp
            return open_generation(index, manifest, settings, previous.segments if previous and is_same_build else {})
        except IndexOutdated:
            if read_current(index) == manifest:
                raise


def open_generation(index: Path, manifest: Manifest, settings: Settings, known: Mapping[Path, Segment]) -> LocalEngine:
    """Return the engine over the generation of ``manifest``; ``known`` segments are not read again."""
    require_fingerprint(index, manifest, settings)
    folder = index / manifest.folder / SEGMENTS
    paths = [folder / name for shelving in manifest.shelves.values() for name in shelving.segments]
    segments = {path: known[path] if path in known else load_segment(path) for path in paths}
    shelves = {
        language: Shelf(
            [segments[folder / name] for name in shelving.segments],
            frozenset(shelving.removed),
            settings.snippet,
            settings.answer,
        )
        for language, shelving in manifest.shelves.items()
    }
    return LocalEngine(manifest, shelves, segments)

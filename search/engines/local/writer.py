"""Write articles into the index: everything into a new generation, or what changed into the current one."""

from __future__ import annotations

import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from hashlib import blake2b
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from search.analysis.analyzer import open_analyzer
from search.analysis.languages import LANGUAGES
from search.engines.local.compiling import Background, Reader, compile_segment
from search.engines.local.generations import (
    FORMAT,
    REBUILD,
    Manifest,
    Shelving,
    new_folder,
    prune,
    sync_files,
    write_current,
)
from search.engines.local.pictures import drop_pictures, keep_pictures
from search.engines.local.segment import Segment, load_segment, save_segment
from search.engines.local.whoosh_index import FOLDER, Record, update_whoosh, write_whoosh
from search.engines.local.whoosh_program import WhooshProgram
from search.errors import IndexOutdated
from search.meaning import open_model
from search.model import Article, Category
from search.settings import Settings

SEGMENTS = "segments"
FEWEST_FOR_PROGRAM = 600
"""Articles below which starting a program for Whoosh costs more than it saves."""

COMPILED_FROM = ("numpy", "PyStemmer", "simplemma", "whoosh3")


def fingerprint(settings: Settings) -> str:
    """Return a hash of everything that decides what is indexed; an index with another one is outdated."""
    words = [sorted(language.function_words) for language in LANGUAGES.values()]
    versions = [version(name) for name in COMPILED_FROM]
    model = open_model(settings.meaning)
    meaning = model.fingerprint if model else ""
    content = replace(settings.content, language="")  # says which files are read, not what is indexed of one
    numbers = [asdict(each) for each in (settings.retrieval, settings.profile, content)]
    parts = (FORMAT, versions, words, *numbers, meaning)
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def require_fingerprint(index: Path, manifest: Manifest, settings: Settings) -> None:
    """Raise IndexOutdated where ``manifest`` was not written by this version with these settings."""
    if manifest.fingerprint != fingerprint(settings):
        raise IndexOutdated(f"{index}: it was built by another version or with other settings. {REBUILD}.")


class FullBuild:
    """Fills a new generation; nothing is visible before ``finish``."""

    def __init__(self, index: Path, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._folder = new_folder(index)
        self._readers: dict[str, Reader] = {}
        self._pictures: set[str] = set()

    def fill(
        self, articles: Iterable[Article], count: int, categories: Sequence[Category], synonyms: dict[str, str]
    ) -> Manifest:
        """Take in all articles, about ``count``, in one pass, and make them the current generation."""
        if count < FEWEST_FOR_PROGRAM:
            write_whoosh(self._folder / FOLDER, map(self._read, articles))
            self._compile()
        else:
            self._fill_beside(articles)
        return self._finish(categories, synonyms)

    def discard(self) -> None:
        """Remove what was written; the generation before it stays the current one."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _fill_beside(self, articles: Iterable[Article]) -> None:
        """Take in all articles while a program of its own writes the Whoosh index.

        They come sorted by language: one is compiled in a thread while others are still being read.
        """
        program = WhooshProgram(self._folder / FOLDER)
        compiling: dict[str, Future[None]] = {}
        try:
            with ThreadPoolExecutor(1) as thread:
                for language, its_articles in groupby(articles, lambda article: article.language):
                    if language in compiling:
                        compiling.pop(language).result()
                    for article in its_articles:
                        program.add(self._read(article))
                    compiling[language] = thread.submit(self._compile_language, language)
                for each in compiling.values():
                    each.result()
        except BaseException:
            program.abandon()
            raise
        program.finish()

    def _read(self, article: Article) -> Record:
        self._pictures |= keep_pictures(self._index, self._settings.articles, article)
        reader = self._readers.get(article.language)
        if reader is None:
            reader = self._readers[article.language] = Reader(open_analyzer(article.language))
        return reader.read(article)

    def _compile(self) -> None:
        for language in self._readers:
            self._compile_language(language)

    def _compile_language(self, language: str) -> None:
        arrays, texts = compile_segment(self._readers[language], self._settings)
        folder = self._folder / SEGMENTS / f"{language}-0001"
        shutil.rmtree(folder, ignore_errors=True)  # there where articles of another language stood between its own
        save_segment(folder, arrays, texts)

    def _finish(self, categories: Sequence[Category], synonyms: dict[str, str]) -> Manifest:
        (self._folder / SEGMENTS).mkdir(exist_ok=True)
        sync_files(self._folder)
        manifest = Manifest(
            generation=f"{int(self._folder.name.split('-')[1])}.1",
            fingerprint=fingerprint(self._settings),
            shelves={language: Shelving((f"{language}-0001",), ()) for language in sorted(self._readers)},
            categories=tuple(map(asdict, categories)),
            synonyms=synonyms,
            folder=self._folder.name,
            stamp=secrets.token_hex(8),
        )
        write_current(self._index, manifest)
        prune(self._index, manifest)
        drop_pictures(self._index, self._pictures)
        return manifest


class Update:
    """Adds changed articles to the current generation, in a small segment beside the large one of their language."""

    def __init__(self, index: Path, settings: Settings, manifest: Manifest) -> None:
        self._index = index
        self._settings = settings
        self._manifest = manifest
        self._folder = index / manifest.folder
        self._number = int(manifest.generation.partition(".")[2]) + 1

    def apply(
        self,
        changed: Sequence[Article],
        removed: Sequence[str],
        categories: Sequence[Category],
        synonyms: dict[str, str],
    ) -> Manifest:
        """Make ``changed`` and ``removed`` visible and return the new manifest.

        Whoosh is committed before readers are told: killed in between, the same update is simply done again.
        """
        by_language: dict[str, list[Article]] = defaultdict(list)
        for article in changed:
            keep_pictures(self._index, self._settings.articles, article)
            by_language[article.language].append(article)
        gone: dict[str, list[str]] = defaultdict(list)
        for article_id in removed:
            gone[article_id.partition("/")[0]].append(article_id)
        shelves = dict(self._manifest.shelves)
        records: list[Record] = []
        for language in sorted({*by_language, *gone}):
            shelving = shelves.get(language, Shelving((), ()))
            shelves[language], read = self._shelve(language, shelving, by_language[language], gone[language])
            records += read
        shelves = {language: shelving for language, shelving in shelves.items() if shelving.segments}
        if records or removed:
            update_whoosh(self._folder / FOLDER, records, removed)
        manifest = replace(
            self._manifest,
            generation=f"{self._manifest.generation.partition('.')[0]}.{self._number}",
            shelves=shelves,
            categories=tuple(map(asdict, categories)),
            synonyms=synonyms,
        )
        write_current(self._index, manifest)
        prune(self._index, manifest)
        return manifest

    def _shelve(
        self, language: str, shelving: Shelving, changed: Sequence[Article], removed: Sequence[str]
    ) -> tuple[Shelving, list[Record]]:
        """Return the new shelving of ``language``, its new segment on disk, and the changed articles' records."""
        large = self._load(shelving.segments[0]) if shelving.segments else None
        waiting = {article.article_id: article for article in self._waiting(shelving)}
        waiting.update((article.article_id, article) for article in changed)
        for article_id in removed:
            waiting.pop(article_id, None)
        absent = frozenset(shelving.removed).difference(waiting).union(removed)
        name = f"{language}-{self._number:04d}"
        if not waiting and (large is None or absent.issuperset(large.article_ids)):
            return Shelving((), ()), []
        if large is None or len(waiting) + len(absent) > self._room(large):
            articles = {**dict(living_articles(large, absent)), **waiting} if large else waiting
            records = self._write(name, language, [articles[each] for each in sorted(articles)], None)
            shelving = Shelving((name,), ())
        elif not waiting:
            return Shelving((shelving.segments[0],), tuple(sorted(absent))), []
        else:
            records = self._write(name, language, [waiting[each] for each in sorted(waiting)], background_of(large))
            shelving = Shelving((shelving.segments[0], name), tuple(sorted(absent)))
        fresh = {article.article_id for article in changed}
        return shelving, [record for record in records if record.article_id in fresh]

    def _room(self, large: Segment) -> int:
        indexing = self._settings.indexing
        return max(indexing.changed_articles, int(large.count * indexing.changed_share))

    def _load(self, name: str) -> Segment:
        return load_segment(self._folder / SEGMENTS / name)

    def _waiting(self, shelving: Shelving) -> Iterable[Article]:
        """Yield the articles of the small segment."""
        for name in shelving.segments[1:]:
            segment = self._load(name)
            yield from map(segment.article, range(segment.count))

    def _write(
        self, name: str, language: str, articles: Sequence[Article], background: Background | None
    ) -> list[Record]:
        reader = Reader(open_analyzer(language))
        records = [reader.read(article) for article in articles]
        arrays, texts = compile_segment(reader, self._settings, background)
        folder = self._folder / SEGMENTS / name
        save_segment(folder, arrays, texts)
        if background is None:
            sync_files(folder)
        return records


def background_of(segment: Segment) -> Background:
    """Return what a segment beside ``segment`` takes over from it."""
    return Background(float(segment.arrays.average_length[0]), segment.arrays.feature_weights)


def living_articles(segment: Segment, absent: frozenset[str]) -> Iterable[tuple[str, Article]]:
    """Yield id and article of all of ``segment`` but ``absent``."""
    for number, article_id in enumerate(segment.article_ids):
        if article_id not in absent:
            yield article_id, segment.article(number)

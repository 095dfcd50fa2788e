"""The engines that are asked side by side; every other one holds the keys that our analysis gives it."""

from __future__ import annotations

import importlib.util
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from whoosh.index import open_dir
from whoosh.qparser.default import MultifieldParser
from whoosh.qparser.syntax import OrGroup

from search import Settings, open_searcher
from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.synonyms import parse_synonyms
from search.engines import open_engine
from search.engines.local.generations import read_current
from search.engines.local.whoosh_index import FOLDER
from search.protocols import RetrievalQuery
from search.query.expand import Expander
from search.query.parse import parse_query
from tests.speed.corpora import LANGUAGE, MadeArticle, Query

SHOWN = 5
"""Hits of the pipeline and of Whoosh."""

BEST = 10
"""Articles that are asked of the engines that only give ids."""

TITLE_TIMES = 3
"""How often a title stands in the one text that an engine without fields gets."""

NO_FEATURES = np.zeros(0, dtype=np.uint16)
NO_FREQUENCIES = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the engines take it."""

    text: str
    keys: tuple[str, ...]
    """For the engines that are given terms: not completed, not corrected."""

    joined: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What engines are filled with."""

    folder: Path
    settings: Settings
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    """Keys of every article, blank-separated."""


class Contender(Protocol):
    """An engine ready to answer."""

    def ask(self, asked: Asked) -> Sequence[str]:
        """Return the ids of the best articles."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine and how long it took to fill it."""

    name: str
    contender: Contender
    build_s: float | None


class Pipeline:
    """Everything that a visitor waits for: from the text to the hits with their snippets."""

    def __init__(self, corpus: Corpus) -> None:
        self._searcher = open_searcher(corpus.settings)

    def ask(self, asked: Asked) -> Sequence[str]:
        return [hit.article.article_id for hit in self._searcher.search(asked.text, LANGUAGE, SHOWN).hits]


class CandidatesOnly:
    """Parsing, expansion and the choice of the best articles by BM25F, without evidence, order or snippets."""

    def __init__(self, corpus: Corpus) -> None:
        self._settings = corpus.settings.retrieval
        engine = open_engine(corpus.settings)
        self.shelf = engine.vocabulary(LANGUAGE)
        self._analyzer = open_analyzer(LANGUAGE)
        synonyms, _ = parse_synonyms(engine.synonyms.get(LANGUAGE, ""), LANGUAGE, self._analyzer)
        self._expander = Expander(self._analyzer, self.shelf, synonyms, self._settings)

    def query(self, text: str) -> RetrievalQuery:
        """Return what is looked for, without the n-grams that only ranking needs."""
        parsed = parse_query(text, self._analyzer, self.shelf, self._settings)
        return RetrievalQuery(LANGUAGE, self._expander.expand(parsed), NO_FEATURES, NO_FREQUENCIES)

    def ask(self, asked: Asked) -> Sequence[str]:
        return [
            choice.book.segment.article_ids[number]
            for choice in self.shelf.choose(self.query(asked.text), BEST)
            for number in choice.numbers.tolist()
        ]


class Whoosh:
    """Whoosh's own search, any word of three fields, over the index of the same generation."""

    def __init__(self, corpus: Corpus) -> None:
        index = corpus.settings.index
        opened = open_dir(str(index / read_current(index).folder / FOLDER))
        self._searcher = opened.searcher()
        self._parser = MultifieldParser(["title", "questions", "body"], opened.schema, group=OrGroup)

    def ask(self, asked: Asked) -> Sequence[str]:
        found = self._searcher.search(self._parser.parse(asked.joined), limit=SHOWN)
        return [hit["article_id"] for hit in found]


class Fts5:
    """SQLite's full-text search, any word, ordered by its bm25."""

    def __init__(self, corpus: Corpus) -> None:
        self._ids = corpus.ids
        self._database = sqlite3.connect(corpus.folder / "fts5.sqlite")
        self._database.execute("CREATE VIRTUAL TABLE articles USING fts5(text, content='', tokenize='unicode61')")
        self._database.executemany("INSERT INTO articles(rowid, text) VALUES (?, ?)", enumerate(corpus.texts))
        self._database.execute("INSERT INTO articles(articles) VALUES ('optimize')")
        self._database.commit()

    def ask(self, asked: Asked) -> Sequence[str]:
        match = " OR ".join([f'"{key}"' for key in asked.keys])
        rows = self._database.execute(
            "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?", (match, BEST)
        )
        return [self._ids[row] for (row,) in rows]


class Tantivy:
    """tantivy, any word, the best ids by BM25; it need not count all articles, so that it may skip most."""

    def __init__(self, corpus: Corpus) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        schema.add_unsigned_field("number", fast=True)
        folder = corpus.folder / "tantivy"
        folder.mkdir()
        self._ids = corpus.ids
        self._index = tantivy.Index(schema.build(), path=str(folder))
        writer = self._index.writer(num_threads=1)
        for number, text in enumerate(corpus.texts):
            document = tantivy.Document()
            document.add_text("text", text)
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, asked: Asked) -> Sequence[str]:
        query = self._index.parse_query(asked.joined, ["text"])
        hits = self._searcher.search(query, BEST, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [self._ids[int(number)] for number in numbers if number is not None]


class Bm25s:
    """bm25s on NumPy: all scores of an article set in one array."""

    def __init__(self, corpus: Corpus) -> None:
        import bm25s

        self._ids = corpus.ids
        self._best = min(BEST, len(corpus.ids))
        self._index = bm25s.BM25(backend="numpy")
        self._index.index([text.split() for text in corpus.texts], show_progress=False)

    def ask(self, asked: Asked) -> Sequence[str]:
        found, _ = self._index.retrieve(
            [list(asked.keys)], k=self._best, show_progress=False, backend_selection="numpy"
        )
        return [self._ids[number] for number in found[0].tolist()]


CONTENDERS: dict[str, Callable[[Corpus], Contender]] = {
    "pipeline": Pipeline,
    "candidates": CandidatesOnly,
    "tantivy": Tantivy,
    "bm25s": Bm25s,
    "fts5": Fts5,
    "whoosh": Whoosh,
}
OURS = ("pipeline", "candidates", "whoosh")
"""They read the index that ``search.build`` wrote."""


def missing(name: str) -> str | None:
    """Return why ``name`` cannot be measured here; None where it can."""
    if name == "fts5":
        with closing(sqlite3.connect(":memory:")) as database:
            options = {row[0] for row in database.execute("PRAGMA compile_options")}
        return None if "ENABLE_FTS5" in options else "this SQLite has no FTS5"
    if name in ("tantivy", "bm25s") and importlib.util.find_spec(name) is None:
        return f"{name} is not installed"
    return None


def opened(name: str, corpus: Corpus) -> Opened:
    """Return the engine ``name``, filled."""
    started = time.perf_counter()
    contender = CONTENDERS[name](corpus)
    return Opened(name, contender, None if name in OURS else time.perf_counter() - started)


def keyed_text(analyzer: Analyzer, article: MadeArticle) -> str:
    """Return all keys of ``article``, its title's several times over."""
    text = " . ".join([*[article.title] * TITLE_TIMES, *article.questions, *article.paragraphs])
    return " ".join(keys_of(analyzer, text))


def keys_of(analyzer: Analyzer, text: str) -> tuple[str, ...]:
    """Return the keys of the words of ``text``; signs such as € are left out, which not all query languages know."""
    keys = (analyzer.key(token.form) for token in analyzer.tokens(text))
    return tuple(key for key in keys if key.isascii() and key.isalnum())


def corpus_of(folder: Path, settings: Settings, articles: Sequence[MadeArticle]) -> Corpus:
    """Return what the engines are filled with."""
    analyzer = open_analyzer(LANGUAGE)
    ids = tuple(article.article_id for article in articles)
    return Corpus(folder, settings, ids, tuple(keyed_text(analyzer, article) for article in articles))


def asked(queries: Sequence[Query]) -> list[Asked]:
    """Return ``queries`` as the engines take them."""
    analyzer = open_analyzer(LANGUAGE)
    keyed = [(query, keys_of(analyzer, query.text)) for query in queries]
    return [Asked(query.text, keys, " ".join(keys), query.article_id) for query, keys in keyed]

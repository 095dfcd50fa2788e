"""The searcher of this process: opened when first needed, kept up to date, and its articles by address."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from search import (
    Article,
    ArticleHead,
    Category,
    IndexUnavailable,
    Results,
    Settings,
    open_searcher,
)
from webapp.config import Config

REFRESH_S = 1.0
"""A newer generation is looked for at most this often, in seconds."""

EXTENSION = "knowledge_base"

log = logging.getLogger(__name__)


class ArticleSearcher(Protocol):
    """What the pages ask of a ``search.Searcher``."""

    @property
    def generation(self) -> str:
        """Name of what is being read."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have articles."""
        ...

    @property
    def categories(self) -> tuple[Category, ...]:
        """All categories, in the order to show them."""
        ...

    def search(self, text: str, language: str, limit: int = 5) -> Results:
        """Return what answers ``text``."""
        ...

    def refresh(self) -> bool:
        """Take up a newer generation; return whether there was one."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        ...

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        """Return the heads of all articles of ``language``, by article_id."""
        ...


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The articles of one language in one generation, by everything that an address may name."""

    by_key: Mapping[str, ArticleHead]
    by_slug: Mapping[str, ArticleHead]
    by_alias: Mapping[str, ArticleHead]
    by_category: Mapping[str, tuple[ArticleHead, ...]]


def catalogue_of(heads: tuple[ArticleHead, ...]) -> Catalogue:
    """Return ``heads``, findable."""
    by_category: dict[str, tuple[ArticleHead, ...]] = {}
    for head in heads:
        by_category[head.category] = (*by_category.get(head.category, ()), head)
    return Catalogue(
        by_key={head.key: head for head in heads},
        by_slug={head.slug: head for head in heads},
        by_alias={alias: head for head in heads for alias in head.aliases},
        by_category=by_category,
    )


class KnowledgeBase:
    """Hands out the searcher; may be used by several threads."""

    def __init__(
        self,
        settings: Settings,
        searcher: ArticleSearcher | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._searcher = searcher
        self._clock = clock
        self._refreshed_at = clock()
        self._catalogues: dict[tuple[str, str], Catalogue] = {}
        self._lock = threading.Lock()

    def searcher(self) -> ArticleSearcher:
        """Return the searcher, at most ``REFRESH_S`` behind the index; IndexUnavailable where there is no index."""
        if self._searcher is None:
            with self._lock:
                self._searcher = self._searcher or open_searcher(self._settings)
        if self._clock() - self._refreshed_at >= REFRESH_S and self._lock.acquire(blocking=False):
            try:
                self._refresh(self._searcher)
            finally:
                self._lock.release()
        return self._searcher

    def _refresh(self, searcher: ArticleSearcher) -> None:
        self._refreshed_at = self._clock()
        try:
            if searcher.refresh():
                self._catalogues = {}
        except IndexUnavailable as error:
            log.warning("%s Answering from generation %s.", error, searcher.generation)

    def catalogue(self, language: str) -> Catalogue:
        """Return the articles of ``language``; empty where the index has none."""
        searcher = self.searcher()
        known = self._catalogues
        name = (searcher.generation, language)
        if name not in known:
            known[name] = catalogue_of(searcher.heads(language) if language in searcher.languages else ())
        return known[name]


def init_app(app: Flask, config: Config, searcher: ArticleSearcher | None) -> None:
    """Give ``app`` its knowledge base."""
    app.extensions[EXTENSION] = KnowledgeBase(config.settings, searcher)


def knowledge_base() -> KnowledgeBase:
    """Return the knowledge base of the site that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, KnowledgeBase)
    return found

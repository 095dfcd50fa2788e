"""The searcher of this process: opened when first needed, kept up to date, taught, and its articles by address."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import inf
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

import search
from search import (
    Alarm,
    Alarms,
    Article,
    ArticleHead,
    Category,
    CitedAnswer,
    Decision,
    Feedback,
    IndexUnavailable,
    LearnedWording,
    Results,
    SearchError,
    Settings,
    SettingsError,
    Thresholds,
    Tuning,
    answer_to_show,
    decide,
    link_candidates,
    open_searcher,
    opens_by_itself,
    path_key,
    read_tuning,
    wordings_in_force,
)
from webapp.articles.twins import Fold, folded
from webapp.config import Config, config
from webapp.database import DatabaseUnavailable, deflection_store, votes_store
from webapp.i18n import LANGUAGES

REFRESH_S = 1.0
"""A newer generation is looked for at most this often, in seconds."""

LEARN_S = 60.0
"""What customers taught, and thresholds, are looked for at most this often, in seconds."""

KEEP = 0.95
"""Share of answerable questions to keep while nobody can read what was decided."""

FURTHER_HITS = 50
"""Looked at where the first hits say the same and make too few lines; about all that are ranked."""

TEACHING_LETTERS = 12
"""Hexadecimal digits that tell one state of what was learned from another."""

PROGRAM = (".html", ".mo", ".py", ".txt", ".xml")
"""Files of a release that may change an answer."""

EXTENSION = "knowledge_base"

log = logging.getLogger(__name__)


class ArticleSearcher(Protocol):
    """What the pages ask of a ``search.Searcher``."""

    @property
    def generation(self) -> str:
        """Name of what is being read."""
        ...

    @property
    def content(self) -> str:
        """Name of all articles, categories and synonyms that are read, whichever generation holds them."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have articles."""
        ...

    @property
    def categories(self) -> tuple[Category, ...]:
        """All categories, in the order to show them."""
        ...

    def search(self, text: str, language: str, limit: int = 5, feedback: Feedback = ...) -> Results:
        """Return what answers ``text``."""
        ...

    def refresh(self, learned: Iterable[LearnedWording] | None = None) -> bool:
        """Take up a newer generation and what was ``learned``; return whether either is new."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        ...

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        """Return the heads of all articles of ``language``, by article_id."""
        ...

    def heads_without_questions(self, language: str) -> tuple[ArticleHead, ...]:
        """Return those of the heads whose articles have no question."""
        ...


@dataclass(frozen=True, slots=True)
class Learned:
    """What customers taught this site."""

    wordings: tuple[LearnedWording, ...] = ()
    feedback: Feedback = field(default_factory=Feedback)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is found for a question, and whether it may answer."""

    results: Results
    decision: Decision
    folds: tuple[Fold, ...]
    """Lines to show: the hits with what says the same folded in, and further ones in the place of those."""

    alarm: Alarm | None
    """What was asked cannot wait: then the form is open, on the topic of the article that says what to do at once."""

    state: str
    """Names anything but the question that the answer is made from: articles, wordings, votes, thresholds, program."""

    answer: CitedAnswer | None = None
    """What the first hit says, where its sentence is sure."""

    answer_opens: bool = False
    """It is shown by itself: its article is sure too."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The articles of one language in one generation, by everything that an address may name."""

    by_key: Mapping[str, ArticleHead]
    by_slug: Mapping[str, ArticleHead]
    by_alias: Mapping[str, ArticleHead]
    by_address: Mapping[str, ArticleHead]
    """By former addresses, named as by a link from the root."""

    by_target: Mapping[str, ArticleHead]
    """By key, else by former address."""

    by_category: Mapping[str, tuple[ArticleHead, ...]]
    """In the order to show them."""

    by_update: tuple[ArticleHead, ...]
    """Those with a date, the latest change first."""


def catalogue_of(heads: tuple[ArticleHead, ...]) -> Catalogue:
    """Return ``heads``, findable."""
    by_category: dict[str, list[ArticleHead]] = {}
    for head in sorted(heads, key=by_place):
        by_category.setdefault(head.category, []).append(head)
    by_key = {head.key: head for head in heads}
    addresses = {path_key(alias): head for head in heads for alias in head.aliases if "/" in alias}
    return Catalogue(
        by_key=by_key,
        by_address=addresses,
        by_target={**addresses, **by_key},
        by_slug={head.slug: head for head in heads},
        by_alias={alias: head for head in heads for alias in head.aliases},
        by_category={key: tuple(each) for key, each in by_category.items()},
        by_update=tuple(sorted((head for head in heads if head.updated), key=latest_first)),
    )


def by_place(head: ArticleHead) -> tuple[bool, float]:
    """Return what puts the page of a folder first, then articles by the place they were given, then the others."""
    return not head.is_index, inf if head.order is None else head.order


def latest_first(head: ArticleHead) -> tuple[int, str]:
    """Return what puts the latest change first; of one day, by article_id."""
    return -(head.updated or date.min).toordinal(), head.article_id


class KnowledgeBase:
    """Hands out the searcher; may be used by several threads."""

    def __init__(
        self,
        settings: Settings,
        searcher: ArticleSearcher | None = None,
        clock: Callable[[], float] = time.monotonic,
        learn: Callable[[], Learned] = Learned,
    ) -> None:
        self._settings = settings
        self._searcher = searcher
        self._clock = clock
        self._learn = learn
        self._learned = Learned()
        self._tuning = Tuning(keep=KEEP, languages={})
        self._take_up_thresholds()
        self._teaching = teaching_of(self._learned, self._tuning)
        self._program = program_name()
        self._refreshed_at = clock()
        self._learned_at = float("-inf")
        self._catalogues: dict[tuple[str, str], Catalogue] = {}
        self._alarms: tuple[str, Alarms | None] = ("", None)
        """Of the content that the first names."""
        self._lock = threading.Lock()

    @property
    def generation(self) -> str:
        """Name of what is being read, by its content; empty while nothing was opened yet."""
        return self._searcher.content if self._searcher else ""

    def searcher(self) -> ArticleSearcher:
        """Return the searcher, at most ``REFRESH_S`` behind the index; IndexUnavailable where there is no index."""
        if self._searcher is None:
            with self._lock:
                if self._searcher is None:
                    opened = open_searcher(self._settings)
                    self._heard_by(opened)
                    self._searcher = opened
        if self._clock() - self._refreshed_at >= REFRESH_S and self._lock.acquire(blocking=False):
            try:
                self._refresh(self._searcher)
            finally:
                self._lock.release()
        return self._searcher

    def _refresh(self, searcher: ArticleSearcher) -> None:
        self._refreshed_at = self._clock()
        is_time_to_learn = self._refreshed_at - self._learned_at >= LEARN_S
        if is_time_to_learn:
            self._learned_at = self._refreshed_at
            self._take_up_teaching()
        try:
            if searcher.refresh(self._learned.wordings if is_time_to_learn else None):
                self._catalogues = {}
                self._heard_by(searcher)
        except IndexUnavailable as error:
            log.warning("%s Answering from generation %s.", error, searcher.generation, extra={"repeats": True})

    def _take_up_teaching(self) -> None:
        try:
            self._learned = self._learn()
        except DatabaseUnavailable as error:
            log.warning("%s Answering with what was known before.", error)
        self._take_up_thresholds()
        self._teaching = teaching_of(self._learned, self._tuning)

    def _take_up_thresholds(self) -> None:
        try:
            self._tuning = read_tuning(self._settings.index)
        except SettingsError as error:
            log.warning("%s Answering with what was known before.", error)

    def search(self, text: str, language: str, limit: int = 5) -> Results:
        """Return the best ``limit`` articles for ``text``, ranked with the votes of readers.

        IndexUnavailable where the index fails, whatever it fails with: its files may be anything by now.
        """
        searcher = self.searcher()
        try:
            return searcher.search(text, language, limit, self._learned.feedback)
        except SearchError:
            raise
        except Exception as error:
            what = f"{self._settings.index}: searching it failed ({type(error).__name__})."
            raise IndexUnavailable(f"{what} Run '{search.index_command('update')}'.") from error

    def suggest(self, text: str, language: str, limit: int = 5) -> Suggestion:
        """Return what answers ``text`` in ``limit`` lines and whether it may."""
        state = self.state()
        results = with_pages(self.search(text, language, limit))
        decision = decide(results, self._tuning)
        return Suggestion(
            results=results,
            decision=decision,
            folds=self._lines(results, language, limit),
            alarm=self.alarm(results),
            state=state,
            answer=answer_to_show(results, decision),
            answer_opens=opens_by_itself(results, decision, self._tuning),
        )

    def alarm(self, results: Results) -> Alarm | None:
        """Return the alarm that the question of ``results`` raises; None for a question that can wait."""
        return self._heard_by(self.searcher()).alarm(results)

    def _heard_by(self, searcher: ArticleSearcher) -> Alarms:
        """Return what hears emergencies among the articles of ``searcher``; made when these are opened or change."""
        content, alarms = self._alarms
        if alarms is None or content != searcher.content:
            content, alarms = searcher.content, Alarms(searcher, self._settings.meaning)
            self._alarms = (content, alarms)
        return alarms

    def _lines(self, results: Results, language: str, limit: int) -> tuple[Fold, ...]:
        folds = folded(results.hits)
        if len(folds) < min(limit, results.total) and len(results.hits) < results.total:
            folds = folded(with_pages(self.search(results.text, language, FURTHER_HITS)).hits)
        return folds[:limit]

    def thresholds(self) -> Mapping[str, Thresholds]:
        """Return what decides between articles and form, by language that has articles."""
        return {language: self._tuning.of(language) for language in self.searcher().languages}

    def state(self) -> str:
        """Return a name of all that answers are made from: equal names, equal answers."""
        return f"{self.searcher().content}-{self._teaching}-{self._program}"

    def catalogue(self, language: str) -> Catalogue:
        """Return the articles of ``language``; empty where the index has none."""
        searcher = self.searcher()
        known = self._catalogues
        name = (searcher.content, language)
        if name not in known:
            known[name] = catalogue_of(searcher.heads(language) if language in searcher.languages else ())
        return known[name]

    def linked(self, target: str, article_id: str, language: str) -> ArticleHead | None:
        """Return what a link to ``target`` in ``article_id`` leads to, on a page in ``language``; None if to nothing.

        A link to another language leads there; any other to the translation, where there is one.
        """
        own = article_id.partition("/")[0]
        for code, key in link_candidates(target, article_id):
            found = self.catalogue(code).by_target.get(key)
            if found is None and code == own:
                found = self.catalogue(language).by_target.get(key)
            if found is not None:
                translated = self.catalogue(language).by_key.get(found.key) if code == own else None
                return translated or found
        return None

    def head(self, article_id: str) -> ArticleHead | None:
        """Return the head of an article, None where there is none."""
        language, _, key = article_id.partition("/")
        return self.catalogue(language).by_key.get(key)


def with_pages(results: Results) -> Results:
    """Return ``results`` without the hits that the site has no pages for: what nobody is shown answers nothing."""
    hits = tuple(hit for hit in results.hits if hit.article.language in LANGUAGES)
    return results if len(hits) == len(results.hits) else replace(results, hits=hits)


def learned() -> Learned:
    """Return what the customers of the site have taught it so far."""
    wordings = wordings_in_force(deflection_store.solved_questions())
    return Learned(wordings, Feedback(votes_store.helpful_shares(config().network_votes)))


def teaching_of(learned: Learned, tuning: Tuning) -> str:
    """Return a short name of ``learned`` and ``tuning``: equal names, equal answers."""
    said = repr((learned.wordings, sorted(learned.feedback.helpful.items()), tuning))
    return hashlib.sha256(said.encode()).hexdigest()[:TEACHING_LETTERS]


@cache
def program_name() -> str:
    """Return a name of the programs, texts and templates that make answers of what is found."""
    hashed = hashlib.sha256()
    for folder in (Path(search.__file__).parent, Path(__file__).parent.parent):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in PROGRAM):
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:TEACHING_LETTERS]


def init_app(app: Flask, config: Config, searcher: ArticleSearcher | None) -> None:
    """Give ``app`` its knowledge base."""
    app.extensions[EXTENSION] = KnowledgeBase(config.settings, searcher, learn=learned)


def knowledge_base() -> KnowledgeBase:
    """Return the knowledge base of the site that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, KnowledgeBase)
    return found

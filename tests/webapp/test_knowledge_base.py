"""The searcher of the process: opened once, refreshed at most once a second."""

from __future__ import annotations

import logging

import pytest

from search import IndexUnavailable, Settings
from tests.webapp.fakes import FakeSearcher, article
from webapp.knowledge_base import KnowledgeBase


class Clock:
    """A clock that goes only when told to."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class GrowingSearcher(FakeSearcher):
    """Has one article more after each refresh."""

    def refresh(self) -> bool:
        self.articles = (*self.articles, article(f"en/a{len(self.articles)}"))
        self.generation = f"1.{len(self.articles)}"
        return True


class DamagedSearcher(FakeSearcher):
    """Cannot read what is new."""

    def refresh(self) -> bool:
        raise IndexUnavailable("index/8: the generation is damaged. Run build.")


def test_a_newer_generation_is_looked_for_at_most_once_a_second() -> None:
    searcher, clock = FakeSearcher(), Clock()
    knowledge_base = KnowledgeBase(Settings(), searcher, clock)
    for now_s in (100.0, 100.9, 101.0, 101.5, 101.9, 102.0):
        clock.now_s = now_s
        assert knowledge_base.searcher() is searcher
    assert searcher.refreshed == 2


def test_a_newer_generation_brings_new_addresses() -> None:
    clock = Clock()
    knowledge_base = KnowledgeBase(Settings(), GrowingSearcher((article("en/fees"),)), clock)
    assert list(knowledge_base.catalogue("en").by_slug) == ["fees"]
    clock.now_s += 1
    assert list(knowledge_base.catalogue("en").by_slug) == ["a1", "fees"]


def test_the_addresses_of_a_generation_are_put_together_once() -> None:
    knowledge_base = KnowledgeBase(Settings(), FakeSearcher((article("en/fees"),)), Clock())
    assert knowledge_base.catalogue("en") is knowledge_base.catalogue("en")


def test_a_language_without_articles_has_an_empty_catalogue() -> None:
    knowledge_base = KnowledgeBase(Settings(), FakeSearcher((article("en/fees"),)), Clock())
    assert not knowledge_base.catalogue("sk").by_key


def test_a_generation_that_cannot_be_read_leaves_the_old_one(caplog: pytest.LogCaptureFixture) -> None:
    searcher, clock = DamagedSearcher((article("en/fees"),)), Clock()
    knowledge_base = KnowledgeBase(Settings(), searcher, clock)
    clock.now_s += 1
    with caplog.at_level(logging.WARNING):
        assert knowledge_base.searcher() is searcher
    assert caplog.messages == ["index/8: the generation is damaged. Run build. Answering from generation 1.0."]


def test_the_index_is_opened_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    searchers = iter([None, FakeSearcher()])

    def open_searcher(settings: Settings) -> FakeSearcher:
        searcher = next(searchers)
        if searcher is None:
            raise IndexUnavailable("index: there is no index. Run build.")
        return searcher

    monkeypatch.setattr("webapp.knowledge_base.open_searcher", open_searcher)
    knowledge_base = KnowledgeBase(Settings(), clock=Clock())
    with pytest.raises(IndexUnavailable):
        knowledge_base.searcher()
    assert knowledge_base.searcher() is knowledge_base.searcher()

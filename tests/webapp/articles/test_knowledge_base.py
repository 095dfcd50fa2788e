"""The searcher of the process: opened once, refreshed at most once a second."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import pytest

from search import Band, Feedback, IndexUnavailable, LearnedWording, Results, Settings
from tests.webapp.fakes import FakeSearcher, article, hit
from webapp.articles.knowledge_base import KnowledgeBase, Learned
from webapp.database import DatabaseUnavailable


class Clock:
    """A clock that goes only when told to."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class GrowingSearcher(FakeSearcher):
    """Has one article more after each refresh."""

    def refresh(self, learned: Iterable[LearnedWording] | None = None) -> bool:
        self.articles = (*self.articles, article(f"en/a{len(self.articles)}"))
        self.generation = f"1.{len(self.articles)}"
        return True


class DamagedSearcher(FakeSearcher):
    """Cannot read what is new."""

    def refresh(self, learned: Iterable[LearnedWording] | None = None) -> bool:
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

    monkeypatch.setattr("webapp.articles.knowledge_base.open_searcher", open_searcher)
    knowledge_base = KnowledgeBase(Settings(), clock=Clock())
    with pytest.raises(IndexUnavailable):
        knowledge_base.searcher()
    assert knowledge_base.searcher() is knowledge_base.searcher()


WORDING = LearnedWording("en/fees", "what do I pay for this", 2)


def test_what_customers_taught_is_taken_up_at_most_once_a_minute() -> None:
    lessons = iter([Learned((WORDING,)), Learned()])
    searcher, clock = FakeSearcher(), Clock()
    knowledge_base = KnowledgeBase(Settings(), searcher, clock, lambda: next(lessons))
    taught = []
    for now_s in (100.5, 101.0, 102.0, 160.0, 161.0):
        clock.now_s = now_s
        knowledge_base.searcher()
        taught.append(searcher.taught)
    assert taught == [(), (WORDING,), (WORDING,), (WORDING,), ()]


def test_without_the_database_what_was_taught_before_stays(caplog: pytest.LogCaptureFixture) -> None:
    def learn() -> Learned:
        if clock.now_s > 150:
            raise DatabaseUnavailable("ventanilla.db: OperationalError: disk I/O error. Look at the database.")
        return Learned((WORDING,))

    searcher, clock = FakeSearcher(), Clock()
    knowledge_base = KnowledgeBase(Settings(), searcher, clock, learn)
    clock.now_s = 101.0
    knowledge_base.searcher()
    clock.now_s = 170.0
    with caplog.at_level(logging.WARNING):
        knowledge_base.searcher()
    assert searcher.taught == (WORDING,)
    assert caplog.messages == [
        "ventanilla.db: OperationalError: disk I/O error. Look at the database. Answering with what was known before."
    ]


def test_votes_take_part_in_the_ranking() -> None:
    feedback = Feedback({"en/fees": 0.9})
    seen = []

    class Listening(FakeSearcher):
        def search(self, text: str, language: str, limit: int = 5, feedback: Feedback | None = None) -> Results:
            seen.append(feedback)
            return super().search(text, language, limit, feedback)

    clock = Clock()
    knowledge_base = KnowledgeBase(Settings(), Listening(), clock, lambda: Learned(feedback=feedback))
    clock.now_s += 1
    knowledge_base.searcher()
    knowledge_base.suggest("fees", "en")
    assert seen == [feedback]


@pytest.mark.parametrize(
    ("evidence", "band"), [(0.9, Band.STRONG), (0.4, Band.POSSIBLE), (0.1, Band.NONE)], ids=["much", "some", "little"]
)
def test_a_suggestion_says_whether_it_may_answer(tmp_path: Path, evidence: float, band: Band) -> None:
    fees = article("en/fees")
    searcher = FakeSearcher((fees,), {"the fees": (hit(fees),)}, evidence=evidence)
    suggestion = KnowledgeBase(Settings(index=tmp_path), searcher, Clock()).suggest("the fees", "en")
    assert (suggestion.decision.band, suggestion.decision.has_enough_words) == (band, True)
    assert suggestion.alarm is None


def test_a_suggestion_is_urgent_where_its_article_is() -> None:
    fraud, fees = article("en/fraud", "My money was stolen", urgent="Block your account."), article("en/fees")
    searcher = FakeSearcher((fraud, fees), {"stolen": (hit(fraud),), "fees": (hit(fees), hit(fraud))})
    knowledge_base = KnowledgeBase(Settings(), searcher, Clock())
    found = knowledge_base.suggest("stolen", "en").alarm
    assert found
    assert (found.article.key, found.article.urgent) == ("fraud", "Block your account.")
    assert knowledge_base.suggest("fees", "en").alarm is None


def test_other_articles_raise_other_alarms() -> None:
    fraud = article("en/fraud", "My money was stolen", urgent="Block your account.")
    searcher = FakeSearcher((fraud,), {"stolen": (hit(fraud),)})
    knowledge_base = KnowledgeBase(Settings(), searcher, Clock())
    assert knowledge_base.suggest("stolen", "en").alarm
    searcher.articles, searcher.generation = (), "2.0"
    searcher.answers = {}
    assert knowledge_base.suggest("stolen", "en").alarm is None


def test_the_state_changes_with_whatever_changes_answers(tmp_path: Path) -> None:
    lessons = iter([Learned(), Learned((WORDING,)), Learned(feedback=Feedback({"en/fees": 0.9}))])
    searcher, clock = FakeSearcher(), Clock()
    knowledge_base = KnowledgeBase(Settings(index=tmp_path), searcher, clock, lambda: next(lessons, Learned()))
    states = [knowledge_base.state()]
    for _ in range(3):
        clock.now_s += 60
        states.append(knowledge_base.state())
    (tmp_path / "decision.toml").write_text("keep = 0.9\n")
    clock.now_s += 60
    states.append(knowledge_base.state())
    searcher.generation = "2.0"
    states.append(knowledge_base.state())
    assert states[0] == states[1]
    assert len(set(states)) == 5
